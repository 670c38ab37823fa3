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

  /** Throws `genesys.unreachable` while the operation rests; one call in between finds out whether it works again. */
  refuseFailing(operation: string): void {
    this.refuseResting(operation);
    this.#breakers.get(operation)?.admit();
  }

  /** The same for somebody who may not make the call after all. */
  refuseResting(operation: string): void {
    const refusedMs = this.#breakers.get(operation)?.refusesForMs() ?? 0;
    if (refusedMs > 0) throw unansweredError(refusedMs);
  }

  record(operation: string, health: OperationHealth): void {
    if (health === 'up') this.#breakers.delete(operation);
    else if (health !== 'unknown') this.#open(operation).record('down');
    else this.#breakers.get(operation)?.record('unknown');
  }

  #open(operation: string): Breaker {
    const breaker = this.#breakers.get(operation) ?? new Breaker(this.#clock);
    this.#breakers.set(operation, breaker);
    return breaker;
  }
}
