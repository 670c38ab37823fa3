/** Lets requests that concern the same names take turns, within this process and between instances. */

import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { BridgeError } from '../errors.ts';
import type { ScimContext } from '../scim/backend.ts';
import type { Store } from '../store/open.ts';
import { endTurn, renewTurn, takeTurn } from '../store/turns.ts';
import { KeyedLock } from './keyed-lock.ts';

/** How long the keys of an instance that died stay taken. */
const LEASE_SECONDS = 6;
const RENEW_EVERY_MS = 2_000;
const ASK_AGAIN_MS = 50;

export class Turns {
  readonly #store: Store;
  readonly #local = new KeyedLock();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Runs the task while nobody else runs one with a key in common; 503 when that is not before the deadline. */
  run<T>(keys: readonly string[], context: ScimContext, task: () => Promise<T>): Promise<T> {
    const ordered = [...new Set(keys)].sort();
    const withLease = () => this.#runWithLease(ordered, context, task);
    // In one order everywhere: two who want the same keys cannot wait for each other.
    const run = ordered.reduceRight<() => Promise<T>>(
      (inner, key) => () => this.#local.run(key, inner),
      withLease,
    );
    return run();
  }

  async #runWithLease<T>(keys: readonly string[], context: ScimContext, task: () => Promise<T>): Promise<T> {
    const { db } = this.#store;
    const owner = randomUUID();
    while (!(await takeTurn(db, keys, owner, LEASE_SECONDS))) await waitForTurn(context);
    const renewal = setInterval(() => {
      // A renewal that fails once leaves two more before the lease ends.
      renewTurn(db, owner, LEASE_SECONDS).catch(() => undefined);
    }, RENEW_EVERY_MS);
    try {
      return await task();
    } finally {
      clearInterval(renewal);
      await endTurn(db, keys, owner);
    }
  }
}

async function waitForTurn({ deadline, signal }: ScimContext): Promise<void> {
  if (Date.now() + ASK_AGAIN_MS < deadline && !signal.aborted) {
    await setTimeout(ASK_AGAIN_MS * (0.5 + Math.random()));
    return;
  }
  throw new BridgeError('Another request for the same user or group is still at work; retry', {
    code: 'request.in-turn',
    status: 503,
    retryAfterSeconds: 2,
    expose: true,
  });
}
