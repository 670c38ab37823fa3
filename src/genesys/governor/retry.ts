/** How often and how soon a failed request is made again. */

export const MAX_ATTEMPTS = 3;
/** Whoever asks for a longer wait is asked again by somebody else later (the official Go SDK does the same). */
export const LONGEST_WAIT_SECONDS = 180;

const FIRST_DELAY_MS = 250;

/**
 * `always`: Genesys cannot have acted on it (refused by the rate limit, or never sent).
 * `ifSafe`: it may or may not have acted, so only what may happen twice is repeated.
 */
export type Repeat = 'always' | 'ifSafe' | 'never';

/** Exponential back-off with jitter: about 0.25 s, 0.5 s ... each between half and one and a half of that. */
export function backOffMs(attempt: number, random: () => number = Math.random): number {
  return Math.round(FIRST_DELAY_MS * 2 ** (attempt - 1) * (0.5 + random()));
}
