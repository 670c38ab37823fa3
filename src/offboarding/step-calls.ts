/** How urgent a step's calls to Genesys are, and how long they wait for those of others. */

import type { CallOptions } from '../genesys/call-options.ts';
import type { OffboardingStep } from '../store/offboarding-steps.ts';
import type { LookTurn } from '../store/queue.ts';
import { isAwaited, isLockOut } from './policy.ts';
import { telephonyStep } from './steps/telephony.ts';
import { verificationStep } from './steps/verification.ts';

/** Long: at the rate limit a step waits for its turn, and a newer request ends the wait. */
const STEP_TIMEOUT_MS = 15 * 60_000;

/** With so many others at work on releases it is worth waiting for company at Genesys' gate. */
const CROWD = 10;
/** Long enough for the others of a mass departure to come by, at the pace of the rate limit. */
const PATIENCE_MS = 2 * 60_000;
/** Steps that only look can wait for the end of the others' releases: by then the person is out. */
const LOOKING: ReadonlySet<string> = new Set([telephonyStep.name, verificationStep.name]);
const PATIENCE_OF_LOOKING_MS = 10 * 60_000;
/**
 * Where all wait, whoever is steps behind goes on first and catches up, so that they go on together from there. In the
 * shortest idle time the database brings everybody to the next step.
 */
const IDLE_MS_A_STEP = 500;
const SHORTEST_IDLE_MS = 1_000;

/** Calls of a lock-out go before all others; those of the rest wait for company while there is much of it. */
export function callOptionsFor(step: OffboardingStep, turn: LookTurn, startedAt: number): CallOptions {
  const { signal, overtaken, isHeld, company } = turn;
  const limits = { signal, overtaken, isHeld };
  if (isAwaited(step) || isLockOut(step)) {
    // Whoever is half locked out is locked out before the next one is begun.
    return { ...limits, priority: 'lockOut', errand: turn, deadline: startedAt + STEP_TIMEOUT_MS };
  }
  const longest = LOOKING.has(step.name) ? PATIENCE_OF_LOOKING_MS : PATIENCE_MS;
  const idleMs = Math.max(SHORTEST_IDLE_MS, step.position * IDLE_MS_A_STEP);
  const patience = company() < CROWD ? undefined : { until: startedAt + longest, idleMs };
  const deadline = (patience?.until ?? startedAt) + STEP_TIMEOUT_MS;
  return { ...limits, priority: 'release', patience, deadline };
}
