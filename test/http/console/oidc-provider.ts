/** A small OpenID provider: discovery, keys, authorization, tokens and claims about one person at a time. */

import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import {
  type CryptoKey,
  exportJWK,
  type GenerateKeyPairResult,
  generateKeyPair,
  type JWTPayload,
  SignJWT,
} from 'jose';

interface Granted {
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string;
}

/** What a dishonest or misconfigured provider does otherwise. */
export interface Misbehaviour {
  readonly audience?: string;
  readonly nonce?: string;
  readonly issuer?: string;
  readonly expired?: boolean;
  /** Signs with a key that it does not publish. */
  readonly foreignKey?: boolean;
}

export class OidcProvider {
  readonly clientId = 'bridge-console';
  readonly clientSecret = 'a secret of the provider & more';
  /** Of whoever signs in; `userinfo` goes there instead of into the ID token. */
  claims: JWTPayload = {};
  userinfo: JWTPayload | undefined;
  misbehaviour: Misbehaviour = {};
  /** Parameters of the token requests, with the Authorization header. */
  readonly tokenRequests: { readonly form: URLSearchParams; readonly authorization: string | undefined }[] =
    [];
  methods: readonly string[] | undefined = ['client_secret_basic', 'client_secret_post'];
  readonly #codes = new Map<string, Granted>();
  readonly #server: Server;
  readonly #keys: GenerateKeyPairResult;
  readonly #foreign: CryptoKey;
  #issuer = '';

  private constructor(server: Server, keys: GenerateKeyPairResult, foreign: CryptoKey) {
    this.#server = server;
    this.#keys = keys;
    this.#foreign = foreign;
  }

  static async start(): Promise<OidcProvider> {
    const server = createServer();
    const [keys, foreign] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
    const provider = new OidcProvider(server, keys, foreign.privateKey);
    server.on('request', (request, response) => {
      provider.#answer(request).then(
        ({ status, body, location }) => {
          response.statusCode = status;
          if (location !== undefined) response.setHeader('Location', location);
          response.setHeader('Content-Type', 'application/json');
          response.end(JSON.stringify(body));
        },
        (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    provider.#issuer = `http://127.0.0.1:${port}`;
    return provider;
  }

  get issuer(): string {
    return this.#issuer;
  }

  /** What a person does there who is sent to this address: signs in and is sent back. Answers where to. */
  async signIn(authorization: string): Promise<string> {
    const response = await fetch(authorization, { redirect: 'manual' });
    const location = response.headers.get('location');
    if (location === null) throw new Error(`the provider answers ${response.status}`);
    return location;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body?: unknown; location?: string }> {
    const url = new URL(request.url ?? '/', this.#issuer);
    if (url.pathname === '/.well-known/openid-configuration') return { status: 200, body: this.#metadata() };
    if (url.pathname === '/keys') {
      const key = { ...(await exportJWK(this.#keys.publicKey)), kid: 'one', use: 'sig', alg: 'RS256' };
      return { status: 200, body: { keys: [key] } };
    }
    if (url.pathname === '/authorize') return this.#authorize(url.searchParams);
    if (url.pathname === '/userinfo')
      return { status: 200, body: { ...this.userinfo, sub: this.claims.sub } };
    if (url.pathname === '/token' && request.method === 'POST') return await this.#token(request);
    return { status: 404 };
  }

  #metadata(): object {
    return {
      issuer: this.#issuer,
      authorization_endpoint: `${this.#issuer}/authorize`,
      token_endpoint: `${this.#issuer}/token`,
      jwks_uri: `${this.#issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      ...(this.methods === undefined ? {} : { token_endpoint_auth_methods_supported: this.methods }),
      ...(this.userinfo === undefined ? {} : { userinfo_endpoint: `${this.#issuer}/userinfo` }),
    };
  }

  #authorize(query: URLSearchParams): { status: number; location?: string } {
    const read = (name: string) => query.get(name) ?? '';
    const isGood =
      read('response_type') === 'code' &&
      read('client_id') === this.clientId &&
      read('code_challenge_method') === 'S256' &&
      read('scope').split(' ').includes('openid');
    if (!isGood) return { status: 400 };
    const code = randomUUID();
    const redirectUri = read('redirect_uri');
    this.#codes.set(code, { redirectUri, challenge: read('code_challenge'), nonce: read('nonce') });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', read('state'));
    return { status: 303, location: back.href };
  }

  async #token(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const form = new URLSearchParams(text);
    this.tokenRequests.push({ form, authorization: request.headers.authorization });
    const code = form.get('code') ?? '';
    const granted = this.#codes.get(code);
    // Once only (RFC 6749 section 4.1.2).
    this.#codes.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!this.#isClient(form, request.headers.authorization)) {
      return { status: 401, body: { error: 'invalid_client' } };
    }
    if (granted?.challenge !== challenge || granted.redirectUri !== form.get('redirect_uri')) {
      return { status: 400, body: { error: 'invalid_grant' } };
    }
    const tokens = { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300 };
    return { status: 200, body: { ...tokens, id_token: await this.#sign(granted.nonce) } };
  }

  #isClient(form: URLSearchParams, authorization: string | undefined): boolean {
    // Both parts are form-encoded (RFC 6749 section 2.3.1).
    const given = Buffer.from(authorization?.slice('Basic '.length) ?? '', 'base64').toString();
    const [id, secret] = given.split(':').map((part) => new URLSearchParams(`x=${part}`).get('x'));
    const isBasic = id === this.clientId && secret === this.clientSecret;
    return isBasic || form.get('client_secret') === this.clientSecret;
  }

  async #sign(nonce: string): Promise<string> {
    const { audience, issuer, expired, foreignKey, nonce: otherNonce } = this.misbehaviour;
    const now = Math.floor(Date.now() / 1_000);
    return await new SignJWT({ ...this.claims, nonce: otherNonce ?? nonce })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(issuer ?? this.#issuer)
      .setAudience(audience ?? this.clientId)
      .setIssuedAt(expired === true ? now - 7_200 : now)
      .setExpirationTime(expired === true ? now - 3_600 : now + 300)
      .sign(foreignKey === true ? this.#foreign : this.#keys.privateKey);
  }
}
