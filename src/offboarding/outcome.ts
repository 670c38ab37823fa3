/** Turns what a run of a step came to into the change of its row: done, waiting, stuck or due again. */

import { BridgeError } from '../errors.ts';
import { GenesysError, isMissingPermission } from '../genesys/errors.ts';
import type { OffboardingStep, StepChange } from '../store/offboarding-steps.ts';
import { isAwaited } from './policy.ts';
import type { StepResult } from './steps/step.ts';

const STUCK_RETRY_MS = 5 * 60_000;
/** No pause is longer, whatever Genesys asks for: a due time further ahead is not believed. */
export const LONGEST_PAUSE_MS = { awaited: 60_000, other: 3_600_000 } as const;

/** Doubling pauses: short ones while somebody waits for the answer, long ones for the release. */
function backOffMs(step: OffboardingStep): number {
  const [first, longest] = isAwaited(step) ? [250, 30_000] : [2_000, 10 * 60_000];
  const pause = Math.min(first * 2 ** Math.min(step.attempts, 20), longest);
  return pause * (0.8 + Math.random() * 0.4);
}

export function longestPauseMs(step: OffboardingStep): number {
  return isAwaited(step) ? LONGEST_PAUSE_MS.awaited : LONGEST_PAUSE_MS.other;
}

function dueAfter(pauseMs: number, step: OffboardingStep, now: Date): Date {
  return new Date(now.getTime() + Math.min(pauseMs, longestPauseMs(step)));
}

/** What a person reads of a failure: never more than our own error texts hold. */
function describeFailure(error: unknown): string {
  if (error instanceof GenesysError && error.missingPermissions.length > 0) {
    return `missing permission ${error.missingPermissions.join(', ')}; grant it to the role of the bridge's OAuth client`;
  }
  return error instanceof BridgeError ? error.message : 'internal error; the log has the details';
}

export function changeAfterResult(
  step: OffboardingStep,
  result: StepResult,
  startedAt: Date,
  now: Date,
): StepChange {
  if (result.done) return { status: 'done', evidence: result.evidence, startedAt, completedAt: now };
  const evidence = result.evidence ?? step.evidence;
  return {
    status: 'waiting',
    waitingFor: result.waitingFor,
    dueAt: dueAfter(result.seconds * 1000, step, now),
    startedAt,
    ...(evidence === undefined ? {} : { evidence }),
  };
}

/** Neither waiting nor repeating helps. */
function needsPeople(error: unknown): boolean {
  const unverified = error instanceof BridgeError && error.code === 'offboarding.unverified';
  return unverified || isMissingPermission(error);
}

export function changeAfterFailure(
  step: OffboardingStep,
  error: unknown,
  startedAt: Date,
  now: Date,
): StepChange {
  const stuck = needsPeople(error);
  const told = error instanceof BridgeError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
  const pause = stuck
    ? STUCK_RETRY_MS
    : Math.max(backOffMs(step), isAwaited(step) ? Math.min(told, 5_000) : told);
  return {
    status: stuck ? 'stuck' : 'pending',
    error: describeFailure(error),
    ...(error instanceof BridgeError ? { errorCode: error.code } : {}),
    dueAt: dueAfter(pause, step, now),
    startedAt,
    ...(step.evidence === undefined ? {} : { evidence: step.evidence }),
  };
}
