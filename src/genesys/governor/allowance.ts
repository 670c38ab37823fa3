/**
 * How many requests this token may still make: what Genesys last said it counted, plus what is on the way.
 * Until the first answer it assumes the published 300 a minute (FACTS section 13).
 */

import { believedEnd, type Clock } from './clock.ts';
import type { Priority } from './priority.ts';
import { type AnswerHeaders, type RateReading, readRate } from './rate-headers.ts';

const ASSUMED_LIMIT = 300;
const WINDOW_MS = 60_000;
/** Answers of one window differ by rounding and travel time only; more than this is a later window. */
const SAME_WINDOW_MS = 2_000;
/** Genesys may say more than the minute that it documents. */
const LONGEST_WINDOW_MS = 2 * WINDOW_MS;
const RESERVED_SHARE = 0.1;
const RESERVED_LEAST = 5;

/** A list leaves as much again to those who ask about one person: a lock-out begins and ends with such a read. */
const RESERVES_SPARED: Readonly<Record<Priority, number>> = {
  lockOut: 0,
  interactive: 1,
  release: 1,
  background: 2,
};

/**
 * Whoever may run down the reserve with the window: what is left of it need only last for the rest, and nothing
 * of it outlives the window. Lists never may.
 */
const SPENDS_REST: ReadonlySet<Priority> = new Set(['interactive', 'release']);
/** The very end of a window, for which nothing is kept back: a lock-out that comes now waits no longer. */
const UNRESERVED_MS = 2_000;

export interface AnswerFacts {
  readonly status: number;
  readonly headers: AnswerHeaders;
}

/** The part that only lock-outs may spend; never more than a third of a small allowance. */
function reserveOf(limit: number): number {
  return Math.min(Math.max(RESERVED_LEAST, Math.ceil(limit * RESERVED_SHARE)), Math.floor(limit / 3));
}

/** An answer that Genesys itself gave and counted; a gateway's refusal or a failed log-in is not one. */
function isFromGenesys(answer: AnswerFacts): boolean {
  return answer.status < 500 && answer.status !== 401 && answer.status !== 429;
}

export class Allowance {
  readonly #clock: Clock;
  #limit: number | undefined = ASSUMED_LIMIT;
  #counted = 0;
  #inFlight = 0;
  #resetAt: number | undefined;
  /** Whether an answer of the present window has told the count. */
  #told = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get limit(): number | undefined {
    return this.#limit;
  }

  /** Requests of this window that were counted or are on the way. */
  used(): number {
    this.#roll();
    return this.#counted + this.#inFlight;
  }

  /** Requests that may start now. */
  available(priority: Priority): number {
    this.#roll();
    return Math.max(0, this.#left() - this.#spared(priority));
  }

  /** When the window ends, in milliseconds since the epoch. */
  resetAt(): number {
    return this.#resetAt ?? this.#clock.now() + WINDOW_MS;
  }

  /** When the next request may start, unless somebody else spends what is left. */
  nextStart(priority: Priority): number {
    const now = this.#clock.now();
    if (this.available(priority) > 0) return now;
    const left = this.#left();
    if (left < 1 || !SPENDS_REST.has(priority)) return this.resetAt();
    const remainingMs = ((left - 1) * WINDOW_MS) / this.#fullySpared(priority);
    return Math.max(now, Math.floor(this.resetAt() - Math.max(UNRESERVED_MS, remainingMs)));
  }

  /** When the request `ahead` places behind the next one may start, by what is known now. */
  earliestStart(priority: Priority, ahead: number): number {
    const available = this.available(priority);
    if (ahead < available) return this.#clock.now();
    const share =
      this.#limit === undefined ? Number.POSITIVE_INFINITY : this.#limit - this.#fullySpared(priority);
    const windowsLater = Math.floor((ahead - available) / Math.max(1, share));
    return this.resetAt() + windowsLater * WINDOW_MS;
  }

  /** A request starts. */
  spend(): void {
    this.#roll();
    this.#inFlight += 1;
    this.#resetAt ??= this.#clock.now() + WINDOW_MS;
  }

  /** A request ended: with an answer, lost on the way, or without having been sent. */
  settle(answer: AnswerFacts | 'lost' | 'unsent'): void {
    this.#roll();
    this.#inFlight -= 1;
    if (answer === 'unsent') return;
    const reading = answer === 'lost' ? undefined : readRate(answer.headers);
    if (reading !== undefined) this.#learn(reading);
    else if (answer !== 'lost' && isFromGenesys(answer) && !this.#told) this.#limit = undefined;
    else this.#counted += 1;
  }

  /** What Genesys would still take in this window. */
  #left(): number {
    return this.#limit === undefined
      ? Number.POSITIVE_INFINITY
      : this.#limit - this.#counted - this.#inFlight;
  }

  #fullySpared(priority: Priority): number {
    return this.#limit === undefined ? 0 : RESERVES_SPARED[priority] * reserveOf(this.#limit);
  }

  /** What a priority leaves to more urgent ones. */
  #spared(priority: Priority): number {
    const full = this.#fullySpared(priority);
    if (!SPENDS_REST.has(priority)) return full;
    const remainingMs = this.resetAt() - this.#clock.now();
    return remainingMs <= UNRESERVED_MS ? 0 : Math.ceil(full * Math.min(1, remainingMs / WINDOW_MS));
  }

  #learn(reading: RateReading): void {
    const resetAt = this.#clock.now() + Math.max(1, reading.resetSeconds) * 1000;
    const sameWindow = this.#told && this.#resetAt !== undefined && resetAt <= this.#resetAt + SAME_WINDOW_MS;
    this.#limit = reading.allowed;
    this.#told = true;
    // Answers overtake each other, and the seconds are rounded: within a window the highest reading is right.
    this.#counted = sameWindow ? Math.max(this.#counted, reading.count) : reading.count;
    this.#resetAt = sameWindow ? Math.max(this.#resetAt ?? 0, resetAt) : resetAt;
  }

  #roll(): void {
    if (this.#resetAt === undefined) return;
    const now = this.#clock.now();
    if (now < believedEnd(this.#resetAt, now, LONGEST_WINDOW_MS)) return;
    this.#resetAt = undefined;
    this.#counted = 0;
    this.#told = false;
  }
}
