/** The room's door: accept an intent, wait for its effect, look at progress, run the worker. */

import type { Genesys } from '../genesys/client.ts';
import { findOffboardings, type Offboarding } from '../store/offboardings.ts';
import type { Store } from '../store/open.ts';
import { findPeople, findPeopleWithDueSteps, type Person } from '../store/people.ts';
import type { WorkQueue } from '../store/queue.ts';
import type { Logger } from '../telemetry/logger.ts';
import { EffectWatch, type WaitOptions } from './effect-watch.ts';
import { type Accepted, acceptIntent, type Intent } from './intent.ts';
import type { OffboardingPolicy } from './policy.ts';
import { givesEntitlements } from './policy.ts';
import { isUnderWay, type Progress, readProgress } from './progress.ts';
import { SnapshotVault } from './snapshot-vault.ts';
import { lookAtPerson, type WorkflowDependencies } from './workflow.ts';

const SWEEP_EVERY_MS = 30_000;
const SWEEP_LIMIT = 500;

export interface OffboardingsOptions {
  readonly store: Store;
  readonly queue: WorkQueue;
  readonly genesys: Genesys;
  readonly policy: OffboardingPolicy;
  /** How snapshots are stored; unencrypted unless given. */
  readonly vault?: SnapshotVault;
  readonly log: Logger;
  readonly now?: () => Date;
  readonly onStep?: WorkflowDependencies['onStep'];
  readonly onLockedOut?: WorkflowDependencies['onLockedOut'];
}

/** A person's wish and the journey that carries it out. */
export interface Standing {
  readonly person: Person;
  readonly offboarding: Offboarding | undefined;
}

export class Offboardings {
  readonly #options: OffboardingsOptions;
  readonly #now: () => Date;
  readonly #watch: EffectWatch;
  readonly #vault: SnapshotVault;
  #sweep: NodeJS.Timeout | undefined;

  constructor(options: OffboardingsOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => new Date());
    this.#watch = new EffectWatch(options.store);
    this.#vault = options.vault ?? new SnapshotVault();
  }

  /** Starts the worker and the sweep that asks again for due work whose job was lost. */
  async start(): Promise<void> {
    const { store, queue, genesys, policy, log, onStep, onLockedOut } = this.#options;
    const dependencies: WorkflowDependencies = {
      store,
      queue,
      genesys,
      policy,
      vault: this.#vault,
      log,
      now: this.#now,
      onProgress: (offboardingId) => this.#watch.notify(offboardingId),
      ...(onStep === undefined ? {} : { onStep }),
      ...(onLockedOut === undefined ? {} : { onLockedOut }),
    };
    queue.start((userId, turn) => lookAtPerson(userId, turn, dependencies));
    await this.#sweepDueWork();
    this.#sweep = setInterval(() => void this.#sweepDueWork(), SWEEP_EVERY_MS);
    this.#sweep.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#sweep);
    await this.#options.queue.stop();
  }

  accept(intent: Intent): Promise<Accepted> {
    const { store, queue, policy, log } = this.#options;
    return acceptIntent(intent, {
      store,
      queue,
      policy,
      vault: this.#vault,
      now: this.#now,
      onGuardHolds: (client) => log.error('the guard holds back the deactivations of a client', { client }),
    });
  }

  /** Accepts, then waits for the lock-out or the reactivation. */
  async carryOut(intent: Intent, wait: WaitOptions): Promise<void> {
    const { offboardingId } = await this.accept(intent);
    await this.#watch.wait(offboardingId, wait);
  }

  /**
   * Waits until a return under way has given back what the person held, so that what is asked for now comes after
   * it and not before. False when there was nothing to wait for.
   */
  async waitForEntitlements(userId: string, wait: WaitOptions): Promise<boolean> {
    const offboarding = (await this.findStandings([userId])).get(userId)?.offboarding;
    if (offboarding?.kind !== 'restore' || !isUnderWay(offboarding)) return false;
    await this.#watch.wait(offboarding.id, wait, givesEntitlements);
    return true;
  }

  async findStandings(userIds: readonly string[]): Promise<ReadonlyMap<string, Standing>> {
    const { db } = this.#options.store;
    const people = await findPeople(db, userIds);
    const ids = [...people.values()].flatMap((person) => person.offboardingId ?? []);
    const offboardings = await findOffboardings(db, ids);
    return new Map(
      [...people].map(([userId, person]) => [
        userId,
        {
          person,
          offboarding:
            person.offboardingId === undefined ? undefined : offboardings.get(person.offboardingId),
        },
      ]),
    );
  }

  readProgress(offboarding: Offboarding | undefined): Promise<Progress> {
    return readProgress(this.#options.store, offboarding);
  }

  async #sweepDueWork(): Promise<void> {
    const { store, queue, log } = this.#options;
    try {
      const due = await findPeopleWithDueSteps(store.db, this.#now(), SWEEP_LIMIT);
      for (const userId of await queue.findUnasked(due)) await queue.request(userId, { urgent: false });
    } catch (error) {
      log.warn('could not look for due work', { error });
    }
  }
}
