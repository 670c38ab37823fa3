/** Calls of the admin API with the session's cookie. */

import { readRefusal, unreachable } from './api-error.ts';
import type { AnswerOf, BodyOf, Method, PathOf, QueryOf, QueryValue, ValuesOf } from './operations.ts';

type Values = Readonly<Record<string, string>>;

export interface ReadOptions<P extends string> {
  readonly values?: ValuesOf<P>;
  readonly query?: QueryOf<P>;
  readonly signal?: AbortSignal;
  /** No person asks: the session does not last longer because of it. */
  readonly background?: boolean;
}

export interface CommandOptions<M extends Method, P extends string> {
  readonly values?: ValuesOf<P>;
  readonly body?: BodyOf<M, P>;
}

export interface AdminApiOptions {
  /** Sent with every request that changes something. */
  readonly csrfToken: string;
  /** The session has ended, or never was one. */
  readonly onSignedOut: () => void;
  readonly fetch?: typeof fetch;
}

/** An address below the admin API; what is undefined or empty stays out of the query. */
export function addressOf(
  path: string,
  values: Values = {},
  query: Readonly<Record<string, QueryValue>> = {},
): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parameters.set(name, String(value));
  }
  return `/admin/v1${filled}${parameters.size === 0 ? '' : `?${parameters}`}`;
}

export class AdminApi {
  readonly #options: AdminApiOptions;

  constructor(options: AdminApiOptions) {
    this.#options = options;
  }

  async read<P extends PathOf<'get'>>(path: P, options: ReadOptions<P> = {}): Promise<AnswerOf<'get', P>> {
    const { values, query, signal, background } = options;
    const response = await this.#send(addressOf(path, values, query), {
      ...(signal === undefined ? {} : { signal }),
      ...(background === true ? { headers: { 'X-Background': 'true' } } : {}),
    });
    // The bridge's own tests hold its answers to these types.
    return await response.json();
  }

  async command<M extends Method, P extends PathOf<M>>(
    method: M,
    path: P,
    { values, body }: CommandOptions<M, P> = {},
  ): Promise<AnswerOf<M, P>> {
    const response = await this.#send(addressOf(path, values), {
      method: method.toUpperCase(),
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': this.#options.csrfToken },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return await response.json();
  }

  async #send(address: string, init: RequestInit): Promise<Response> {
    const send = this.#options.fetch ?? fetch;
    const response = await send(address, { credentials: 'same-origin', ...init }).catch((error: unknown) => {
      if (init.signal?.aborted === true) throw error;
      throw unreachable();
    });
    if (response.ok) return response;
    if (response.status === 401) this.#options.onSignedOut();
    throw await readRefusal(response);
  }
}
