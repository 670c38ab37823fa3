/** Which steps a journey takes, from the configured policy. */

import type { GuardSettings } from '../config/policy-guard.ts';
import {
  type LeavingSettings,
  type OffboardingOverride,
  type OffboardingSettings,
  overrideOffboarding,
  RELEASE_STEPS,
} from '../config/policy-offboarding.ts';
import type { OffboardingTable, StepPhase } from '../store/tables.ts';

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

/**
 * Only a deletion in Genesys takes somebody out of their division, and only a revival undoes one. The division
 * comes back before the answer, so that one in the request itself is written after it. Roles come first, since
 * what follows may need them; groups come before the queues that they bring.
 */
export function planReturn(kind: 'reactivate' | 'revive', extent: 'all' | 'none'): PlannedStep[] {
  if (extent === 'none') return [...inPhase('reactivate', ['state']), ...inPhase('restore', ['roles'])];
  return [
    ...inPhase('reactivate', kind === 'revive' ? ['state', 'division'] : ['state']),
    ...inPhase('restore', [
      'roles',
      'skills',
      'languages',
      'utilization',
      'team',
      'groups',
      'queues',
      'workforce',
      'station',
    ]),
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

export function givesEntitlements({ name, phase }: PlannedStep): boolean {
  return phase === 'restore' && ENTITLEMENT_STEPS.includes(name);
}
