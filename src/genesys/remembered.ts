/**
 * Answers about what administrators change now and then, kept for a moment: a mass departure asks the same of Genesys
 * for each leaver. Only for readers who look again, so that an old answer delays them and misleads nobody for good.
 */

import type { Clock } from './governor/clock.ts';

const MOST_KEPT = 5_000;

interface Kept<Answer> {
  /** Undefined while it is on its way. */
  answer: Answer | undefined;
  readonly asked: Promise<Answer>;
  readonly askedAt: number;
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
    const kept = this.#find(key, Number.NEGATIVE_INFINITY);
    return kept?.answer ?? (await this.ask(key, ask));
  }

  /**
   * The answer for which somebody asked later than `since`, in milliseconds since the epoch: nothing older shows what
   * came after. It may still be on its way, and fail for a reason of that somebody's own.
   */
  find(key: string, since: number): Promise<Answer> | undefined {
    return this.#find(key, since)?.asked;
  }

  /** Asks whatever is kept, and keeps the answer. */
  async ask(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const kept: Kept<Answer> = { answer: undefined, asked: ask(), askedAt: this.#clock.now() };
    this.#keep(key, kept);
    try {
      kept.answer = await kept.asked;
      return kept.answer;
    } catch (error) {
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
      throw error;
    }
  }

  #find(key: string, since: number): Kept<Answer> | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined || kept.askedAt <= since) return undefined;
    return this.#clock.now() < kept.askedAt + this.#forMs ? kept : undefined;
  }

  #keep(key: string, kept: Kept<Answer>): void {
    this.#kept.delete(key);
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= MOST_KEPT) this.#kept.delete(oldest);
    this.#kept.set(key, kept);
  }
}
