/** Keeps long work from holding the event loop: between its pieces other requests have their turn. */

import { setImmediate } from 'node:timers/promises';
import { BridgeError } from '../errors.ts';

/** Milliseconds; a piece of work that has begun is finished first. */
const SLICE_MS = 10;

export class Pace {
  readonly #deadline: number;
  #since = performance.now();

  /** @param deadline epoch milliseconds, after which nobody waits for the work */
  constructor(deadline: number) {
    this.#deadline = deadline;
  }

  get isDue(): boolean {
    return performance.now() - this.#since > SLICE_MS;
  }

  /** Goes on when the others have had their turn; rejects with 503 after the deadline. */
  async rest(): Promise<void> {
    await setImmediate();
    this.#since = performance.now();
    if (Date.now() < this.#deadline) return;
    throw new BridgeError('The operations took too long, none of them has taken effect: send fewer', {
      code: 'scim.deadline',
      status: 503,
      retryAfterSeconds: 10,
      expose: true,
    });
  }
}
