import { PlatformError } from './platform-error.ts';

const WINDOW_MS = 60_000;

export interface RateVerdict {
  readonly headers: Readonly<Record<string, string>>;
  readonly refusal?: PlatformError;
}

/** Requests of one key, such as an access token, in the current minute (FACTS 13); 0 means no limit and no headers. */
export class RateLimit {
  readonly #allowed: () => number;
  readonly #windows = new Map<string, { startedAt: number; count: number }>();

  constructor(allowed: () => number) {
    this.#allowed = allowed;
  }

  /** Counts one request of the key and says whether it may pass. */
  take(key: string, now: number): RateVerdict {
    const allowed = this.#allowed();
    if (allowed === 0) return { headers: {} };
    const window = this.#windowAt(key, now);
    const resetSeconds = Math.max(1, Math.ceil((window.startedAt + WINDOW_MS - now) / 1000));
    const refused = window.count >= allowed;
    if (!refused) window.count += 1;
    const headers = {
      'inin-ratelimit-count': String(window.count),
      'inin-ratelimit-allowed': String(allowed),
      'inin-ratelimit-reset': String(resetSeconds),
    };
    return refused ? { headers, refusal: tooManyRequests(resetSeconds) } : { headers };
  }

  /** Forgets a key that will not come again. */
  forget(key: string): void {
    this.#windows.delete(key);
  }

  #windowAt(key: string, now: number): { startedAt: number; count: number } {
    const known = this.#windows.get(key);
    if (known !== undefined && now < known.startedAt + WINDOW_MS) return known;
    const fresh = { startedAt: now, count: 0 };
    this.#windows.set(key, fresh);
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
