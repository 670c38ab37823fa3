/** The room's door: accept an intent, wait for its effect, look at progress, run the worker. */

import type { CallOptions } from '../genesys/call-options.ts';
import type { Genesys } from '../genesys/client.ts';
import { Outbox } from '../notifications/outbox.ts';
import { purgeSnapshots } from '../store/departed.ts';
import { FewAtOnce } from '../store/few-at-once.ts';
import { findOffboardings, type Offboarding } from '../store/offboardings.ts';
import type { Store } from '../store/open.ts';
import { findPeople, findPeopleWithDueSteps, type Person } from '../store/people.ts';
import type { WorkQueue } from '../store/queue.ts';
import type { Logger } from '../telemetry/logger.ts';
import { runDetached } from '../telemetry/tracing.ts';
import { type Chore, Chores } from './chores.ts';
import { ClockWatch } from './clock-watch.ts';
import { type PlannedDeparture, previewDeparture } from './departure-preview.ts';
import { checkDrift, type DriftDependencies } from './drift-check.ts';
import { EffectWatch, type WaitOptions } from './effect-watch.ts';
import { type Accepted, acceptIntent, type Intent } from './intent.ts';
import {
  type Cancelled,
  type Command,
  cancelJourney,
  previewCancellation,
  type Retried,
  retryJourney,
} from './journey-control.ts';
import { LONGEST_PAUSE_MS } from './outcome.ts';
import type { OffboardingPolicy } from './policy.ts';
import { givesEntitlements } from './policy.ts';
import { isUnderWay, type Progress, readProgress } from './progress.ts';
import { Resumption } from './resumption.ts';
import { type PlannedReturn, previewReturn } from './return-preview.ts';
import { SnapshotVault } from './snapshot-vault.ts';
import { lookAtPerson, type WorkflowDependencies } from './workflow.ts';

const SWEEP_EVERY_MS = 30_000;
const SWEEP_LIMIT = 500;
/** Looks that read or write their journey at once. */
const DATABASE_TURNS = 20;
const PURGE_EVERY_MS = 3_600_000;
/** Whoever left this lately has just been verified. */
const SETTLED_MS = 3_600_000;

export interface OffboardingsOptions {
  readonly store: Store;
  readonly queue: WorkQueue;
  readonly genesys: Genesys;
  readonly policy: OffboardingPolicy;
  /** How snapshots are stored; unencrypted unless given. */
  readonly vault?: SnapshotVault;
  /** Where notifications go; nobody is told of anything unless given. */
  readonly outbox?: Outbox;
  readonly log: Logger;
  readonly now?: () => Date;
  readonly onStep?: WorkflowDependencies['onStep'];
  readonly onLockedOut?: WorkflowDependencies['onLockedOut'];
  readonly onDrift?: DriftDependencies['onDrift'];
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
  readonly #outbox: Outbox;
  readonly #chores: Chores;
  readonly #resumption: Resumption;
  readonly #clockWatch: ClockWatch;
  #sweep: NodeJS.Timeout | undefined;
  #endResumption: (() => void) | undefined;

