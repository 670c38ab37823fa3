/** Which steps a journey takes, from the configured policy. */

import type { GuardSettings } from '../config/policy-guard.ts';
import {
  type LeavingSettings,
  type OffboardingOverride,
  type OffboardingSettings,
  overrideOffboarding,
  RELEASE_STEPS,
} from '../config/policy-offboarding.ts';
import type { OffboardingStep } from '../store/offboarding-steps.ts';
import type { OffboardingTable, StepPhase } from '../store/tables.ts';
import type { Snapshot } from './snapshot.ts';

export type OffboardingPolicy = OffboardingSettings & {
  /** Roles, by name, that whoever comes back has at least. */
  readonly defaultRoles: readonly string[];
  /** What differs for the leavers and returners of a client, by its name. */
  readonly clients: Readonly<Record<string, ClientPolicy>>;
  readonly guard: GuardSettings;
};

interface ClientPolicy {
  readonly offboarding?: OffboardingOverride;
  readonly guard?: GuardSettings;
}

export interface PlannedStep {
  readonly name: string;
  readonly phase: StepPhase;
}

/** The policy for requests of this client. */
export function policyOf(policy: OffboardingPolicy, clientName: string): OffboardingPolicy {
  const client = Object.hasOwn(policy.clients, clientName) ? policy.clients[clientName] : undefined;
  return { ...policy, ...overrideOffboarding(policy, client?.offboarding) };
}

function inPhase(phase: StepPhase, names: readonly string[]): PlannedStep[] {
  return names.map((name) => ({ name, phase }));
}

/** Conversations matter to what is released, and to whoever wants them ended. */
function mindsConversations({ conversations }: LeavingSettings, released: readonly string[]): boolean {
  return conversations === 'disconnect' || (conversations === 'wait' && released.length > 0);
}

export function planRelease(settings: LeavingSettings): PlannedStep[] {
  const { release, lockOut } = settings;
  const released =
    release === 'all' ? [...RELEASE_STEPS] : RELEASE_STEPS.filter((name) => release.includes(name));
  const end = inPhase('verify', ['sessions', 'verification']);
  if (lockOut === 'first') {
    return [
      ...inPhase('lockOut', ['snapshot', 'state', 'tokens']),
      ...inPhase('drain', mindsConversations(settings, released) ? ['conversations'] : []),
      ...inPhase('release', released),
      ...end,
    ];
  }
  // Offline comes before the drain, or Genesys would go on routing conversations to the person.
  return [
    ...inPhase('lockOut', ['snapshot']),
    ...inPhase('drain', ['presence', 'conversations']),
    ...inPhase('lateLockOut', ['state', 'tokens']),
    ...inPhase(
      'release',
      released.filter((name) => name !== 'presence'),
    ),
    ...end,
  ];
}

/** In an order that Genesys accepts: what follows may need the roles, and groups bring queues. */
const GIVE_BACK: readonly (readonly [name: string, isOwed: (snapshot: Snapshot) => boolean])[] = [
  ['skills', ({ skills }) => skills.length > 0],
  ['languages', ({ languages }) => languages.length > 0],
  ['utilization', ({ utilization }) => utilization?.own !== undefined],
  ['team', ({ team }) => team !== undefined],
  ['groups', ({ groups }) => groups.length > 0],
  ['queues', ({ queues }) => queues.length > 0],
  ['workforce', ({ workforce }) => workforce?.unit !== undefined],
  ['station', ({ station }) => station.default !== undefined],
];

/**
 * Without a snapshot the state and at least the default roles come back. Only a deletion in Genesys takes somebody
 * out of their division, and only a revival undoes one. The division comes back before the answer, so that one in
 * the request itself is written after it.
 */
export function planReturn(kind: 'reactivate' | 'revive', snapshot: Snapshot | undefined): PlannedStep[] {
  const isMoved = kind === 'revive' && snapshot !== undefined;
  const owed = GIVE_BACK.filter(([, isOwed]) => snapshot !== undefined && isOwed(snapshot));
  return [
    ...inPhase('reactivate', isMoved ? ['state', 'division'] : ['state']),
    ...inPhase('restore', ['roles', ...owed.map(([name]) => name)]),
    ...inPhase('verify', ['verification']),
  ];
}

/** The phases a SCIM answer waits for. */
export function isAwaited(step: { readonly phase: StepPhase }): boolean {
  return step.phase === 'lockOut' || step.phase === 'reactivate';
}

/** What must be done until the person cannot get in any more. */
export function isLockOut(step: { readonly phase: StepPhase }): boolean {
  return step.phase === 'lockOut' || step.phase === 'lateLockOut';
}

export function firstStatus(kind: OffboardingTable['kind']): 'lockingOut' | 'restoring' {
  return kind === 'restore' ? 'restoring' : 'lockingOut';
}

/** Steps of a return that give back what an identity provider may also manage. */
const ENTITLEMENT_STEPS: readonly string[] = ['roles', 'skills', 'languages'];

/** Says of a step whether it gives entitlements back, or may yet find that Genesys has to be given them again. */
export function givesEntitlements({ name, phase, status, evidence }: OffboardingStep): boolean {
  if (phase === 'restore') return ENTITLEMENT_STEPS.includes(name);
  if (phase !== 'verify' || status === 'stuck') return false;
  const unconfirmed = evidence?.unconfirmed;
  return !Array.isArray(unconfirmed) || ENTITLEMENT_STEPS.some((each) => unconfirmed.includes(each));
}
