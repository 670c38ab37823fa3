/** Header names in lower case, one value each. */
export type AnswerHeaders = Readonly<Record<string, string | undefined>>;

/** What Genesys says about the window it counts this token's requests in. */
export interface RateReading {
  readonly allowed: number;
  readonly count: number;
  readonly resetSeconds: number;
}

function readInteger(headers: AnswerHeaders, name: string): number | undefined {
  const text = headers[name]?.trim();
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Undefined unless all three `inin-ratelimit-*` headers are there (FACTS section 13). */
export function readRate(headers: AnswerHeaders): RateReading | undefined {
  const allowed = readInteger(headers, 'inin-ratelimit-allowed');
  const count = readInteger(headers, 'inin-ratelimit-count');
  const resetSeconds = readInteger(headers, 'inin-ratelimit-reset');
  if (!allowed || count === undefined || resetSeconds === undefined) return undefined;
  return { allowed, count, resetSeconds };
}

/** `Retry-After` in seconds, from either form of RFC 9110 section 10.2.3. */
export function readRetryAfter(headers: AnswerHeaders, now: number): number | undefined {
  const seconds = readInteger(headers, 'retry-after');
  if (seconds !== undefined) return seconds;
  const date = Date.parse(headers['retry-after'] ?? '');
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}
