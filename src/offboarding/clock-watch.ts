/**
 * Notices that the machine's clock was set, or that the machine slept: what waits for a time has to be looked at anew
 * then.
 */

const CHECK_EVERY_MS = 1_000;
/** Less is how clocks are kept right all the time. */
const SET_BY_MS = 2_000;

export interface Clocks {
  /** Goes on evenly, whatever the other one is set to. */
  readonly monotonic: () => number;
  readonly wall: () => number;
}

const SYSTEM: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() };

export class ClockWatch {
  readonly #onSet: (byMs: number) => void;
  readonly #clocks: Clocks;
  #ahead: number;
  #timer: NodeJS.Timeout | undefined;

  /** `onSet` learns by how much, negative where the clock was set back. */
  constructor(onSet: (byMs: number) => void, clocks = SYSTEM) {
    this.#onSet = onSet;
    this.#clocks = clocks;
    this.#ahead = this.#readAhead();
  }

  start(): void {
    this.#timer = setInterval(() => this.check(), CHECK_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  check(): void {
    const ahead = this.#readAhead();
    const byMs = ahead - this.#ahead;
    this.#ahead = ahead;
    if (Math.abs(byMs) > SET_BY_MS) this.#onSet(byMs);
  }

  #readAhead(): number {
    return this.#clocks.wall() - this.#clocks.monotonic();
  }
}
