/** What a return would give back, by step, before anybody asks for it. */

import { findOffboarding } from '../store/offboardings.ts';
import type { Store } from '../store/open.ts';
import { findPerson } from '../store/people.ts';
import { type Intent, planJourney } from './intent.ts';
import type { OffboardingPolicy } from './policy.ts';
import { policyOf } from './policy.ts';
import type { Snapshot } from './snapshot.ts';
import type { SnapshotVault } from './snapshot-vault.ts';
import { labelOf } from './steps/step.ts';

export interface PlannedReturn {
  readonly steps: readonly PlannedGift[];
  /** When what comes back was written down; undefined where nothing was, or policy gives nothing back. */
  readonly snapshotTakenAt: string | undefined;
}

export interface PlannedGift {
  readonly name: string;
  /** What comes back, by name. */
  readonly gives: readonly string[];
}

const GIFTS: Readonly<Record<string, (snapshot: Snapshot) => readonly string[]>> = {
  division: ({ user }) => (user.division === undefined ? [] : [labelOf(user.division)]),
  roles: ({ roles }) =>
    roles.map((role) => `${role.roleName ?? role.roleId} in ${role.divisionName ?? role.divisionId}`),
  skills: ({ skills }) => skills.map(labelOf),
  languages: ({ languages }) => languages.map(labelOf),
  utilization: () => ['own utilization'],
  team: ({ team }) => (team === undefined ? [] : [labelOf(team)]),
  groups: ({ groups }) => groups.map(labelOf),
  queues: ({ queues }) => queues.map((queue) => `${labelOf(queue)}${queue.joined ? '' : ' (not joined)'}`),
  workforce: ({ workforce }) => (workforce?.unit === undefined ? [] : [labelOf(workforce.unit)]),
  station: ({ station }) => (station.default === undefined ? [] : [labelOf(station.default)]),
};

export async function previewReturn(
  intent: Intent,
  dependencies: {
    readonly store: Store;
    readonly policy: OffboardingPolicy;
    readonly vault: SnapshotVault;
    readonly now: () => Date;
  },
): Promise<PlannedReturn> {
  const { store, policy } = dependencies;
  const person = await findPerson(store.db, intent.userId);
  const current =
    person?.offboardingId === undefined ? undefined : await findOffboarding(store.db, person.offboardingId);
  const { steps, snapshot } = planJourney(intent, current, dependencies);
  const { defaultRoles } = policyOf(policy, intent.clientName);
  const give = (name: string): readonly string[] => {
    if (name === 'state') return ['active'];
    const held = snapshot === undefined ? [] : (GIFTS[name]?.(snapshot) ?? []);
    return name === 'roles' && held.length === 0 ? [...defaultRoles] : held;
  };
  return {
    steps: steps.filter(({ phase }) => phase !== 'verify').map(({ name }) => ({ name, gives: give(name) })),
    snapshotTakenAt: snapshot?.takenAt,
  };
}
