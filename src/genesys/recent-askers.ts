import type { Clock } from './governor/clock.ts';

/** How many have asked for the same lately: so many may share an answer that would cost one of them too much. */
export class RecentAskers {
  readonly #clock: Clock;
  readonly #forMs: number;
  #askedAt: number[] = [];

  constructor(clock: Clock, forMs: number) {
    this.#clock = clock;
    this.#forMs = forMs;
  }

  get count(): number {
    const since = this.#clock.now() - this.#forMs;
    this.#askedAt = this.#askedAt.filter((at) => at > since);
    return this.#askedAt.length;
  }

  add(): void {
    this.#askedAt.push(this.#clock.now());
  }

  /** They have got their answer: who comes now begins anew. */
  reset(): void {
    this.#askedAt = [];
  }
}