  constructor(options: OffboardingsOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => new Date());
    this.#watch = new EffectWatch(options.store);
    this.#vault = options.vault ?? new SnapshotVault();
    this.#outbox = options.outbox ?? new Outbox();
    this.#clockWatch = new ClockWatch((byMs) => {
      options.log.warn('the clock of this machine was set, or it slept', {
        seconds: Math.round(byMs / 1_000),
      });
      void this.#sweepDueWork();
    });
    this.#resumption = new Resumption({ ...options, now: this.#now });
    this.#chores = new Chores(options.store, options.log, this.#listChores());
  }

  /** Starts the worker and the sweep that asks again for due work whose job was lost. */
  async start(): Promise<void> {
    const { store, queue, genesys, policy, log, onStep, onLockedOut } = this.#options;
    const dependencies: WorkflowDependencies = {
      store,
      databaseTurns: new FewAtOnce(DATABASE_TURNS),
      queue,
      genesys,
      policy,
      vault: this.#vault,
      outbox: this.#outbox,
      log,
      now: this.#now,
      onProgress: (offboardingId) => this.#watch.notify(offboardingId),
      ...(onStep === undefined ? {} : { onStep }),
      ...(onLockedOut === undefined ? {} : { onLockedOut }),
    };
    queue.start((userId, turn) => runDetached(() => lookAtPerson(userId, turn, dependencies)));
    this.#endResumption = genesys.onBack(() => this.#resumption.resume());
    await this.#sweepDueWork();
    this.#sweep = setInterval(() => void this.#sweepDueWork(), SWEEP_EVERY_MS);
    this.#sweep.unref();
    this.#clockWatch.start();
    this.#chores.start();
  }

  async stop(): Promise<void> {
    clearInterval(this.#sweep);
    this.#clockWatch.stop();
    this.#endResumption?.();
    await this.#resumption.stop();
    await this.#chores.stop();
    await this.#options.queue.stop();
  }

  #listChores(): Chore[] {
    const { store, policy, log } = this.#options;
    const { every } = policy.drift;
    const purge: Chore = {
      name: 'purge snapshots',
      everyMs: PURGE_EVERY_MS,
      run: async () => {
        const purged = await purgeSnapshots(
          store.db,
          new Date(this.#now().getTime() - policy.snapshots.keep),
        );
        if (purged > 0) log.info('forgot what people held before who left long ago', { snapshots: purged });
      },
    };
    if (every === 'never') return [purge];
    const drift: Chore = {
      name: 'drift check',
      everyMs: every,
      run: async (signal) => {
        await this.checkDrift(new Date(this.#now().getTime() - SETTLED_MS), signal);
      },
    };
    return [purge, drift];
  }

  /** Looks at everybody who left before; returns how many have been given something back. */
  checkDrift(completedBefore: Date, signal: AbortSignal): Promise<number> {
    return checkDrift({ ...this.#options, vault: this.#vault, now: this.#now }, completedBefore, signal);
  }

  accept(intent: Intent): Promise<Accepted> {
    const { store, queue, policy, log } = this.#options;
    return acceptIntent(intent, {
      store,
      queue,
      policy,
      vault: this.#vault,
      outbox: this.#outbox,
      now: this.#now,
      onGuardHolds: (client) => log.error('the guard holds back the deactivations of a client', { client }),
    });
  }

  /** An administrator's command; see `retryJourney`. */
  retry(command: Command & { readonly step?: string | undefined }): Promise<Retried> {
    return retryJourney(command, { ...this.#options, now: this.#now });
  }

  /** An administrator's command; see `cancelJourney`. */
  cancel(command: Command): Promise<Cancelled> {
    return cancelJourney(command, { ...this.#options, now: this.#now });
  }

  /** What `cancel` would leave off. */
  previewCancellation(userId: string): Promise<Cancelled> {
    return previewCancellation(userId, { ...this.#options, now: this.#now });
  }

  /** What a departure would take away now, and with how many calls. */
  previewDeparture(intent: Intent, call: CallOptions): Promise<PlannedDeparture> {
    return previewDeparture(intent, { ...this.#options, vault: this.#vault, now: this.#now }, call);
  }

  /** What a return would give back now. */
  previewReturn(intent: Intent): Promise<PlannedReturn> {
    return previewReturn(intent, { ...this.#options, vault: this.#vault, now: this.#now });
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
      const now = this.#now();
      // Whoever is locked out waits a minute at most, and looking once too often is harmless.
      const latest = new Date(now.getTime() + LONGEST_PAUSE_MS.awaited);
      const due = await findPeopleWithDueSteps(store.db, { now, latest, limit: SWEEP_LIMIT });
      await queue.freeHeldUp();
      const unasked = new Set(await queue.findUnasked(due.map(({ userId }) => userId)));
      for (const { userId, urgent } of due) if (unasked.has(userId)) await queue.request(userId, { urgent });
    } catch (error) {
      log.warn('could not look for due work', { error });
    }
  }
}
