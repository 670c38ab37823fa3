/**
 * The right to handle one job, as its holder knows it. Another instance takes the job over when its heartbeat has
 * not been renewed for a while; a process that was paused must find out before its next act, and not at its next
 * heartbeat.
 */

/** Time by two clocks: the monotonic one stands still while a machine is suspended, the other one can be set. */
export interface ClaimClock {
  readonly monotonic: () => number;
  readonly wall: () => number;
}

const SYSTEM: ClaimClock = { monotonic: () => performance.now(), wall: () => Date.now() };

interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

export class Claim {
  readonly #lastsMs: number;
  readonly #clock: ClaimClock;
  #confirmed: Moment;

  /** `lastsMs`: a little less than the time after which others take over. */
  constructor(lastsMs: number, confirmedAt: Moment, clock: ClaimClock = SYSTEM) {
    this.#lastsMs = lastsMs;
    this.#clock = clock;
    this.#confirmed = confirmedAt;
  }

  /** To be read before the database is asked: it counts from then at the earliest. */
  static now(clock: ClaimClock = SYSTEM): Moment {
    return { monotonic: clock.monotonic(), wall: clock.wall() };
  }

  confirm(at: Moment): void {
    this.#confirmed = at;
  }

  isHeld(): boolean {
    const { monotonic, wall } = Claim.now(this.#clock);
    const elapsedMs = Math.max(monotonic - this.#confirmed.monotonic, wall - this.#confirmed.wall);
    return elapsedMs < this.#lastsMs;
  }
}
