/** The OpenID provider over HTTP: authorization code with PKCE, state and nonce, and the claims that come of it. */

import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  ResponseBodyError,
} from 'openid-client';
import { BridgeError } from '../../../errors.ts';
import { type Claims, findClaim } from './claims.ts';
import type { OidcSettings } from './settings.ts';

/** What ties an answer of the provider to the browser that was sent there. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636). */
  readonly verifier: string;
}

const PATIENCE_SECONDS = 10;
/** A provider's endpoints seldom move; its keys have a cache of their own. */
const DISCOVERED_FOR_MS = 3_600_000;

/** As the provider wants it; RFC 8414 section 2 has Basic where it does not say. */
function authenticateClient(secret: string): ClientAuth {
  const [post, basic] = [ClientSecretPost(secret), ClientSecretBasic(secret)];
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const authenticate = methods.includes('client_secret_post') ? post : basic;
    authenticate(server, client, body, headers);
  };
}

function unreachable(issuer: string): BridgeError {
  return new BridgeError(`The sign-in service at ${issuer} does not answer as it should; try again later`, {
    code: 'console.provider-unreachable',
    status: 503,
    expose: true,
  });
}

function refused(reason: string): BridgeError {
  return new BridgeError(`The sign-in was refused (${reason}): start it again`, {
    code: 'console.sign-in-refused',
    status: 401,
  });
}

/** What the library found wrong with claims, signature, state or nonce; all else is about reaching the provider. */
const JUDGED = /^OAUTH_(?:JWT_|JSON_ATTRIBUTE|INVALID_RESPONSE|KEY_SELECTION|WWW_AUTHENTICATE)/;

/** Never with what the provider answered, which may hold tokens: its error codes, and sentences of the library. */
function explain(error: unknown, issuer: string): unknown {
  if (error instanceof BridgeError) return error;
  if (error instanceof AuthorizationResponseError) return refused(readCode(error.error));
  if (error instanceof ResponseBodyError && error.status < 500) return refused(readCode(error.error));
  if (!(error instanceof Error) || !('code' in error) || !JUDGED.test(String(error.code))) {
    return unreachable(issuer);
  }
  return refused(error.cause instanceof Error ? error.cause.message : error.message);
}

function readCode(text: string): string {
  return /^[\w-]{1,60}$/.test(text) ? text : 'for no readable reason';
}

export class Provider {
  readonly #settings: OidcSettings;
  readonly #now: () => number;
  #discovered: { readonly until: number; readonly configuration: Promise<Configuration> } | undefined;

  constructor(settings: OidcSettings, now: () => number = () => performance.now()) {
    this.#settings = settings;
    this.#now = now;
  }

  /** Where to send the browser. */
  async authorizationUrl({ state, nonce, verifier }: Attempt, redirectUri: string): Promise<URL> {
    const {
      issuer,
      scopes,
      require: { acr },
    } = this.#settings;
    try {
      return buildAuthorizationUrl(await this.#discover(), {
        redirect_uri: redirectUri,
        scope: scopes.join(' '),
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(acr === undefined ? {} : { acr_values: acr.join(' ') }),
      });
    } catch (error) {
      throw explain(error, issuer);
    }
  }

  /** `answer`: the address that the browser came back to. Throws for what is not an answer to this attempt. */
  async readClaims({ state, nonce, verifier }: Attempt, answer: URL): Promise<Claims> {
    const { issuer } = this.#settings;
    try {
      const configuration = await this.#discover();
      const tokens = await authorizationCodeGrant(configuration, answer, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw refused('no ID token');
      return await this.#complete(configuration, claims, tokens.access_token);
    } catch (error) {
      throw explain(error, issuer);
    }
  }

  /** Some providers keep groups out of the ID token. */
  async #complete(
    configuration: Configuration,
    claims: Claims & { readonly sub: string },
    accessToken: string,
  ): Promise<Claims> {
    const isComplete = findClaim(claims, this.#settings.rolesClaim) !== undefined;
    if (isComplete || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
    const { acr, amr } = claims;
    // How somebody signed in is said by the ID token alone.
    return { ...(await fetchUserInfo(configuration, accessToken, claims.sub)), ...claims, acr, amr };
  }

  async #discover(): Promise<Configuration> {
    const known = this.#discovered;
    if (known !== undefined && known.until > this.#now()) return await known.configuration;
    const { issuer, clientId, clientSecret } = this.#settings;
    const url = new URL(issuer);
    const configuration = discovery(url, clientId, undefined, authenticateClient(clientSecret), {
      timeout: PATIENCE_SECONDS,
      // The signature of the ID token is verified although it comes over TLS; http is for a provider on this machine.
      execute: [enableNonRepudiationChecks, ...(url.protocol === 'http:' ? [allowInsecureRequests] : [])],
    });
    const discovered = { until: this.#now() + DISCOVERED_FOR_MS, configuration };
    this.#discovered = discovered;
    configuration.catch(() => {
      if (this.#discovered === discovered) this.#discovered = undefined;
    });
    return await configuration;
  }
}
