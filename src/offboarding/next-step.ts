/** Which step of a journey comes next, and what the journey as a whole has come to. */

import { isOpen, type OffboardingStep } from '../store/offboarding-steps.ts';
import type { Offboarding } from '../store/offboardings.ts';
import type { OffboardingStatus, StepPhase } from '../store/tables.ts';
import { longestPauseMs } from './outcome.ts';
import { isAwaited, isLockOut } from './policy.ts';

export type NextStep =
  | { readonly kind: 'run'; readonly step: OffboardingStep }
  | { readonly kind: 'wait'; readonly until: Date }
  | { readonly kind: 'finished' };

const RANK: Readonly<Record<StepPhase, number>> = {
  lockOut: 0,
  reactivate: 0,
  drain: 1,
  lateLockOut: 2,
  release: 3,
  restore: 3,
  verify: 4,
};

const INDEPENDENT = RANK.release;

/**
 * Phases come one after the other, and step by step but for the release, whose steps do not need each other: so
 * nothing is released before the person is locked out. A stuck step steps aside: it is tried again when due and
 * blocks no other.
 */
function listCandidates(open: readonly OffboardingStep[]): readonly OffboardingStep[] {
  const moving = open.filter((step) => step.status !== 'stuck');
  if (moving.length === 0) return open;
  const rank = Math.min(...moving.map((step) => RANK[step.phase]));
  const current = moving.filter((step) => RANK[step.phase] === rank);
  if (rank < INDEPENDENT) return current.slice(0, 1);
  return [...current, ...open.filter((step) => step.status === 'stuck')];
}

/**
 * A step that never ran is due whatever its time says, and one whose time is further ahead than any pause lasts too:
 * an instance whose clock runs ahead has written it, or the clock was set back since.
 */
function isDue(step: OffboardingStep, now: Date): boolean {
  const aheadMs = step.dueAt.getTime() - now.getTime();
  return aheadMs <= 0 || step.attempts === 0 || aheadMs > longestPauseMs(step);
}

export function chooseNextStep(steps: readonly OffboardingStep[], now: Date): NextStep {
  const candidates = listCandidates(steps.filter(isOpen));
  if (candidates.length === 0) return { kind: 'finished' };
  const due = candidates.find((step) => isDue(step, now));
  if (due !== undefined) return { kind: 'run', step: due };
  const until = Math.min(...candidates.map((step) => step.dueAt.getTime()));
  return { kind: 'wait', until: new Date(until) };
}

export function isAwaitedPhaseOpen(steps: readonly OffboardingStep[]): boolean {
  return steps.some((step) => isAwaited(step) && isOpen(step));
}

export function isLockOutOpen(steps: readonly OffboardingStep[]): boolean {
  return steps.some((step) => isLockOut(step) && isOpen(step));
}

export function deriveStatus(
  kind: Offboarding['kind'],
  steps: readonly OffboardingStep[],
): Exclude<OffboardingStatus, 'cancelled'> {
  const open = steps.filter(isOpen);
  if (open.length === 0) return kind === 'restore' ? 'restored' : 'complete';
  if (open.every((step) => step.status === 'stuck')) return 'stuck';
  if (kind === 'restore') return 'restoring';
  return open.some((step) => isLockOut(step) && step.status !== 'stuck') ? 'lockingOut' : 'releasing';
}
