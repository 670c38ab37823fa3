/**
 * What an offboarding would do to one person: the steps themselves run on a rehearsal, which reads Genesys Cloud and
 * writes nothing, so that plan and calls are those of somebody who holds what this person holds, to one call: whether roles
 * have to be taken away and read back depends on what Genesys takes away by itself. Calls of people who leave together are
 * combined, which makes them fewer.
 */

import type { CallOptions } from '../genesys/call-options.ts';
import type { Genesys } from '../genesys/client.ts';
import { findManagedGroups } from '../store/kept-groups.ts';
import { findOffboarding } from '../store/offboardings.ts';
import type { Store } from '../store/open.ts';
import { findPerson } from '../store/people.ts';
import { type Holdings, holdingsFromSnapshot, openHoldings } from './holdings.ts';
import { type Intent, planJourney } from './intent.ts';
import { type OffboardingPolicy, type PlannedStep, policyOf } from './policy.ts';
import type { Snapshot } from './snapshot.ts';
import type { SnapshotVault } from './snapshot-vault.ts';
import { findStep, performStep } from './steps/perform.ts';
import type { StepContext } from './steps/step.ts';

export interface DepartureStep {
  readonly name: string;
  /** What is taken away, by name. */
  readonly takes: readonly string[];
  /** Genesys calls, reads included. */
  readonly calls: number;
  /** Why it would wait at first. */
  readonly waitsFor?: string;
}

export interface PlannedDeparture {
  readonly steps: readonly DepartureStep[];
  readonly calls: number;
}

export interface PreviewDependencies {
  readonly store: Store;
  readonly genesys: Genesys;
  readonly policy: OffboardingPolicy;
  readonly vault: SnapshotVault;
  readonly now: () => Date;
}

/** After the release, as far as the number of calls goes: what was held is read, and nothing of it found. */
function asReleased(held: Holdings): Holdings {
  const none = (read: () => Promise<unknown>) => async () => {
    await read();
    return [];
  };
  const nothing = (read: () => Promise<unknown>) => async () => {
    await read();
    return undefined;
  };
  return {
    async user() {
      const user = await held.user();
      if (user === undefined) return undefined;
      const { team: _team, ...left } = user;
      return { ...left, state: 'inactive', roles: [], groups: [], skills: [], languages: [], station: {} };
    },
    groups: none(held.groups),
    skills: none(held.skills),
    languages: none(held.languages),
    queues: none(held.queues),
    roles: none(held.roles),
    verifiers: none(held.verifiers),
    utilization: nothing(held.utilization),
    managementUnit: nothing(held.managementUnit),
    station: async () => {
      await held.station();
      return {};
    },
  };
}

function genesysAsReleased(genesys: Genesys): Genesys {
  const { queues } = genesys;
  const stillIn: typeof queues.stillIn = async (...asked) => {
    await queues.stillIn(...asked);
    return [];
  };
  return { ...genesys, queues: { ...queues, stillIn } };
}

function describeJourney(intent: Intent, now: Date): StepContext['journey'] {
  return {
    kind: intent.kind === 'delete' ? 'delete' : 'deactivate',
    requestedAt: now,
    // As if the tokens had just been revoked.
    lockedOutAt: now,
    clientName: intent.clientName,
  };
}

/** One rehearsal: what its steps read is shared as in a look of a worker. */
class Rehearsed {
  readonly #intent: Intent;
  readonly #dependencies: PreviewDependencies;
  readonly #genesys: Genesys;
  readonly #written: readonly unknown[];
  readonly #journey: StepContext['journey'];
  readonly #shared = new Map<string, Holdings>();
  #snapshot: Snapshot | undefined;
  #reads = 0;

  constructor(intent: Intent, dependencies: PreviewDependencies) {
    const rehearsal = dependencies.genesys.rehearse();
    this.#intent = intent;
    this.#dependencies = dependencies;
    this.#genesys = rehearsal.genesys;
    this.#written = rehearsal.calls;
    this.#journey = describeJourney(intent, dependencies.now());
  }

  get #made(): number {
    return this.#reads + this.#written.length;
  }

  async run(row: PlannedStep, rows: readonly PlannedStep[], call: CallOptions): Promise<DepartureStep> {
    const before = this.#made;
    const context = this.#openContext(row, rows, call);
    const takes =
      row.phase === 'release' ? ((await findStep(row.name)?.plan?.(context.held, context)) ?? []) : [];
    const result = await performStep(row.name, row.phase, context);
    if (result.done && result.snapshot !== undefined) this.#snapshot = result.snapshot;
    // The verification sees that nothing was really taken away.
    const waits = !result.done && row.phase !== 'verify' ? { waitsFor: result.waitingFor } : {};
    return { name: row.name, takes, calls: this.#made - before, ...waits };
  }

  #openContext(row: PlannedStep, rows: readonly PlannedStep[], options: CallOptions): StepContext {
    const { store, policy: configured, now } = this.#dependencies;
    const { userId, kind, clientName } = this.#intent;
    const call: CallOptions = {
      ...options,
      onCall: () => {
        this.#reads += 1;
      },
    };
    const policy = policyOf(configured, clientName);
    const names = rows.map(({ name }) => name);
    const isVerifying = row.phase === 'verify';
    return {
      userId,
      genesys: isVerifying ? genesysAsReleased(this.#genesys) : this.#genesys,
      policy,
      leaving: policy[kind === 'delete' ? 'delete' : 'deactivate'],
      call,
      journey: this.#journey,
      planned: names,
      finished: names.slice(0, names.indexOf(row.name)),
      outcomes: new Map(),
      findManagedGroups: (groupIds) => findManagedGroups(store.db, groupIds),
      snapshot: this.#snapshot,
      held: this.#holdingsFor(row, call),
      attempts: 0,
      evidence: {},
      now,
    };
  }

  #holdingsFor({ phase }: PlannedStep, call: CallOptions): Holdings {
    const since = this.#dependencies.now().getTime();
    const source = { genesys: this.#genesys, userId: this.#intent.userId, call, since };
    if (phase === 'lockOut' || phase === 'lateLockOut') return openHoldings(source);
    const scope = phase === 'verify' ? 'verify' : 'release';
    const shared = this.#shared.get(scope);
    if (shared !== undefined) return shared;
    const snapshot = this.#snapshot;
    const held =
      scope === 'verify'
        ? asReleased(openHoldings(source))
        : snapshot === undefined || snapshot.inherited
          ? openHoldings(source)
          : holdingsFromSnapshot(source, snapshot);
    this.#shared.set(scope, held);
    return held;
  }
}

export async function previewDeparture(
  intent: Intent,
  dependencies: PreviewDependencies,
  call: CallOptions,
): Promise<PlannedDeparture> {
  const { db } = dependencies.store;
  const person = await findPerson(db, intent.userId);
  const current =
    person?.offboardingId === undefined ? undefined : await findOffboarding(db, person.offboardingId);
  const rows = planJourney(intent, current, dependencies).steps.map((step) => ({
    ...step,
    evidence: undefined,
  }));
  const rehearsed = new Rehearsed(intent, dependencies);
  const steps: DepartureStep[] = [];
  for (const row of rows) steps.push(await rehearsed.run(row, rows, call));
  return { steps, calls: steps.reduce((sum, { calls }) => sum + calls, 0) };
}
