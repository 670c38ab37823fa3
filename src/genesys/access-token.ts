/** One token for all calls: one log-in at a time, before it expires and when Genesys no longer takes it. */

import type { ApiClientClass, AuthData } from 'purecloud-platform-client-v2';
import { GenesysError } from './errors.ts';
import { LOGIN, nameOf } from './operation.ts';

const MARGIN_MS = 60_000;
/** Genesys' default; used when the answer does not say. */
const USUAL_LIFE_MS = 24 * 60 * 60 * 1000;

export interface AccessTokenSettings {
  readonly client: ApiClientClass;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly now: () => number;
  /** Makes the log-in request under its own limits and turns failures into errors of ours. */
  readonly perform: (logIn: () => Promise<AuthData>) => Promise<AuthData>;
}

export interface Token {
  readonly text: string;
  /** Grows with each log-in, so that an answer to an older token is recognised. */
  readonly generation: number;
  readonly renewAt: number;
  readonly expiresAt: number;
}

export class AccessToken {
  readonly #settings: AccessTokenSettings;
  #token: Token | undefined;
  #logIn: Promise<Token> | undefined;
  #generation = 0;
  /** Outlives the token: the answer that refuses it may quote it. */
  #lastText: string | undefined;
  #throttled: { readonly until: number; readonly error: GenesysError } | undefined;

  constructor(settings: AccessTokenSettings) {
    this.#settings = settings;
  }

  /** A token that is good to use, after logging in if there is none. */
  async obtain(): Promise<Token> {
    const now = this.#settings.now();
    const token = this.#token;
    if (token !== undefined && now < token.renewAt) return token;
    try {
      return await this.#logInOnce();
    } catch (error) {
      // Still good for a moment: an outage of the log-in alone stops nobody yet.
      if (token !== undefined && token === this.#token && now < token.expiresAt) return token;
      throw error;
    }
  }

  /** Genesys refused that token: logs in unless somebody already has. */
  async replace(refused: Token): Promise<Token> {
    if (this.#token?.generation === refused.generation) this.#token = undefined;
    return await this.obtain();
  }

  /** What must not appear in any text. */
  secrets(): string[] {
    const { clientId, clientSecret } = this.#settings;
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    return [clientSecret, basic, ...(this.#lastText === undefined ? [] : [this.#lastText])];
  }

  #logInOnce(): Promise<Token> {
    this.#logIn ??= this.#renew().finally(() => {
      this.#logIn = undefined;
    });
    return this.#logIn;
  }

  async #renew(): Promise<Token> {
    const { client, clientId, clientSecret, perform } = this.#settings;
    this.#refuseWhileThrottled();
    try {
      const granted = await perform(() => client.loginClientCredentialsGrant(clientId, clientSecret));
      this.#token = this.#accept(granted);
      return this.#token;
    } catch (error) {
      this.#rememberThrottling(error);
      throw error;
    }
  }

  #accept({ accessToken, tokenExpiryTime }: AuthData): Token {
    if (typeof accessToken !== 'string' || accessToken === '') {
      this.#token = undefined;
      throw new GenesysError(
        'the log-in was answered without a token: check the region or gateway, and the proxies between',
        { code: 'genesys.bad-answer', status: 503, retryAfterSeconds: 10, operation: nameOf(LOGIN) },
      );
    }
    // The SDK reckons with the machine's clock; the life is what counts.
    const life = tokenExpiryTime - Date.now();
    const lifeMs = Number.isFinite(life) ? life : USUAL_LIFE_MS;
    const now = this.#settings.now();
    this.#generation += 1;
    this.#lastText = accessToken;
    return {
      text: accessToken,
      generation: this.#generation,
      renewAt: now + lifeMs - Math.min(MARGIN_MS, lifeMs / 2),
      expiresAt: now + lifeMs,
    };
  }

  #refuseWhileThrottled(): void {
    const now = this.#settings.now();
    if (this.#throttled !== undefined && now < this.#throttled.until) throw this.#throttled.error;
    this.#throttled = undefined;
  }

  #rememberThrottling(error: unknown): void {
    if (!(error instanceof GenesysError) || error.code !== 'genesys.throttled') return;
    if (this.#throttled?.error === error) return;
    const until = this.#settings.now() + (error.retryAfterSeconds ?? 1) * 1000;
    this.#throttled = { until, error };
  }
}
