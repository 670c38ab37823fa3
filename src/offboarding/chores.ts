/**
 * What is to be done every so often by one of the instances: whoever takes the turn does it, and the turn is not
 * given back before the time is over.
 */

import { randomUUID } from 'node:crypto';
import type { Store } from '../store/open.ts';
import { takeTurn } from '../store/turns.ts';
import type { Logger } from '../telemetry/logger.ts';

export interface Chore {
  readonly name: string;
  readonly everyMs: number;
  readonly run: (signal: AbortSignal) => Promise<void>;
}

const LOOK_EVERY_MS = 60_000;

export class Chores {
  readonly #store: Store;
  readonly #log: Logger;
  readonly #chores: readonly Chore[];
  readonly #owner = randomUUID();
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(store: Store, log: Logger, chores: readonly Chore[]) {
    this.#store = store;
    this.#log = log;
    this.#chores = chores;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#running;
  }

  #look(): void {
    this.#running ??= this.runDue().finally(() => {
      this.#running = undefined;
    });
  }

  /** One that fails is done again when its time comes. */
  async runDue(): Promise<void> {
    const { signal } = this.#stopping;
    for (const { name, everyMs, run } of this.#chores) {
      if (signal.aborted) return;
      try {
        const isOurs = await takeTurn(this.#store.db, [`chore ${name}`], this.#owner, everyMs / 1_000);
        if (isOurs) await run(signal);
      } catch (error) {
        if (!signal.aborted) this.#log.warn('a chore failed', { chore: name, error });
      }
    }
  }
}
