/** Says every few seconds that this instance is at work. */

import type { Kysely } from 'kysely';
import type { Logger } from '../telemetry/logger.ts';
import {
  type InstanceFigures,
  type InstanceIdentity,
  noteInstance,
  noteInstanceStopped,
} from './instances.ts';
import type { Database } from './tables.ts';

const EVERY_MS = 10_000;

export interface HeartbeatOptions {
  readonly db: Kysely<Database>;
  readonly instance: InstanceIdentity;
  readonly figures: () => InstanceFigures;
  readonly log: Logger;
}

export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();
  /** While the database is away one warning is enough. */
  #missed = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** Resolves after the first one. */
  async start(): Promise<void> {
    await this.#beat();
    this.#timer = setInterval(() => {
      this.#beating = this.#beating.then(() => this.#beat());
    }, EVERY_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
    const { db, instance } = this.#options;
    await noteInstanceStopped(db, instance.id).catch((error: unknown) => this.#warn(error));
  }

  async #beat(): Promise<void> {
    const { db, instance, figures } = this.#options;
    try {
      await noteInstance(db, instance, figures());
      this.#missed = false;
    } catch (error) {
      if (!this.#missed) this.#warn(error);
      this.#missed = true;
    }
  }

  #warn(error: unknown): void {
    this.#options.log.warn('could not say that this instance is at work', { error });
  }
}
