/** Answers what no route exists for: unknown endpoints, other methods, and what this version does not offer. */

import type { RequestHandler } from 'express';
import { BridgeError } from '../../errors.ts';
import { allowedMethods, notFound } from './endpoints.ts';
import { endpointOf } from './request-state.ts';

/** 404, 405 with `Allow` (RFC 9110 section 15.5.6), and 501 for /Me (RFC 7644 section 3.11). */
export const guardEndpoint: RequestHandler = (request, response, next) => {
  const endpoint = endpointOf(response);
  if (endpoint === undefined) throw notFound();
  const methods = allowedMethods(endpoint);
  if (request.method === 'OPTIONS') {
    response.status(204).set('Allow', methods.join(', ')).end();
    return;
  }
  if (!methods.includes(request.method)) {
    throw new BridgeError(`${request.method} is not allowed here: use ${methods.join(', ')}`, {
      code: 'scim.method-not-allowed',
      status: 405,
      headers: { Allow: methods.join(', ') },
    });
  }
  if (endpoint.kind === 'me') throw meNotImplemented();
  next();
};

function meNotImplemented(): BridgeError {
  return new BridgeError('/Me is not supported: use /Users with an id', {
    code: 'scim.not-implemented',
    status: 501,
    expose: true,
  });
}
