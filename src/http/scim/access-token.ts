/**
 * Bearer tokens belong into the Authorization header. RFC 6750 knows two other places, and both leak: URLs end
 * in logs and histories, bodies in traces (RFC 7644 section 7.5.2).
 */

import type { RequestHandler } from 'express';
import { badRequest } from '../../scim/bad-request.ts';
import { isRecord, valueOfName } from '../../scim/json.ts';
import { queryTextOf } from './query.ts';

const CURE = "send it in the header 'Authorization: Bearer' and replace the token, since it has been exposed";

/** To stand before authentication, so that a token in the URL never works. */
export const refuseTokenInUrl: RequestHandler = (request, _response, next) => {
  const query = queryTextOf(request.url);
  const isGiven =
    query !== undefined &&
    [...new URLSearchParams(query).keys()].some((name) => name.toLowerCase() === 'access_token');
  if (isGiven) throw badRequest('sensitive', `'access_token' must not be in the URL: ${CURE}`);
  next();
};

export const refuseTokenInBody: RequestHandler = (request, _response, next) => {
  const body: unknown = request.body;
  if (isRecord(body) && valueOfName(body, 'access_token') !== undefined) {
    throw badRequest('invalidSyntax', `'access_token' must not be in the body: ${CURE}`);
  }
  next();
};
