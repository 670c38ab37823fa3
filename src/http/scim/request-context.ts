/** The context of one SCIM request: who asks, until when, and a signal for when nobody waits any more. */

import type { Request, Response } from 'express';
import type { ScimContext } from '../../scim/backend.ts';
import { clientOf } from './scope.ts';

export interface RequestContextOptions {
  readonly baseUrl: (request: Request) => string;
  readonly requestId: (response: Response) => string;
  /** Milliseconds from `startedAt` to the deadline. */
  readonly answerWithinMs: number;
}

export function createContext(
  request: Request,
  response: Response,
  startedAt: number,
  { baseUrl, requestId, answerWithinMs }: RequestContextOptions,
): ScimContext {
  const deadline = startedAt + answerWithinMs;
  let signal: AbortSignal | undefined;
  const ifMatch = request.get('if-match');
  return {
    requestId: requestId(response),
    client: clientOf(response),
    baseUrl: baseUrl(request),
    deadline,
    /** Made when somebody asks for it: most requests are answered without, and it is dear. */
    get signal() {
      signal ??= createSignal(response, deadline);
      return signal;
    },
    ...(ifMatch === undefined ? {} : { ifMatch }),
  };
}

function createSignal(response: Response, deadline: number): AbortSignal {
  const leftMs = deadline - Date.now();
  if (leftMs <= 0) return AbortSignal.abort(new Error('The deadline has passed'));
  const gone = new AbortController();
  const leave = () => {
    if (!response.writableFinished) gone.abort(new Error('The client went away'));
  };
  if (response.closed) leave();
  else response.once('close', leave);
  return AbortSignal.any([gone.signal, AbortSignal.timeout(leftMs)]);
}
