/** Handlers in a row as one: express would match a path and copy parameters for each of them. */

import type { RequestHandler } from 'express';

/** Each handler goes on by `next`; what it throws or rejects with ends the row, as in express. */
export function chain(...handlers: readonly RequestHandler[]): RequestHandler {
  return (request, response, done) => {
    let at = 0;
    const next = (error?: unknown): void => {
      const handler = handlers[at];
      if (handler === undefined || (error !== undefined && error !== null)) {
        done(error);
        return;
      }
      at += 1;
      try {
        const outcome = handler(request, response, next);
        if (outcome instanceof Promise) outcome.catch((reason: unknown) => done(asError(reason)));
      } catch (thrown) {
        done(asError(thrown));
      }
    };
    next();
  };
}

/** `done` without an error would go on as if nothing had happened. */
function asError(thrown: unknown): unknown {
  return thrown ?? new Error('A handler failed without saying why');
}
