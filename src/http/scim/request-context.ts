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
  const ifMatch = request.get('if-match');
  return {
    requestId: requestId(response),
    client: clientOf(response),
    baseUrl: baseUrl(request),
    deadline,
    signal: createSignal(response, deadline),
    ...(ifMatch === undefined ? {} : { ifMatch }),
  };
}

function createSignal(response: Response, deadline: number): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new Error('The client went away'));
  });
  return AbortSignal.any([gone.signal, AbortSignal.timeout(Math.max(deadline - Date.now(), 0))]);
}
