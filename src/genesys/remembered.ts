/**
 * Answers about what administrators change now and then, kept for a moment: a mass departure asks the same of Genesys
 * for each leaver. Only for readers who look again, so that an old answer delays them and misleads nobody for good.
 */

import type { Clock } from './governor/clock.ts';

const MOST_KEPT = 5_000;

interface Kept<Answer> {
  readonly answer: Answer;
  readonly until: number;
}

export class Remembered<Answer> {
  readonly #clock: Clock;
  readonly #forMs: number;
  readonly #kept = new Map<string, Kept<Answer>>();

  constructor(clock: Clock, forMs: number) {
    this.#clock = clock;
    this.#forMs = forMs;
  }

  /** Asks where nothing is kept; a failure is not kept. */
  async get(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const kept = this.#kept.get(key);
    if (kept !== undefined && this.#clock.now() < kept.until) return kept.answer;
    const answer = await ask();
    this.#keep(key, answer);
    return answer;
  }

  #keep(key: string, answer: Answer): void {
    this.#kept.delete(key);
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= MOST_KEPT) this.#kept.delete(oldest);
    this.#kept.set(key, { answer, until: this.#clock.now() + this.#forMs });
  }
}
