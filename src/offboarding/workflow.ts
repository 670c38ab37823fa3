/**
 * The worker's look at one person: compare what is wanted with what is done, take the next due step, write
 * down what came of it. Level-triggered: it reads everything it needs from the rows, so any repeat, crash or
 * interleaving ends where the last accepted request said.
 */

import { WriteLog } from '../genesys/audited-writes.ts';
import type { CallOptions } from '../genesys/call-options.ts';
import type { CallInfo, Genesys } from '../genesys/client.ts';
import { GenesysError } from '../genesys/errors.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { FewAtOnce } from '../store/few-at-once.ts';
import { findManagedGroups } from '../store/kept-groups.ts';
import { listSteps, type OffboardingStep, type StepChange } from '../store/offboarding-steps.ts';
import { findOffboarding } from '../store/offboardings.ts';
import type { Store } from '../store/open.ts';
import { findPerson } from '../store/people.ts';
import type { LookTurn, WorkQueue } from '../store/queue.ts';
import type { Logger } from '../telemetry/logger.ts';
import { runInSpan } from '../telemetry/tracing.ts';
import { rulesOf } from './accepted-rules.ts';
import { type Holdings, type HoldingsSource, holdingsFromSnapshot, openHoldings } from './holdings.ts';
import { chooseNextStep, isAwaitedPhaseOpen } from './next-step.ts';
import { changeAfterFailure, changeAfterResult } from './outcome.ts';
import { isAwaited, type OffboardingPolicy, policyOf } from './policy.ts';
import { auditCutOff, type Journey, type Outcome, outcomesOf, recordOutcome } from './record-outcome.ts';
import type { Snapshot } from './snapshot.ts';
import type { SnapshotVault } from './snapshot-vault.ts';
import { callOptionsFor } from './step-calls.ts';
import { endInterruptedSpan, endStepSpan, startStepSpan } from './step-span.ts';
import { performStep } from './steps/perform.ts';
import { snapshotStep } from './steps/snapshot-step.ts';
import type { StepContext } from './steps/step.ts';

export interface WorkflowDependencies {
  readonly store: Store;
  /** The looks' share of the database. */
  readonly databaseTurns: FewAtOnce;
  readonly queue: WorkQueue;
  readonly genesys: Genesys;
  readonly policy: OffboardingPolicy;
  readonly vault: SnapshotVault;
  readonly outbox: Outbox;
  readonly log: Logger;
  readonly now: () => Date;
  /** Told after every saved step, so that waiting requests can look at once. */
  readonly onProgress: (offboardingId: string) => void;
  readonly onStep?: (step: string, outcome: StepChange['status']) => void;
  /** Milliseconds from the accepted request to the end of the lock-out. */
  readonly onLockedOut?: (durationMs: number) => void;
}

function loadJourney(
  { store, databaseTurns }: Pick<WorkflowDependencies, 'store' | 'databaseTurns'>,
  userId: string,
): Promise<Journey | undefined> {
  return databaseTurns.run(() => readJourney(store, userId));
}

async function readJourney(store: Store, userId: string): Promise<Journey | undefined> {
  const person = await findPerson(store.db, userId);
  if (person?.offboardingId === undefined) return undefined;
  const offboarding = await findOffboarding(store.db, person.offboardingId);
  if (offboarding === undefined) return undefined;
  return { offboarding, steps: await listSteps(store.db, offboarding.id) };
}

type Scope = 'release' | 'verify' | 'restore';

function scopeOf(step: OffboardingStep): Scope | undefined {
  if (step.attempts > 0) return undefined;
  if (step.phase === 'verify' || step.phase === 'restore') return step.phase;
  return step.phase === 'drain' || step.phase === 'release' ? 'release' : undefined;
}

/** The first runs of a look's release steps share what was read, and so do those that look or give back. */
class LookMemory {
  #calls: CallInfo[] = [];
  readonly #shared = new Map<string, Holdings>();

  /** Gathers what goes to Genesys until the next run begins, also through what runs share. */
  beginRun(): readonly CallInfo[] {
    this.#calls = [];
    return this.#calls;
  }

  readonly noteCall = (call: CallInfo): void => {
    this.#calls.push(call);
  };

  holdingsFor(
    { offboarding }: Journey,
    step: OffboardingStep,
    snapshot: Snapshot | undefined,
    source: HoldingsSource,
  ): Holdings {
    const scope = scopeOf(step);
    if (scope === undefined) return openHoldings(source);
    const key = `${offboarding.id} ${scope}`;
    const shared = this.#shared.get(key);
    if (shared !== undefined) return shared;
    const usable = scope === 'release' && snapshot !== undefined && !snapshot.inherited;
    const held = usable ? holdingsFromSnapshot(source, snapshot) : openHoldings(source);
    this.#shared.set(key, held);
    return held;
  }
}

