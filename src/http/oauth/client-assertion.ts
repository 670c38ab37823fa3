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
/** Below, a signature proves too little; Entra ID signs with keys of this size. */
const SHORTEST_RSA_BITS = 2_048;

/**
 * What an assertion may call itself: most say `JWT` or nothing, newer ones that they prove a client. Another kind of token
 * of the same issuer, such as an access token (`at+jwt`), is meant for something else.
 */
const ASSERTION_TYPES: readonly unknown[] = [undefined, 'jwt', 'client-authentication+jwt'];

function refuseShortKeys(keys: readonly Readonly<Record<string, unknown>>[]): void {
  for (const { kty, n } of keys) {
    if (kty !== 'RSA' || typeof n !== 'string') continue;
    const modulus = BigInt(`0x0${Buffer.from(n, 'base64url').toString('hex')}`);
    const bits = modulus.toString(2).length;
    if (bits < SHORTEST_RSA_BITS)
      throw new Error(`an RSA key of ${bits} bits; ${SHORTEST_RSA_BITS} are the least`);
  }
}

function openKeys(client: string, { jwksUrl, jwksFile }: AssertionSettings): JWTVerifyGetKey {
  if (jwksUrl !== undefined) return createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: 5_000 });
  try {
    const set = jwksSchema.parse(JSON.parse(readFileSync(jwksFile ?? '', 'utf8')));
    refuseShortKeys(set.keys);
    return createLocalJWKSet(set);
  } catch (cause) {
    throw new BridgeError(
      `clients.${client}.oauth.jwksFile names ${jwksFile ?? 'no file'}, which holds no JSON Web Key Set, or an RSA key of less than ${SHORTEST_RSA_BITS} bits`,
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
      const { payload, protectedHeader } = await jwtVerify(assertion, keys, {
        issuer,
        subject,
        audience: audience === undefined ? [...audiences] : audience,
        algorithms: [...ALGORITHMS],
        requiredClaims: ['exp', 'iss', 'sub', 'aud'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: this.#now(),
      });
      refuseOtherKind(protectedHeader.typ);
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

/** RFC 8725 section 3.11; the prefix may be left out (RFC 7515 section 4.1.9). */
function refuseOtherKind(typ: string | undefined): void {
  const kind = typ?.toLowerCase().replace(/^application\//, '');
  if (ASSERTION_TYPES.includes(kind)) return;
  throw new OAuthError(
    'invalid_client',
    "The client_assertion's 'typ' says that it is a token of another kind: sign one with the typ JWT",
  );
}

function explain(error: unknown): OAuthError {
  if (error instanceof OAuthError) return error;
  // jose judges the key itself: too short, or of another kind than the algorithm.
  if (error instanceof TypeError && /modulusLength/.test(error.message)) {
    return new OAuthError(
      'invalid_client',
      `The client's key is an RSA key of less than ${SHORTEST_RSA_BITS} bits`,
      error,
    );
  }
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
