/** Writes down what a run of a step came to: the step, what reopens with it, the journey, the audit trail. */

import type { Kysely, Transaction } from 'kysely';
import { type AuditedWrite, tellWrites } from '../genesys/audited-writes.ts';
import type { CallInfo } from '../genesys/client.ts';
import type { Outbox } from '../notifications/outbox.ts';
import { recordAudit } from '../store/audit.ts';
import { type OffboardingStep, reopenSteps, type StepChange, saveStep } from '../store/offboarding-steps.ts';
import { type Offboarding, type OffboardingChange, saveOffboarding } from '../store/offboardings.ts';
import type { Store } from '../store/open.ts';
import { lockPerson } from '../store/people.ts';
import { insertStepRun, type StepRun } from '../store/step-runs.ts';
import type { Database } from '../store/tables.ts';
import { listOccurrences } from './announce.ts';
import { describeCalls } from './calls-of-step.ts';
import { deriveStatus, isLockOutOpen } from './next-step.ts';
import type { Snapshot } from './snapshot.ts';
import type { SnapshotVault } from './snapshot-vault.ts';
import type { Deed, Evidence } from './steps/step.ts';

export interface Journey {
  readonly offboarding: Offboarding;
  readonly steps: readonly OffboardingStep[];
}

export interface Outcome {
  readonly step: OffboardingStep;
  readonly change: StepChange;
  readonly snapshot: Snapshot | undefined;
  readonly deeds: readonly Deed[];
  /** Names of finished steps that have to run again. */
  readonly reopen: readonly string[];
  /** What Genesys took of this run, whatever the run came to. */
  readonly writes: readonly AuditedWrite[];
  /** Genesys' id of the call that failed. */
  readonly failedCall?: string | undefined;
  /** What went to Genesys in this run. */
  readonly calls: readonly CallInfo[];
  /** Why it failed, when it did. */
  readonly error?: unknown;
}

/** What the steps have left as evidence, by name. */
export function outcomesOf(steps: readonly OffboardingStep[]): ReadonlyMap<string, Evidence> {
  return new Map(steps.map(({ name, evidence = {} }) => [name, evidence]));
}

/** A step done late, after somebody cured what it was stuck at, has not been verified yet. */
function listReopened({ steps }: Journey, { step, change, reopen }: Outcome): readonly string[] {
  const verified = steps.some(({ phase, status }) => phase === 'verify' && status === 'done');
  if (change.status !== 'done' || step.phase === 'verify' || !verified) return reopen;
  return [...reopen, ...steps.filter(({ phase }) => phase === 'verify').map(({ name }) => name)];
}

/** What the journey as a whole comes to with the step's change. */
function changeJourney(
  { offboarding, steps }: Journey,
  { step, change }: Outcome,
  reopened: readonly string[],
  at: Date,
): OffboardingChange {
  const after = steps.map((other) => {
    if (other === step) return { ...other, ...change };
    return reopened.includes(other.name) && other.status === 'done'
      ? { ...other, status: 'pending' as const }
      : other;
  });
  const status = deriveStatus(offboarding.kind, after);
  const lockOutEnds =
    offboarding.kind !== 'restore' && offboarding.lockedOutAt === undefined && !isLockOutOpen(after);
  return {
    status,
    ...(lockOutEnds ? { lockedOutAt: at } : {}),
    ...(status === 'complete' ? { completedAt: at } : {}),
    ...(status === 'restored' ? { restoredAt: at } : {}),
  };
}

async function audit(
  transaction: Transaction<Database>,
  { offboarding }: Journey,
  { step, change, deeds, writes, failedCall }: Outcome,
  reopened: readonly string[],
  at: Date,
): Promise<void> {
  const entry = { at, actor: 'bridge', subject: offboarding.userId, requestId: offboarding.requestId };
  const offboardingId = offboarding.id;
  for (const { action, detail } of deeds) {
    await recordAudit(transaction, { ...entry, action, detail: { offboardingId, ...detail } });
  }
  if (reopened.length > 0) {
    const detail = { offboardingId, by: step.name, steps: reopened, reason: change.waitingFor };
    await recordAudit(transaction, { ...entry, action: 'steps.reopened', detail });
  }
  const { status, error, evidence } = change;
  const isOver = status === 'done' || status === 'stuck';
  // A run that wrote and has to go on is told of too: nothing is written to Genesys without an entry.
  if (!isOver && writes.length === 0) return;
  const detail = {
    offboardingId,
    step: step.name,
    phase: step.phase,
    ...(error === undefined ? {} : { error }),
    ...(isOver && evidence !== undefined ? { evidence } : {}),
  };
  await recordAudit(transaction, {
    ...entry,
    action: isOver ? `step.${status}` : 'step.progressed',
    ...tellWrites(writes, detail),
    ...(failedCall === undefined ? {} : { correlationId: failedCall }),
  });
}

/** What a run wrote that a newer request, or the end of the process, has cut off. */
export async function auditCutOff(
  db: Kysely<Database> | Transaction<Database>,
  { offboarding }: Journey,
  step: OffboardingStep,
  writes: readonly AuditedWrite[],
  at: Date,
): Promise<void> {
  if (writes.length === 0) return;
  const { id: offboardingId, userId: subject, requestId } = offboarding;
  const detail = { offboardingId, step: step.name, phase: step.phase };
  const entry = { at, actor: 'bridge', subject, requestId };
  await recordAudit(db, { ...entry, action: 'step.cut-off', ...tellWrites(writes, detail) });
}

function runOf({ step, change, calls }: Outcome, at: Date): StepRun {
  return {
    position: step.position,
    startedAt: change.startedAt,
    endedAt: at,
    outcome: change.status,
    calls: describeCalls(calls),
    ...(change.waitingFor === undefined ? {} : { waitingFor: change.waitingFor }),
    ...(change.error === undefined ? {} : { error: change.error }),
  };
}

/**
 * Saves only while the journey is still the person's latest; a newer request or a command has cancelled it
 * otherwise. Nor does an instance that was paused write over what another one did meanwhile. Returns what changed of the journey, undefined
 * when nothing was saved.
 */
export async function recordOutcome(
  store: Store,
  vault: SnapshotVault,
  journey: Journey,
  outcome: Outcome,
  at: Date,
  outbox: Outbox,
): Promise<OffboardingChange | undefined> {
  const { offboarding } = journey;
  const { step, change, snapshot } = outcome;
  const reopened = listReopened(journey, outcome);
  const journeyChange = changeJourney(journey, outcome, reopened, at);
  return await store.db.transaction().execute(async (transaction) => {
    const person = await lockPerson(transaction, offboarding.userId, at);
    const isLatest = person.offboardingId === offboarding.id && person.generation === offboarding.generation;
    if (!isLatest || !(await saveStep(transaction, step, change))) {
      await auditCutOff(transaction, journey, step, outcome.writes, at);
      return undefined;
    }
    await insertStepRun(transaction, offboarding.id, runOf(outcome, at));
    await reopenSteps(transaction, offboarding.id, reopened, at);
    await saveOffboarding(transaction, offboarding.id, {
      ...journeyChange,
      ...(snapshot === undefined ? {} : { snapshot: vault.seal(snapshot, offboarding.userId) }),
    });
    for (const occurrence of listOccurrences(journey, outcome, journeyChange, at)) {
      await outbox.add(transaction, occurrence);
    }
    await audit(transaction, journey, outcome, reopened, at);
    return journeyChange;
  });
}
