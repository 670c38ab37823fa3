/**
 * Clients that prove themselves with a signed JWT (RFC 7523 section 2.2): a key of their own, or a workload
 * identity that their platform signs, as Entra ID does.
 */

import { readFileSync } from 'node:fs';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import { OAuthError } from './oauth-error.ts';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Asymmetric ones only: with a shared secret there would be nothing that the client alone holds. */
export const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const;

const CLOCK_TOLERANCE_SECONDS = 30;
/** Entra's assertions live for an hour. */
const LONGEST_LIFE_SECONDS = 3_900;

/** How a client's assertions are known; one of the two sources of keys is given. */
export interface AssertionSettings {
  readonly jwksUrl?: string;
  readonly jwksFile?: string;
  /** The client's name unless given, as are subject and authority. */
  readonly issuer?: string;
  readonly subject?: string;
  readonly audience?: string;
  readonly authority?: string;
  readonly scopes: readonly string[];
}

/** By the client's name; those without `oauth` have a secret. */
export type AssertionClients = Readonly<Record<string, { readonly oauth?: AssertionSettings }>>;

interface Registered extends AssertionSettings {
  readonly client: string;
  readonly keys: JWTVerifyGetKey;
}

/** A client that has proved itself. */
export interface ProvenClient {
  readonly client: string;
  readonly authority: string | undefined;
  readonly scopes: readonly string[];
  /** Never the same for two assertions. */
  readonly identity: string;
  readonly expiresAt: Date;
}

const jwksSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

function openKeys(client: string, { jwksUrl, jwksFile }: AssertionSettings): JWTVerifyGetKey {
  if (jwksUrl !== undefined) return createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: 5_000 });
  try {
    return createLocalJWKSet(jwksSchema.parse(JSON.parse(readFileSync(jwksFile ?? '', 'utf8'))));
  } catch (cause) {
    throw new BridgeError(
      `clients.${client}.oauth.jwksFile names ${jwksFile ?? 'no file'}, which holds no JSON Web Key Set`,
      { code: 'oauth.bad-keys', status: 500, cause },
    );
  }
}

export class ClientAssertions {
  readonly #clients: readonly Registered[];
  readonly #now: () => Date;

  /** Reads key files at once, so that a wrong one ends the start. */
  constructor(clients: AssertionClients, now: () => Date) {
    this.#now = now;
    this.#clients = Object.entries(clients).flatMap(([client, { oauth }]) =>
      oauth === undefined ? [] : [{ ...oauth, client, keys: openKeys(client, oauth) }],
    );
  }

  /** `audiences`: what the assertion may be meant for, unless the client's policy names its own. */
  async verify(
    assertion: string,
    clientId: string | undefined,
    audiences: readonly string[],
  ): Promise<ProvenClient> {
    const claims = readUnverified(assertion);
    const registered = this.#clients.find(
      ({ client, issuer = client, subject = client }) =>
        claims.iss === issuer && claims.sub === subject && (clientId === undefined || clientId === client),
    );
    if (registered === undefined) {
      throw new OAuthError(
        'invalid_client',
        'No client is configured for the issuer and subject of the assertion; set clients.NAME.oauth in the policy file',
      );
    }
    const payload = await this.#check(assertion, registered, audiences);
    // As long as it would be taken: forgotten earlier, it could be used again.
    const expiresAt = new Date(((payload.exp ?? 0) + CLOCK_TOLERANCE_SECONDS) * 1000);
    const { client, authority, scopes } = registered;
    // Without a jti the assertion as a whole is its identity; the signature makes it unforgeable.
    const identity = `${client} ${payload.jti ?? assertion}`;
    return { client, authority, scopes, identity, expiresAt };
  }

  async #check(
    assertion: string,
    { client, keys, issuer = client, subject = client, audience }: Registered,
    audiences: readonly string[],
  ): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(assertion, keys, {
        issuer,
        subject,
        audience: audience === undefined ? [...audiences] : audience,
        algorithms: [...ALGORITHMS],
        requiredClaims: ['exp', 'iss', 'sub', 'aud'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: this.#now(),
      });
      const life = (payload.exp ?? 0) - this.#now().getTime() / 1000;
      if (life <= LONGEST_LIFE_SECONDS) return payload;
    } catch (error) {
      throw explain(error);
    }
    throw new OAuthError('invalid_client', 'The assertion lives longer than an hour: let it expire sooner');
  }
}

const claimsSchema = z.object({ iss: z.string(), sub: z.string() });

/** Only to find the keys to verify it with; nothing in it is believed before. */
function readUnverified(assertion: string): z.infer<typeof claimsSchema> {
  const [, payload = ''] = assertion.split('.', 3);
  try {
    return claimsSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  } catch (error) {
    throw new OAuthError('invalid_client', 'The client_assertion is no JWT with issuer and subject', error);
  }
}

function explain(error: unknown): OAuthError {
  if (error instanceof errors.JWTExpired) {
    return new OAuthError(
      'invalid_client',
      'The assertion has expired: send a new one, and check both clocks',
      error,
    );
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return new OAuthError(
      'invalid_client',
      `The assertion's claim '${error.claim}' is not as expected`,
      error,
    );
  }
  if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) {
    return new OAuthError('invalid_client', "The client's keys cannot be fetched from its jwksUrl", error);
  }
  return new OAuthError(
    'invalid_client',
    `The assertion's signature cannot be verified with the client's keys (${ALGORITHMS.join(', ')})`,
    error,
  );
}
