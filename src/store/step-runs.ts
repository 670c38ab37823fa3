/** The runs of steps, one row each, never changed: what a journey's evidence tells beside its steps. */

import type { Kysely, Transaction } from 'kysely';
import type { Database, StepRunTable } from './tables.ts';

type Queryable = Kysely<Database> | Transaction<Database>;

/** A request that went to Genesys; holds nothing of its content. */
export interface RecordedCall {
  /** `PUT /api/v2/users/{userId}/state`. */
  readonly operation: string;
  /** Missing when no answer came. */
  readonly status?: number;
  /** Genesys' `ININ-Correlation-Id`. */
  readonly correlationId?: string;
}

export interface StepRun {
  /** Of the step in its journey. */
  readonly position: number;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly outcome: StepRunTable['outcome'];
  readonly waitingFor?: string;
  readonly error?: string;
  readonly calls: readonly RecordedCall[];
}

export async function insertStepRun(db: Queryable, offboardingId: string, run: StepRun): Promise<void> {
  await db
    .insertInto('step_run')
    .values({
      offboarding_id: offboardingId,
      position: run.position,
      started_at: run.startedAt,
      ended_at: run.endedAt,
      outcome: run.outcome,
      waiting_for: run.waitingFor ?? null,
      error: run.error ?? null,
      calls: JSON.stringify(run.calls),
    })
    .execute();
}

/** In the order of steps, each oldest first. */
export async function listStepRuns(db: Queryable, offboardingId: string): Promise<StepRun[]> {
  const rows = await db
    .selectFrom('step_run')
    .selectAll()
    .where('offboarding_id', '=', offboardingId)
    .orderBy('position')
    .orderBy('started_at')
    .execute();
  return rows.map((row) => ({
    position: row.position,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    outcome: row.outcome,
    calls: row.calls,
    ...(row.waiting_for === null ? {} : { waitingFor: row.waiting_for }),
    ...(row.error === null ? {} : { error: row.error }),
  }));
}
