/** Which steps a journey takes, from the configured policy. */

import { type Policy, RELEASE_STEPS } from '../config/policy.ts';
import type { OffboardingTable, StepPhase } from '../store/tables.ts';

export type OffboardingPolicy = Policy['offboarding'] & {
  /** Roles, by name, that whoever comes back has at least. */
  readonly defaultRoles: readonly string[];
};

export interface PlannedStep {
  readonly name: string;
  readonly phase: StepPhase;
}

const LOCK_OUT: readonly PlannedStep[] = [
  { name: 'snapshot', phase: 'lockOut' },
  { name: 'state', phase: 'lockOut' },
  { name: 'tokens', phase: 'lockOut' },
];

export function planRelease(kind: 'deactivate' | 'delete', policy: OffboardingPolicy): PlannedStep[] {
  const { release } = policy[kind];
  const names = release === 'all' ? RELEASE_STEPS : RELEASE_STEPS.filter((name) => release.includes(name));
  return [
    ...LOCK_OUT,
    ...names.map((name): PlannedStep => ({ name, phase: 'release' })),
    { name: 'verification', phase: 'verify' },
  ];
}

/**
 * Only a deletion in Genesys takes somebody out of their division, and only a revival undoes one. The division
 * comes back before the answer, so that one in the request itself is written after it.
 */
export function planReturn(kind: 'reactivate' | 'revive', policy: OffboardingPolicy): PlannedStep[] {
  const state: PlannedStep = { name: 'state', phase: 'reactivate' };
  const roles: PlannedStep = { name: 'roles', phase: 'restore' };
  if (policy.restore[kind] === 'none') return [state, roles];
  const division: PlannedStep = { name: 'division', phase: 'reactivate' };
  return [
    state,
    ...(kind === 'revive' ? [division] : []),
    roles,
    { name: 'queues', phase: 'restore' },
    { name: 'station', phase: 'restore' },
  ];
}

/** The phases a SCIM answer waits for. */
export function isAwaited(step: { readonly phase: StepPhase }): boolean {
  return step.phase === 'lockOut' || step.phase === 'reactivate';
}

export function firstStatus(kind: OffboardingTable['kind']): 'lockingOut' | 'restoring' {
  return kind === 'restore' ? 'restoring' : 'lockingOut';
}
