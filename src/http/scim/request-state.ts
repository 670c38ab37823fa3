/**
 * What the handlers of one SCIM request leave for each other. It lives in `response.locals`: weak maps by
 * request would cost the garbage collector more than the request.
 */

import type { Request, RequestHandler, Response } from 'express';
import type { ScimCall } from '../../scim/call.ts';
import { type Endpoint, findEndpoint } from './endpoints.ts';

export class RequestState {
  /** Epoch milliseconds. */
  readonly arrivedAt = Date.now();
  /** Set once the request has passed all guards; never for discovery. */
  call: ScimCall | undefined;
  readonly #path: string;
  #endpoint: { readonly found: Endpoint | undefined } | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** The endpoint that is asked, looked up once. Throws 400 for a malformed id. */
  get endpoint(): Endpoint | undefined {
    this.#endpoint ??= { found: findEndpoint(this.#path) };
    return this.#endpoint.found;
  }
}

/** To stand before every other handler of SCIM requests. */
export const openState: RequestHandler = (request, response, next) => {
  response.locals.scim = new RequestState(request.path);
  next();
};

/** Undefined for a request that was refused before it came to the SCIM endpoints. */
export function findState({ locals }: Response): RequestState | undefined {
  const state: unknown = locals.scim;
  return state instanceof RequestState ? state : undefined;
}

export function stateOf(response: Response): RequestState {
  const state = findState(response);
  if (state !== undefined) return state;
  throw new Error('openState must have run before');
}

export function endpointOf(response: Response): Endpoint | undefined {
  return stateOf(response).endpoint;
}

export function isDiscoveryRead({ method }: Request, response: Response): boolean {
  return (method === 'GET' || method === 'HEAD') && endpointOf(response)?.kind === 'discovery';
}
