/**
 * Clients' tokens, checked before any body is read. passport-http-bearer also takes tokens from the URL and the
 * body: `refuseTokenInUrl` has to stand before it, and the body is not parsed yet.
 */

import type { Request, RequestHandler, Response } from 'express';
import { Passport } from 'passport';
import { Strategy } from 'passport-http-bearer';
import { BridgeError } from '../errors.ts';
import type { ScimClient } from '../scim/backend.ts';
import type { AuthenticationGate } from './authentication-gate.ts';
import { readBearerToken, readGivenToken } from './authorization-header.ts';

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

interface Given {
  readonly header: string | undefined;
  readonly token?: string | undefined;
  readonly clientName?: string | undefined;
}

function readGiven({ headers: { authorization: header } }: Request): Given {
  const text = header ?? '';
  const token = readBearerToken(text);
  return token === undefined ? { header, ...readGivenToken(text) } : { header, token };
}

/** Sets `response.locals.client`; anything else goes to the error handler as 401, or as the store's failure. */
export function authenticateToken(findClient: FindClient, gate: AuthenticationGate): RequestHandler {
  const passport = new Passport();
  passport.use(
    new Strategy({ realm: REALM }, (token: string, done: Verified) => {
      findClient(token).then(
        (client) => done(null, client ?? false),
        (error: unknown) => done(error),
      );
    }),
  );
  const judge = (request: Request, response: Response, given: Given, found: unknown, challenges: unknown) => {
    const isKnown = isScimClient(found);
    if (!isKnown || (given.clientName ?? found.name) !== found.name) {
      const reason = isKnown ? 'other-client' : given.token === undefined ? 'malformed' : 'unknown-token';
      // Nothing given is nothing tried.
      if (given.header !== undefined) {
        gate.refuse(request, response, { reason, secret: given.token, name: given.clientName });
      }
      throw refuse(readChallenge(challenges));
    }
    gate.accept(request, response, found.name, given.token);
    response.locals.client = found;
  };
  return (request, response, next) => {
    const given = readGiven(request);
    gate.admit(request, given.token);
    if (given.token !== undefined) request.headers.authorization = `Bearer ${given.token}`;
    const settle = (error: unknown, found?: unknown, challenges?: unknown): void => {
      let failure = error;
      try {
        if (!failure) judge(request, response, given, found, challenges);
      } catch (refusal) {
        failure = refusal;
      }
      next(failure);
    };
    const authenticate: RequestHandler = passport.authenticate('bearer', { session: false }, settle);
    authenticate(request, response, next);
  };
}