function openContext(
  journey: Journey,
  step: OffboardingStep,
  memory: LookMemory,
  { store, genesys, policy: configured, vault, now }: WorkflowDependencies,
  turn: LookTurn,
  onCall: CallOptions['onCall'],
): StepContext {
  const { offboarding, steps } = journey;
  const { userId, clientName } = offboarding;
  const startedAt = now().getTime();
  const call: CallOptions = { ...callOptionsFor(step, turn, startedAt), onCall };
  const policy = policyOf(configured, clientName);
  const snapshot = vault.open(offboarding.snapshot, userId);
  return {
    userId,
    genesys,
    policy,
    leaving: rulesOf(offboarding, configured),
    call,
    journey: offboarding,
    planned: steps.map(({ name }) => name),
    finished: steps.filter(({ status }) => status === 'done').map(({ name }) => name),
    outcomes: outcomesOf(steps),
    findManagedGroups: (groupIds) => findManagedGroups(store.db, groupIds),
    snapshot,
    held: memory.holdingsFor(journey, step, snapshot, {
      genesys,
      userId,
      call,
      since: step.name === snapshotStep.name ? offboarding.requestedAt.getTime() : startedAt,
    }),
    attempts: step.attempts,
    evidence: step.evidence ?? {},
    now,
  };
}

async function attempt(
  journey: Journey,
  step: OffboardingStep,
  memory: LookMemory,
  dependencies: WorkflowDependencies,
  turn: LookTurn,
): Promise<Outcome> {
  const { log, now, store } = dependencies;
  const startedAt = now();
  const written = new WriteLog();
  const calls = memory.beginRun();
  const nothing = { step, snapshot: undefined, deeds: [], reopen: [], calls };
  const note = (call: CallInfo): void => {
    written.note(call);
    memory.noteCall(call);
  };
  try {
    const context = openContext(journey, step, memory, dependencies, turn, note);
    const result = await performStep(step.name, step.phase, context);
    return {
      ...nothing,
      change: changeAfterResult(step, result, startedAt, now()),
      deeds: result.deeds ?? [],
      writes: written.take(),
      ...(result.done ? { snapshot: result.snapshot } : { reopen: result.reopen ?? [] }),
    };
  } catch (error) {
    if (turn.signal.aborted || turn.overtaken.aborted) {
      await auditCutOff(store.db, journey, step, written.take(), now());
      throw error;
    }
    const { id, userId } = journey.offboarding;
    log.warn('offboarding step failed', {
      offboardingId: id,
      userId,
      step: step.name,
      attempt: step.attempts + 1,
      error,
    });
    const failedCall = error instanceof GenesysError ? error.correlationId : undefined;
    const change = changeAfterFailure(step, error, startedAt, now());
    return { ...nothing, failedCall, change, writes: written.take(), error };
  }
}

/** The same as a span of the journey's trace. */
async function attemptInSpan(...run: Parameters<typeof attempt>): Promise<Outcome> {
  const [journey, step] = run;
  const span = startStepSpan(journey, step);
  if (span === undefined) return await attempt(...run);
  try {
    const outcome = await runInSpan(span, () => attempt(...run));
    endStepSpan(span, outcome);
    return outcome;
  } catch (error) {
    endInterruptedSpan(span, error);
    throw error;
  }
}

async function runStep(
  journey: Journey,
  step: OffboardingStep,
  memory: LookMemory,
  dependencies: WorkflowDependencies,
  turn: LookTurn,
): Promise<void> {
  const { store, databaseTurns, vault, outbox, now, onProgress, onStep, onLockedOut } = dependencies;
  const outcome = await attemptInSpan(journey, step, memory, dependencies, turn);
  const at = now();
  const saved = await databaseTurns.run(() => recordOutcome(store, vault, journey, outcome, at, outbox));
  const { id, requestedAt } = journey.offboarding;
  if (saved?.lockedOutAt !== undefined) onLockedOut?.(at.getTime() - requestedAt.getTime());
  onStep?.(step.name, outcome.change.status);
  onProgress(id);
}

/** A command can move work forward between the look at it and the request for the next look, which it then misses. */
async function isDueMeanwhile(dependencies: WorkflowDependencies, userId: string): Promise<boolean> {
  const journey = await loadJourney(dependencies, userId);
  return journey !== undefined && chooseNextStep(journey.steps, dependencies.now()).kind === 'run';
}

/** Nobody's release goes before a lock-out; but whoever has come back waits for what they held. */
function goesBeside({ offboarding }: Journey): boolean {
  return offboarding.kind === 'restore';
}

/**
 * Handles one job. When the awaited phase ends the rest goes into a job of lower priority, so that every
 * lock-out in the queue comes before any release.
 */
export async function lookAtPerson(
  userId: string,
  turn: LookTurn,
  dependencies: WorkflowDependencies,
): Promise<void> {
  const { queue, now } = dependencies;
  const memory = new LookMemory();
  let onlyAwaited = turn.urgent;
  while (!turn.signal.aborted && !turn.overtaken.aborted) {
    const journey = await loadJourney(dependencies, userId);
    if (journey === undefined) return;
    const next = chooseNextStep(journey.steps, now());
    if (next.kind === 'finished') return;
    if (next.kind === 'wait') {
      const urgent = isAwaitedPhaseOpen(journey.steps);
      await queue.request(userId, { urgent, beside: goesBeside(journey), after: next.until });
      if (await isDueMeanwhile(dependencies, userId)) continue;
      return;
    }
    if (onlyAwaited && !isAwaited(next.step)) {
      await queue.request(userId, { urgent: false, beside: goesBeside(journey) });
      return;
    }
    onlyAwaited ||= isAwaited(next.step);
    await runStep(journey, next.step, memory, dependencies, turn);
  }
}
