import type { Clock } from '../src/genesys/governor/clock.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Stands still while somebody works and jumps over the times in which everybody waits. */
export class JumpingClock implements Clock {
  #now = Date.now();
  readonly #timers = new Set<Timer>();

  readonly now = (): number => this.#now;

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** When the next timer goes off; undefined without one. */
  get next(): number | undefined {
    const times = [...this.#timers].map(({ at }) => at);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  jump(ms: number): void {
    this.#now += ms;
    const due = [...this.#timers].filter(({ at }) => at <= this.#now).sort((one, other) => one.at - other.at);
    for (const timer of due) {
      // One that was called may have cancelled another.
      if (this.#timers.delete(timer)) timer.callback();
    }
  }
}
