import { PlatformError } from './platform-error.ts';

const WINDOW_MS = 60_000;

export interface RateVerdict {
  readonly headers: Readonly<Record<string, string>>;
  readonly refusal?: PlatformError;
}

/** Requests of one access token in the current minute (FACTS 13); a limit of 0 means none and no headers. */
export class RateLimit {
  readonly #allowed: number;
  readonly #windows = new Map<string, { startedAt: number; count: number }>();

  constructor(allowed: number) {
    this.#allowed = allowed;
  }

  /** Counts one request of the token and says whether it may pass. */
  take(token: string, now: number): RateVerdict {
    if (this.#allowed === 0) return { headers: {} };
    const window = this.#windowAt(token, now);
    const resetSeconds = Math.max(1, Math.ceil((window.startedAt + WINDOW_MS - now) / 1000));
    const refused = window.count >= this.#allowed;
    if (!refused) window.count += 1;
    const headers = {
      'inin-ratelimit-count': String(window.count),
      'inin-ratelimit-allowed': String(this.#allowed),
      'inin-ratelimit-reset': String(resetSeconds),
    };
    return refused ? { headers, refusal: tooManyRequests(resetSeconds) } : { headers };
  }

  /** Forgets a token that no longer lives. */
  forget(token: string): void {
    this.#windows.delete(token);
  }

  #windowAt(token: string, now: number): { startedAt: number; count: number } {
    const known = this.#windows.get(token);
    if (known !== undefined && now < known.startedAt + WINDOW_MS) return known;
    const fresh = { startedAt: now, count: 0 };
    this.#windows.set(token, fresh);
    return fresh;
  }
}

function tooManyRequests(seconds: number): PlatformError {
  const message = `Rate limit exceeded the maximum. Retry the request in [${seconds}] seconds`;
  return new PlatformError(429, 'too.many.requests', message, {
    params: { seconds: String(seconds) },
    headers: { 'Retry-After': String(seconds) },
  });
}
