/** The context of one SCIM request: who asks, until when, and a signal for when nobody waits any more. */

import type { Request, Response } from 'express';
import type { ScimClient, ScimContext } from '../../scim/backend.ts';
import { clientOf } from './scope.ts';

export interface RequestContextOptions {
  readonly baseUrl: (request: Request) => string;
  readonly requestId: (response: Response) => string;
  /** Milliseconds from the arrival of the request to the deadline. */
  readonly answerWithinMs: number;
}

/** A class and no object literal: one with a getter would get a hidden class of its own for each request. */
export class RequestContext implements ScimContext {
  readonly requestId: string;
  readonly client: ScimClient;
  readonly baseUrl: string;
  readonly deadline: number;
  readonly ifMatch?: string;
  readonly #response: Response;
  readonly #answerWithinMs: number;
  #signal: AbortSignal | undefined;

  constructor(
    request: Request,
    response: Response,
    arrivedAt: number,
    { baseUrl, requestId, answerWithinMs }: RequestContextOptions,
  ) {
    this.requestId = requestId(response);
    this.client = clientOf(response);
    this.baseUrl = baseUrl(request);
    this.deadline = arrivedAt + answerWithinMs;
    const ifMatch = request.headers['if-match'];
    if (ifMatch !== undefined) this.ifMatch = ifMatch;
    this.#response = response;
    this.#answerWithinMs = answerWithinMs;
  }

  /** Made when somebody asks for it: many requests are answered without, and it is dear. */
  get signal(): AbortSignal {
    this.#signal ??= createSignal(this.#response, this.#leftMs());
    return this.#signal;
  }

  /** More than it had in the first place is left only by a clock that was set back since. */
  #leftMs(): number {
    return Math.min(this.deadline - Date.now(), this.#answerWithinMs);
  }
}

function createSignal(response: Response, leftMs: number): AbortSignal {
  if (leftMs <= 0) return AbortSignal.abort(new Error('The deadline has passed'));
  const gone = new AbortController();
  const leave = () => {
    if (!response.writableFinished) gone.abort(new Error('The client went away'));
  };
  if (response.closed) leave();
  else response.once('close', leave);
  return AbortSignal.any([gone.signal, AbortSignal.timeout(leftMs)]);
}
