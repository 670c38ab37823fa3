/**
 * The worker's look at one person: compare what is wanted with what is done, take the next due step, write
 * down what came of it. Level-triggered: it reads everything it needs from the rows, so any repeat, crash or
 * interleaving ends where the last accepted request said.
 */

import type { Transaction } from 'kysely';
import type { CallOptions } from '../genesys/call-options.ts';
import type { Genesys } from '../genesys/client.ts';
import { recordAudit } from '../store/audit.ts';
import {
  findOffboarding,
  listSteps,
  type Offboarding,
  type OffboardingChange,
  type OffboardingStep,
  type StepChange,
  saveOffboarding,
  saveStep,
} from '../store/offboardings.ts';
import type { Store } from '../store/open.ts';
import { findPerson, lockPerson } from '../store/people.ts';
import type { WorkQueue } from '../store/queue.ts';
import type { Database } from '../store/tables.ts';
import type { Logger } from '../telemetry/logger.ts';
import { chooseNextStep, deriveStatus, isAwaitedPhaseOpen } from './next-step.ts';
import { changeAfterFailure, changeAfterResult } from './outcome.ts';
import type { OffboardingPolicy } from './policy.ts';
import { isAwaited } from './policy.ts';
import { parseSnapshot, type Snapshot } from './snapshot.ts';
import { performStep } from './steps/registry.ts';
import type { StepContext } from './steps/step.ts';

const STEP_TIMEOUT_MS = 60_000;

export interface WorkflowDependencies {
  readonly store: Store;
  readonly queue: WorkQueue;
  readonly genesys: Genesys;
  readonly policy: OffboardingPolicy;
  readonly log: Logger;
  readonly now: () => Date;
  /** Told after every saved step, so that waiting requests can look at once. */
  readonly onProgress: (offboardingId: string) => void;
  readonly onStep?: (step: string, outcome: StepChange['status']) => void;
  /** Milliseconds from the accepted request to the end of the lock-out. */
  readonly onLockedOut?: (durationMs: number) => void;
}

interface Journey {
  readonly offboarding: Offboarding;
  readonly steps: readonly OffboardingStep[];
}

async function loadJourney(store: Store, userId: string): Promise<Journey | undefined> {
  const person = await findPerson(store.db, userId);
  if (person?.offboardingId === undefined) return undefined;
  const offboarding = await findOffboarding(store.db, person.offboardingId);
  if (offboarding === undefined) return undefined;
  return { offboarding, steps: await listSteps(store.db, offboarding.id) };
}

function openContext(
  { offboarding }: Journey,
  step: OffboardingStep,
  dependencies: WorkflowDependencies,
  signal: AbortSignal,
): StepContext {
  const call: CallOptions = {
    priority: isAwaited(step) ? 'lockOut' : 'release',
    signal,
    deadline: dependencies.now().getTime() + STEP_TIMEOUT_MS,
  };
  return {
    userId: offboarding.userId,
    genesys: dependencies.genesys,
    policy: dependencies.policy,
    call,
    snapshot: parseSnapshot(offboarding.snapshot),
    attempts: step.attempts,
    now: dependencies.now,
  };
}

async function recordStep(
  transaction: Transaction<Database>,
  { offboarding }: Journey,
  step: OffboardingStep,
  change: StepChange,
  at: Date,
): Promise<void> {
  if (change.status !== 'done' && change.status !== 'stuck') return;
  await recordAudit(transaction, {
    at,
    actor: 'bridge',
    action: `step.${change.status}`,
    subject: offboarding.userId,
    requestId: offboarding.requestId,
    detail: {
      offboardingId: offboarding.id,
      step: step.name,
      phase: step.phase,
      ...(change.error === undefined ? {} : { error: change.error }),
      ...(change.evidence === undefined ? {} : { evidence: change.evidence }),
    },
  });
}

/** What the journey as a whole comes to with the step's change. */
function changeJourney(
  { offboarding, steps }: Journey,
  step: OffboardingStep,
  change: StepChange,
  at: Date,
): OffboardingChange {
  const after = steps.map((other) => (other === step ? { ...other, ...change } : other));
  const status = deriveStatus(offboarding.kind, after);
  const lockOutEnds =
    offboarding.kind !== 'restore' && offboarding.lockedOutAt === undefined && !isAwaitedPhaseOpen(after);
  return {
    status,
    ...(lockOutEnds ? { lockedOutAt: at } : {}),
    ...(status === 'complete' ? { completedAt: at } : {}),
    ...(status === 'restored' ? { restoredAt: at } : {}),
  };
}

/** Saves only while the journey is still the person's latest; a newer request has cancelled it otherwise. */
async function saveOutcome(
  journey: Journey,
  step: OffboardingStep,
  change: StepChange,
  snapshot: Snapshot | undefined,
  { store, now, onLockedOut }: WorkflowDependencies,
): Promise<void> {
  const { offboarding } = journey;
  const at = now();
  const journeyChange = changeJourney(journey, step, change, at);
  const saved = await store.db.transaction().execute(async (transaction) => {
    const person = await lockPerson(transaction, offboarding.userId, at);
    if (person.offboardingId !== offboarding.id) return false;
    await saveStep(transaction, step, change);
    await saveOffboarding(transaction, offboarding.id, {
      ...journeyChange,
      ...(snapshot === undefined ? {} : { snapshot }),
    });
    await recordStep(transaction, journey, step, change, at);
    return true;
  });
  if (saved && journeyChange.lockedOutAt !== undefined) {
    onLockedOut?.(at.getTime() - offboarding.requestedAt.getTime());
  }
}

async function runStep(
  journey: Journey,
  step: OffboardingStep,
  dependencies: WorkflowDependencies,
  signal: AbortSignal,
): Promise<StepChange['status']> {
  const { log, now, onProgress, onStep } = dependencies;
  const startedAt = now();
  let change: StepChange;
  let snapshot: Snapshot | undefined;
  try {
    const context = openContext(journey, step, dependencies, signal);
    const result = await performStep(step.name, step.phase, context);
    if (result.done) snapshot = result.snapshot;
    change = changeAfterResult(step, result, startedAt, now());
  } catch (error) {
    if (signal.aborted) throw error;
    change = changeAfterFailure(step, error, startedAt, now());
    log.warn('offboarding step failed', {
      offboardingId: journey.offboarding.id,
      userId: journey.offboarding.userId,
      step: step.name,
      attempt: step.attempts + 1,
      error,
    });
  }
  await saveOutcome(journey, step, change, snapshot, dependencies);
  onStep?.(step.name, change.status);
  onProgress(journey.offboarding.id);
  return change.status;
}

/**
 * Handles one job. When the awaited phase ends the rest goes into a job of lower priority, so that every
 * lock-out in the queue comes before any release.
 */
export async function lookAtPerson(
  userId: string,
  signal: AbortSignal,
  dependencies: WorkflowDependencies,
): Promise<void> {
  const { store, queue, now } = dependencies;
  let ranAwaited = false;
  while (!signal.aborted) {
    const journey = await loadJourney(store, userId);
    if (journey === undefined) return;
    const next = chooseNextStep(journey.steps, now());
    if (next.kind === 'finished') return;
    if (next.kind === 'wait') {
      await queue.request(userId, { urgent: isAwaitedPhaseOpen(journey.steps), after: next.until });
      return;
    }
    if (ranAwaited && !isAwaited(next.step)) {
      await queue.request(userId, { urgent: false });
      return;
    }
    ranAwaited ||= isAwaited(next.step);
    await runStep(journey, next.step, dependencies, signal);
  }
}
