/** Clients' tokens, checked before any body is read. */

import type { Request, RequestHandler, Response } from 'express';
import { Strategy } from 'passport-http-bearer';
import { BridgeError } from '../errors.ts';
import type { ScimClient } from '../scim/backend.ts';
import type { AuthenticationGate } from './authentication-gate.ts';
import { readBearerToken, readGivenToken } from './authorization-header.ts';

type Verified = (error: unknown, client?: ScimClient | false) => void;
type Verify = (token: string, done: Verified) => void;
type Settle = (error: unknown, client?: ScimClient, challenge?: unknown) => void;

export type FindClient = (token: string) => Promise<ScimClient | undefined>;

const REALM = 'genesys-scim-bridge';

/** All that the strategy is shown of a request: it would take tokens from the URL and from the body, too. */
interface ShownRequest {
  readonly headers: { readonly authorization?: string | undefined };
}

/**
 * The strategy of passport-http-bearer for one request. passport's own middleware assigns five new functions to
 * each, and V8 makes a function that is assigned to a property an old object: it would hold on to the whole
 * request until a major garbage collection.
 */
class Attempt extends Strategy<Verify> {
  readonly #settle: Settle;

  constructor(verify: Verify, settle: Settle) {
    super({ realm: REALM }, verify);
    this.#settle = settle;
  }

  success(client: ScimClient): void {
    this.#settle(undefined, client);
  }

  fail(challenge: unknown): void {
    this.#settle(undefined, undefined, challenge);
  }

  error(error: unknown): void {
    this.#settle(error);
  }
}

function refuse(challenge: unknown): BridgeError {
  return new BridgeError(
    'Authentication required: send a valid token as "Authorization: Bearer TOKEN", or as the password of HTTP ' +
      "Basic beside the client's name",
    {
      code: 'http.unauthenticated',
      status: 401,
      headers: { 'WWW-Authenticate': typeof challenge === 'string' ? challenge : `Bearer realm="${REALM}"` },
    },
  );
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
  const verify: Verify = (token, done) => {
    findClient(token).then((client) => done(null, client ?? false), done);
  };
  const judge = (
    request: Request,
    response: Response,
    given: Given,
    client: ScimClient | undefined,
    challenge: unknown,
  ) => {
    if (client === undefined || (given.clientName ?? client.name) !== client.name) {
      const known = given.token === undefined ? 'malformed' : 'unknown-token';
      const reason = client === undefined ? known : 'other-client';
      // Nothing given is nothing tried.
      if (given.header !== undefined) {
        gate.refuse(request, response, { reason, secret: given.token, name: given.clientName });
      }
      throw refuse(challenge);
    }
    gate.accept(request, response, client.name, given.token);
    response.locals.client = client;
  };
  return (request, response, next) => {
    const given = readGiven(request);
    gate.admit(request, given.token);
    const authorization = given.token === undefined ? given.header : `Bearer ${given.token}`;
    const settle: Settle = (error, client, challenge) => {
      let failure = error;
      try {
        if (!failure) judge(request, response, given, client, challenge);
      } catch (refusal) {
        failure = refusal;
      }
      next(failure);
    };
    const attempt: { authenticate(shown: ShownRequest): void } = new Attempt(verify, settle);
    attempt.authenticate({ headers: { authorization } });
  };
}
