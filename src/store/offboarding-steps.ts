/**
 * Steps of journeys. A row is the checkpoint that a worker resumes from and the evidence that an auditor reads; it changes
 * only while it is open and its journey is the person's latest.
 */

import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Database, OffboardingStepTable, StepPhase, StepStatus } from './tables.ts';

type Queryable = Kysely<Database> | Transaction<Database>;

export interface OffboardingStep {
  readonly offboardingId: string;
  readonly position: number;
  readonly name: string;
  readonly phase: StepPhase;
  readonly status: StepStatus;
  readonly attempts: number;
  readonly dueAt: Date;
  readonly waitingFor: string | undefined;
  readonly error: string | undefined;
  /** Of the error guide; undefined for what failed before codes were kept. */
  readonly errorCode?: string | undefined;
  readonly evidence: Readonly<Record<string, unknown>> | undefined;
  readonly completedAt: Date | undefined;
  /** Since when no run has succeeded; undefined unless it is stuck. */
  readonly stuckSince?: Date | undefined;
}

/** A step that still has to be done. */
export function isOpen(step: Pick<OffboardingStep, 'status'>): boolean {
  return step.status === 'pending' || step.status === 'waiting' || step.status === 'stuck';
}

const OPEN: StepStatus[] = ['pending', 'waiting', 'stuck'];

/** What a step failed with when Genesys Cloud was away. */
const UNANSWERED = ['genesys.unreachable', 'genesys.bad-answer'];

function toStep(row: Selectable<OffboardingStepTable>): OffboardingStep {
  return {
    offboardingId: row.offboarding_id,
    position: row.position,
    name: row.name,
    phase: row.phase,
    status: row.status,
    attempts: row.attempts,
    dueAt: row.due_at,
    waitingFor: row.waiting_for ?? undefined,
    error: row.error ?? undefined,
    errorCode: row.error_code ?? undefined,
    evidence: row.evidence ?? undefined,
    completedAt: row.completed_at ?? undefined,
    stuckSince: row.stuck_since ?? undefined,
  };
}

export async function listSteps(db: Queryable, offboardingId: string): Promise<OffboardingStep[]> {
  const rows = await db
    .selectFrom('offboarding_step')
    .selectAll()
    .where('offboarding_id', '=', offboardingId)
    .orderBy('position')
    .execute();
  return rows.map(toStep);
}

/** What a run of a step leaves behind. */
export interface StepChange {
  readonly status: StepStatus;
  readonly dueAt?: Date;
  readonly waitingFor?: string;
  readonly error?: string;
  readonly errorCode?: string;
  readonly evidence?: Readonly<Record<string, unknown>>;
  readonly startedAt: Date;
  readonly completedAt?: Date;
}

/** False, and nothing is saved, when the step has run elsewhere meanwhile: that run has the later word. */
export async function saveStep(
  transaction: Transaction<Database>,
  step: OffboardingStep,
  change: StepChange,
): Promise<boolean> {
  const result = await transaction
    .updateTable('offboarding_step')
    .set({
      status: change.status,
      attempts: step.attempts + 1,
      due_at: change.dueAt ?? step.dueAt,
      waiting_for: change.waitingFor ?? null,
      error: change.error ?? null,
      error_code: change.errorCode ?? null,
      evidence: change.evidence === undefined ? null : JSON.stringify(change.evidence),
      started_at: change.startedAt,
      completed_at: change.completedAt ?? null,
      stuck_since: (expression) =>
        change.status === 'stuck'
          ? expression.fn.coalesce('stuck_since', expression.val(change.startedAt))
          : expression.val(null),
    })
    .where('offboarding_id', '=', step.offboardingId)
    .where('position', '=', step.position)
    .where('attempts', '=', step.attempts)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Notes something for the next run of an open step and makes it due. */
export async function markStep(
  transaction: Transaction<Database>,
  step: OffboardingStep,
  evidence: Readonly<Record<string, unknown>>,
  now: Date,
): Promise<void> {
  await transaction
    .updateTable('offboarding_step')
    .set({ evidence: JSON.stringify(evidence), due_at: now })
    .where('offboarding_id', '=', step.offboardingId)
    .where('position', '=', step.position)
    .execute();
}

/** Ends what is left of a journey because a newer request took its place. */
export async function cancelOpenSteps(
  transaction: Transaction<Database>,
  offboardingId: string,
): Promise<number> {
  const result = await transaction
    .updateTable('offboarding_step')
    .set({ status: 'cancelled' })
    .where('offboarding_id', '=', offboardingId)
    .where('status', 'in', OPEN)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Somebody asks again: what is stuck is tried at once, since its cause may be cured by now. */
export async function retryStuckSteps(
  transaction: Transaction<Database>,
  offboardingId: string,
  now: Date,
): Promise<void> {
  await transaction
    .updateTable('offboarding_step')
    .set({ status: 'pending', due_at: now })
    .where('offboarding_id', '=', offboardingId)
    .where('status', '=', 'stuck')
    .execute();
}

/** Makes open steps of these names due at once. */
export async function hastenSteps(
  transaction: Transaction<Database>,
  offboardingId: string,
  names: readonly string[],
  now: Date,
): Promise<void> {
  await transaction
    .updateTable('offboarding_step')
    .set({ status: 'pending', due_at: now })
    .where('offboarding_id', '=', offboardingId)
    .where('name', 'in', names)
    .where('status', 'in', OPEN)
    .execute();
}

/**
 * Makes due at once what Genesys Cloud did not answer to, as far as it was tried before `triedBefore`, those first who
 * wait longest. Returns whose steps they are.
 */
export async function hastenUnanswered(
  db: Queryable,
  {
    phases,
    triedBefore,
    now,
    limit,
  }: {
    readonly phases: readonly StepPhase[];
    readonly triedBefore: Date;
    readonly now: Date;
    readonly limit: number;
  },
): Promise<string[]> {
  const rows = await db
    .updateTable('offboarding_step')
    .from((from) =>
      from
        .selectFrom('offboarding_step as step')
        .innerJoin('offboarding', 'offboarding.id', 'step.offboarding_id')
        .select(['step.offboarding_id', 'step.position', 'offboarding.user_id'])
        .where('step.status', '=', 'pending')
        .where('step.phase', 'in', phases)
        .where('step.error_code', 'in', UNANSWERED)
        .where('step.due_at', '>', now)
        .where('step.started_at', '<', triedBefore)
        .orderBy('offboarding.requested_at')
        .limit(limit)
        .as('unanswered'),
    )
    .set({ due_at: now })
    .whereRef('offboarding_step.offboarding_id', '=', 'unanswered.offboarding_id')
    .whereRef('offboarding_step.position', '=', 'unanswered.position')
    .returning('unanswered.user_id')
    .execute();
  return rows.map((row) => row.user_id);
}

/** Has finished steps run again, because what they did does not hold. */
export async function reopenSteps(
  transaction: Transaction<Database>,
  offboardingId: string,
  names: readonly string[],
  now: Date,
): Promise<void> {
  if (names.length === 0) return;
  await transaction
    .updateTable('offboarding_step')
    .set({ status: 'pending', due_at: now, completed_at: null })
    .where('offboarding_id', '=', offboardingId)
    .where('name', 'in', names)
    .where('status', '=', 'done')
    .execute();
}
