/**
 * Clients' tokens, checked before any body is read. passport-http-bearer also takes tokens from the URL and the
 * body: `refuseTokenInUrl` has to stand before it, and the body is not parsed yet.
 */

import type { RequestHandler } from 'express';
import { Passport } from 'passport';
import { Strategy } from 'passport-http-bearer';
import { BridgeError } from '../errors.ts';
import type { ScimClient } from '../scim/backend.ts';
import { readGivenToken } from './authorization-header.ts';

type Verified = (error: unknown, client?: ScimClient | false) => void;

export type FindClient = (token: string) => Promise<ScimClient | undefined>;

const REALM = 'genesys-scim-bridge';

function refuse(challenge: string): BridgeError {
  return new BridgeError(
    'Authentication required: send a valid token as "Authorization: Bearer TOKEN", or as the password of HTTP ' +
      "Basic beside the client's name",
    { code: 'http.unauthenticated', status: 401, headers: { 'WWW-Authenticate': challenge } },
  );
}

function isScimClient(value: unknown): value is ScimClient {
  return typeof value === 'object' && value !== null && 'authority' in value && 'scopes' in value;
}

function readChallenge(challenges: unknown): string {
  const first: unknown = Array.isArray(challenges) ? challenges[0] : challenges;
  return typeof first === 'string' ? first : `Bearer realm="${REALM}"`;
}

/** Sets `response.locals.client`; anything else goes to the error handler as 401, or as the store's failure. */
export function authenticateToken(findClient: FindClient): RequestHandler {
  const passport = new Passport();
  passport.use(
    new Strategy({ realm: REALM }, (token: string, done: Verified) => {
      findClient(token).then(
        (client) => done(null, client ?? false),
        (error: unknown) => done(error),
      );
    }),
  );
  return (request, response, next) => {
    const given = readGivenToken(request.headers.authorization ?? '');
    if (given !== undefined) request.headers.authorization = `Bearer ${given.token}`;
    const settle = (error: unknown, client?: unknown, challenges?: unknown): void => {
      if (error) next(error);
      else if (isScimClient(client) && (given?.clientName ?? client.name) === client.name) {
        response.locals.client = client;
        next();
      } else next(refuse(readChallenge(challenges)));
    };
    const authenticate: RequestHandler = passport.authenticate('bearer', { session: false }, settle);
    authenticate(request, response, next);
  };
}
