/** One attempt. No redirect is followed, so that nothing is sent to where the policy did not say. */

import type { Message } from './message.ts';

export interface Attempt {
  readonly delivered: boolean;
  /** In a word or two, for people; holds nothing of what the receiver wrote. */
  readonly answer: string;
  /** The receiver wants no more of it (410). */
  readonly gone: boolean;
  /** What its `Retry-After` asks for. */
  readonly retryAfterMs: number;
}

const LONGEST_RETRY_AFTER_MS = 24 * 3_600_000;

function readRetryAfter(value: string | null): number {
  if (value === null) return 0;
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), LONGEST_RETRY_AFTER_MS) : 0;
}

function describeLoss(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return code === '' ? 'no answer' : `no answer (${code})`;
}

/** Rejects only when the signal ends it. */
export async function post(
  url: URL,
  { headers, body }: Message,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Attempt> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    await response.body?.cancel();
    return {
      delivered: response.ok,
      answer: `status ${response.status}`,
      gone: response.status === 410,
      retryAfterMs: readRetryAfter(response.headers.get('retry-after')),
    };
  } catch (error) {
    signal.throwIfAborted();
    return { delivered: false, answer: describeLoss(error), gone: false, retryAfterMs: 0 };
  }
}
