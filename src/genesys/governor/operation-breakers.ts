/**
 * A breaker for each operation that fails over and over, or does not answer: Genesys Cloud is many services, and a
 * queue service that is down must not hold up the lock-outs, which need another one.
 */

import { Breaker, type Health, unansweredError } from './breaker.ts';
import type { Clock } from './clock.ts';

/** `failing`: an answer came, and it was a failure of Genesys'. */
export type OperationHealth = Health | 'failing';

export class OperationBreakers {
  readonly #clock: Clock;
  /** Those that have failed since they last worked. */
  readonly #breakers = new Map<string, Breaker>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * A call is to be made: throws `genesys.unreachable` while the operation rests. True for the one call in between
   * that finds out whether it works again.
   */
  admit(operation: string): boolean {
    this.refuseResting(operation);
    const breaker = this.#breakers.get(operation);
    breaker?.admit();
    return breaker?.isClosed === false;
  }

  /** Throws likewise for somebody whose turn has not come yet. */
  refuseResting(operation: string): void {
    const restsMs = this.restsForMs(operation);
    if (restsMs > 0) throw unansweredError(restsMs);
  }

  /** Milliseconds for which nobody may make the call; 0 when somebody may. */
  restsForMs(operation: string): number {
    return this.#breakers.get(operation)?.refusesForMs() ?? 0;
  }

  /** True when the operation had rested and works again. */
  record(operation: string, health: OperationHealth): boolean {
    if (health === 'up') {
      const rested = this.#breakers.get(operation)?.isClosed === false;
      this.#breakers.delete(operation);
      return rested;
    }
    if (health === 'unknown') this.#breakers.get(operation)?.record('unknown');
    else this.#open(operation).record('down');
    return false;
  }

  #open(operation: string): Breaker {
    const breaker = this.#breakers.get(operation) ?? new Breaker(this.#clock);
    this.#breakers.set(operation, breaker);
    return breaker;
  }
}
