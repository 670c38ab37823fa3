/**
 * The bridge's own token endpoint: OAuth 2.0 client credentials (RFC 6749 section 4.4) for a client's secret or
 * its signed assertion. The tokens are good for the scope `scim`, which stands for all that the client may do.
 */

import express, { type ErrorRequestHandler, type Request, Router } from 'express';
import { BridgeError } from '../../errors.ts';
import { isStorable } from '../../scim/storable-text.ts';
import { issueAccessToken, useAssertion } from '../../store/access-tokens.ts';
import { recordAudit } from '../../store/audit.ts';
import { findCredential } from '../../store/credentials.ts';
import type { Store } from '../../store/open.ts';
import type { AuthenticationGate } from '../authentication-gate.ts';
import { ClientRates, type MonotonicClock, type Rate } from '../rate-limit.ts';
import { toScimError } from '../scim-error.ts';
import { ALGORITHMS, ASSERTION_TYPE, type AssertionClients, ClientAssertions } from './client-assertion.ts';
import { type ClientSecret, readClientSecret } from './client-secret.ts';
import { OAuthError } from './oauth-error.ts';

export interface TokenEndpointOptions {
  readonly store: Store;
  readonly clients: AssertionClients;
  readonly gate: AuthenticationGate;
  /** How many tokens the client may ask for: as many as it may send requests. */
  readonly rateOf: (client: string) => Rate;
  /** Public URL of the bridge, without a trailing slash. */
  readonly origin: (request: Request) => string;
  readonly requestId: (response: express.Response) => string;
  readonly now?: () => Date;
  /** For the rates; the process clock by default. */
  readonly clock?: MonotonicClock;
}

const TOKEN_PATH = '/oauth2/token';
const METADATA_PATH = '/.well-known/oauth-authorization-server';
const LIFETIME_SECONDS = 900;
const SCOPE = 'scim';

interface Proof {
  readonly client: string;
  readonly authority?: string | undefined;
  readonly scopes: readonly string[];
  readonly credentialId?: string;
}

type Form = Readonly<Record<string, unknown>>;

/** Parameters come once each (RFC 6749 section 3.2). */
function readParameter(form: Form, name: string): string | undefined {
  const value = form[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string' && isStorable(value)) return value;
  if (typeof value === 'string')
    throw new OAuthError('invalid_request', `'${name}' holds the character U+0000`);
  throw new OAuthError('invalid_request', `'${name}' is given more than once`);
}

function readSecret(request: Request, form: Form): ClientSecret {
  return readClientSecret(request, {
    id: readParameter(form, 'client_id'),
    secret: readParameter(form, 'client_secret'),
  });
}

export function createTokenEndpoint(options: TokenEndpointOptions): Router {
  const { store, clients, gate, rateOf, origin, requestId, now = () => new Date() } = options;
  const assertions = new ClientAssertions(clients, now);
  const rates = new ClientRates(options.clock ?? (() => performance.now()));

  function holdToRate(client: string): void {
    rates.take(client, rateOf(client));
  }

  async function proveBySecret({ id, secret }: ClientSecret): Promise<Proof> {
    const found = await findCredential(store.db, secret, now());
    if (found === undefined || found.name !== id) {
      throw new OAuthError(
        'invalid_client',
        'Unknown client or secret; create one with: token create NAME --scope users,groups',
      );
    }
    holdToRate(found.name);
    return { client: found.name, scopes: found.scopes, credentialId: found.credentialId };
  }

  async function proveByAssertion(request: Request, form: Form, assertion: string): Promise<Proof> {
    const type = readParameter(form, 'client_assertion_type');
    if (type !== ASSERTION_TYPE) {
      throw new OAuthError('invalid_request', `'client_assertion_type' must be ${ASSERTION_TYPE}`);
    }
    const issuer = origin(request);
    const audiences = [issuer, `${issuer}${TOKEN_PATH}`];
    const proven = await assertions.verify(assertion, readParameter(form, 'client_id'), audiences);
    const { identity, expiresAt, ...proof } = proven;
    // Before the assertion is used up: the client is told to send it again.
    holdToRate(proof.client);
    if (await useAssertion(store.db, identity, now(), expiresAt)) return proof;
    throw new OAuthError('invalid_client', 'The assertion was used before: sign a new one for each token');
  }

  async function issue(request: Request, response: express.Response): Promise<void> {
    const form: Form = request.body ?? {};
    const grant = readParameter(form, 'grant_type');
    if (grant === undefined) throw new OAuthError('invalid_request', "'grant_type' is missing; send a form");
    if (grant !== 'client_credentials') {
      throw new OAuthError('unsupported_grant_type', "Only the grant type 'client_credentials' is supported");
    }
    const scope = readParameter(form, 'scope');
    if (scope !== undefined && scope !== SCOPE) {
      throw new OAuthError(
        'invalid_scope',
        `The only scope is '${SCOPE}'; what the client may do is configured`,
      );
    }
    const assertion = readParameter(form, 'client_assertion');
    const given = assertion === undefined ? readSecret(request, form) : undefined;
    gate.admit(request, given?.secret);
    const proving =
      given === undefined ? proveByAssertion(request, form, assertion ?? '') : proveBySecret(given);
    const proof = await proving.catch((error: unknown) => {
      if (error instanceof OAuthError && error.error === 'invalid_client') {
        const name = given?.id ?? readParameter(form, 'client_id');
        gate.refuse(request, response, { reason: 'client-refused', secret: given?.secret, name });
      }
      throw error;
    });
    gate.accept(request, response, proof.client, given?.secret);
    const at = now();
    const expiresAt = new Date(at.getTime() + LIFETIME_SECONDS * 1000);
    const token = await issueAccessToken(store.db, { ...proof, now: at, expiresAt });
    await recordAudit(store.db, {
      at,
      actor: proof.client,
      action: 'token.issued',
      requestId: requestId(response),
      detail: { by: assertion === undefined ? 'secret' : 'assertion', scopes: proof.scopes },
    });
    response.set({ 'Cache-Control': 'no-store', Pragma: 'no-cache' });
    response.json({ access_token: token, token_type: 'Bearer', expires_in: LIFETIME_SECONDS, scope: SCOPE });
  }

  const router = Router();
  router.get(METADATA_PATH, (request, response) => {
    response.json(describeServer(origin(request)));
  });
  router.post(TOKEN_PATH, express.urlencoded({ extended: false, limit: '32kb' }), issue);
  router.use(TOKEN_PATH, sendOAuthError);
  return router;
}

/** RFC 8414. */
function describeServer(issuer: string): Readonly<Record<string, unknown>> {
  return {
    issuer,
    token_endpoint: `${issuer}${TOKEN_PATH}`,
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    scopes_supported: [SCOPE],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ALGORITHMS,
  };
}

/** What the form parser refuses is a bad request too. */
function isUnreadable(error: unknown): boolean {
  return (
    error instanceof Error &&
    !(error instanceof BridgeError) &&
    'status' in error &&
    Number(error.status) < 500
  );
}

const sendOAuthError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const known = isUnreadable(error) ? new OAuthError('invalid_request', 'The form cannot be read') : error;
  const { status, headers, body } = toScimError(known);
  if (status >= 500) return next(error);
  const code = known instanceof OAuthError ? known.error : 'invalid_request';
  response.set({ 'Cache-Control': 'no-store', ...headers });
  response.status(status).json({ error: code, error_description: body.detail });
};
