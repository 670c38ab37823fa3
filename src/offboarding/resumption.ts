/**
 * When Genesys Cloud is back, whoever could not be locked out or let in meanwhile does not sit out the rest of a pause.
 * They come a few at a time, so that one that goes away again meets no crowd.
 */

import { hastenUnanswered } from '../store/offboarding-steps.ts';
import type { Store } from '../store/open.ts';
import type { WorkQueue } from '../store/queue.ts';
import type { StepPhase } from '../store/tables.ts';
import type { Logger } from '../telemetry/logger.ts';

/** Somebody may be waiting for these, or should not get in any more. Releases keep their pauses. */
const HURRIED: readonly StepPhase[] = ['lockOut', 'lateLockOut', 'reactivate'];
const AT_ONCE = 25;
const EVERY_MS = 1_000;

export interface ResumptionOptions {
  readonly store: Pick<Store, 'db'>;
  readonly queue: Pick<WorkQueue, 'request'>;
  readonly log: Logger;
  readonly now: () => Date;
}

export class Resumption {
  readonly #options: ResumptionOptions;
  /** What was tried later than this has failed of something else. */
  #backAt: Date | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(options: ResumptionOptions) {
    this.#options = options;
  }

  /** Genesys answers again, or a part of it. */
  resume(): void {
    this.#backAt = this.#options.now();
    if (this.#running === undefined && this.#timer === undefined) this.#goOn();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#backAt = undefined;
    await this.#running;
  }

  #goOn(): void {
    this.#timer = undefined;
    this.#running = this.#hastenSome().finally(() => {
      this.#running = undefined;
      if (this.#backAt !== undefined) this.#timer = setTimeout(() => this.#goOn(), EVERY_MS).unref();
    });
  }

  async #hastenSome(): Promise<void> {
    const { store, queue, log, now } = this.#options;
    const triedBefore = this.#backAt;
    if (triedBefore === undefined) return;
    const at = now();
    try {
      const which = { phases: HURRIED, triedBefore, now: at, limit: AT_ONCE };
      const userIds = await hastenUnanswered(store.db, which);
      for (const userId of userIds) await queue.request(userId, { urgent: true });
      // What was under way when Genesys came back may only now be written down as a failure.
      const isSettled = at.getTime() - triedBefore.getTime() >= EVERY_MS;
      if (userIds.length < AT_ONCE && isSettled && this.#backAt === triedBefore) this.#backAt = undefined;
    } catch (error) {
      // They come by themselves when their pauses end.
      log.warn('could not hasten what Genesys Cloud did not answer to', { error });
      this.#backAt = undefined;
    }
  }
}
