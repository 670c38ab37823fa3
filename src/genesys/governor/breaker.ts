/**
 * Stops asking a Genesys Cloud that does not answer: whoever calls is refused at once instead of waiting for a
 * time-out, and now and then one call finds out whether it is back.
 */

import { BridgeError } from '../../errors.ts';
import { believedEnd, type Clock } from './clock.ts';

/** What a call tells of Genesys: it answered, it did not, or the call ended by itself. */
export type Health = 'up' | 'down' | 'unknown';

const FAILURES = 5;
/** Failures further apart than this are not one outage. */
const WITHIN_MS = 60_000;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

export class Breaker {
  readonly #clock: Clock;
  #failures = 0;
  #lastFailureAt = 0;
  /** When one call may try again; undefined while closed. */
  #openUntil: number | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #probing = false;
  #changedAt: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isClosed(): boolean {
    return this.#openUntil === undefined;
  }

  /** When it last opened or closed, in milliseconds since the epoch; undefined while it has always been closed. */
  get changedAt(): number | undefined {
    return this.#changedAt;
  }

  /** Milliseconds for which nobody is let through; 0 when somebody may be. */
  refusesForMs(): number {
    if (this.#openUntil === undefined) return 0;
    const now = this.#clock.now();
    const left = believedEnd(this.#openUntil, now, LONGEST_PAUSE_MS) - now;
    if (left > 0) return left;
    return this.#probing ? FIRST_PAUSE_MS : 0;
  }

  /** A call goes through; while open, it is the one that finds out. */
  admit(): void {
    if (this.#openUntil !== undefined) this.#probing = true;
  }

  /** A call ended; true when that opened the breaker, or opened it again. */
  record(health: Health): boolean {
    const probed = this.#probing;
    this.#probing = false;
    if (health === 'unknown') return false;
    if (health === 'up') {
      this.#failures = 0;
      if (this.#openUntil !== undefined) this.#changedAt = this.#clock.now();
      this.#openUntil = undefined;
      this.#pauseMs = FIRST_PAUSE_MS;
      return false;
    }
    const now = this.#clock.now();
    this.#failures = now - this.#lastFailureAt > WITHIN_MS && !probed ? 1 : this.#failures + 1;
    this.#lastFailureAt = now;
    if (this.#openUntil !== undefined && !probed) return false;
    if (this.#failures < FAILURES) return false;
    if (this.#openUntil === undefined) this.#changedAt = now;
    this.#openUntil = now + this.#pauseMs;
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    return true;
  }
}

export function unansweredError(waitMs: number): BridgeError {
  return new BridgeError(
    'Genesys Cloud does not answer, so it is not asked for a moment; check its status page and the network',
    {
      code: 'genesys.unreachable',
      status: 503,
      retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
    },
  );
}
