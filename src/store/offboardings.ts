/**
 * Journeys and their steps. A step row is the checkpoint a worker resumes from and the evidence an auditor
 * reads; it changes only while it is open and its journey is the person's latest.
 */

import type { Kysely, Selectable, Transaction } from 'kysely';
import type {
  Database,
  OffboardingStatus,
  OffboardingStepTable,
  OffboardingTable,
  StepPhase,
  StepStatus,
} from './tables.ts';

type Queryable = Kysely<Database> | Transaction<Database>;

export interface Offboarding {
  readonly id: string;
  readonly userId: string;
  readonly kind: OffboardingTable['kind'];
  readonly generation: number;
  readonly status: OffboardingStatus;
  readonly clientName: string;
  readonly requestId: string;
  readonly requestedAt: Date;
  readonly lockedOutAt: Date | undefined;
  readonly completedAt: Date | undefined;
  readonly restoredAt: Date | undefined;
  readonly snapshot: Readonly<Record<string, unknown>> | undefined;
  /** W3C trace context of the request that began it, when it was traced. */
  readonly traceparent?: string | undefined;
  /** What policy said when it was accepted; absent for a return. */
  readonly rules?: Readonly<Record<string, unknown>> | undefined;
}

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

function toOffboarding(row: Selectable<OffboardingTable>): Offboarding {
  return {
    id: row.id,
    userId: row.user_id,
    kind: row.kind,
    generation: row.generation,
    status: row.status,
    clientName: row.client_name,
    requestId: row.request_id,
    requestedAt: row.requested_at,
    lockedOutAt: row.locked_out_at ?? undefined,
    completedAt: row.completed_at ?? undefined,
    restoredAt: row.restored_at ?? undefined,
    snapshot: row.snapshot ?? undefined,
    traceparent: row.traceparent ?? undefined,
    rules: row.rules ?? undefined,
  };
}

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

export type NewOffboarding = Omit<Offboarding, 'lockedOutAt' | 'completedAt' | 'restoredAt'> & {
  /** Counts for the guard. */
  readonly counted: boolean;
  readonly steps: readonly { readonly name: string; readonly phase: StepPhase }[];
};

export async function insertOffboarding(
  transaction: Transaction<Database>,
  offboarding: NewOffboarding,
): Promise<void> {
  await transaction
    .insertInto('offboarding')
    .values({
      id: offboarding.id,
      user_id: offboarding.userId,
      kind: offboarding.kind,
      generation: offboarding.generation,
      status: offboarding.status,
      client_name: offboarding.clientName,
      request_id: offboarding.requestId,
      requested_at: offboarding.requestedAt,
      snapshot: offboarding.snapshot === undefined ? null : JSON.stringify(offboarding.snapshot),
      counted: offboarding.counted,
      traceparent: offboarding.traceparent ?? null,
      rules: offboarding.rules === undefined ? null : JSON.stringify(offboarding.rules),
    })
    .execute();
  await transaction
    .insertInto('offboarding_step')
    .values(
      offboarding.steps.map((step, index) => ({
        offboarding_id: offboarding.id,
        position: index + 1,
        name: step.name,
        phase: step.phase,
        status: 'pending' as const,
        attempts: 0,
        due_at: offboarding.requestedAt,
        waiting_for: null,
        error: null,
      })),
    )
    .execute();
}

export async function findOffboarding(db: Queryable, id: string): Promise<Offboarding | undefined> {
  const row = await db.selectFrom('offboarding').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toOffboarding(row);
}

export async function findOffboardings(
  db: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Offboarding>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('offboarding').selectAll().where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, toOffboarding(row)]));
}

export interface OffboardingSearch {
  readonly userId?: string | undefined;
  /** The request that began it. */
  readonly requestId?: string | undefined;
  /** Of one of these people. */
  readonly userIds?: readonly string[] | undefined;
  readonly status?: OffboardingStatus | undefined;
  readonly kind?: Offboarding['kind'] | undefined;
  /** The client that asked for it. */
  readonly client?: string | undefined;
  /** Requested at this time or later. */
  readonly since?: Date | undefined;
  /** Requested before this time. */
  readonly until?: Date | undefined;
  /** Only those with a step that is stuck, whatever else of them goes on. */
  readonly stuck?: boolean | undefined;
  /** The last one of the page before. */
  readonly after?: Pick<Offboarding, 'id' | 'requestedAt'> | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listOffboardings(db: Queryable, search: OffboardingSearch): Promise<Offboarding[]> {
  const { userId, requestId, userIds, status, kind, client, since, until, stuck, after } = search;
  let query = db
    .selectFrom('offboarding')
    .selectAll()
    .orderBy('requested_at', 'desc')
    .orderBy('id', 'desc')
    .limit(search.limit);
  if (userId !== undefined) query = query.where('user_id', '=', userId);
  if (requestId !== undefined) query = query.where('request_id', '=', requestId);
  if (userIds !== undefined) query = query.where('user_id', 'in', userIds);
  if (status !== undefined) query = query.where('status', '=', status);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (client !== undefined) query = query.where('client_name', '=', client);
  if (since !== undefined) query = query.where('requested_at', '>=', since);
  if (until !== undefined) query = query.where('requested_at', '<', until);
  if (stuck === true) {
    query = query.where('id', 'in', (subquery) =>
      subquery.selectFrom('offboarding_step').select('offboarding_id').where('status', '=', 'stuck'),
    );
  }
  if (after !== undefined) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('requested_at', 'id'), '<', tuple(after.requestedAt, after.id)),
    );
  }
  return (await query.execute()).map(toOffboarding);
}

/** How many people's latest journeys are in each status; those in none are left out. */
export async function countLatestJourneys(
  db: Queryable,
): Promise<Partial<Record<OffboardingStatus, number>>> {
  const rows = await db
    .selectFrom('person')
    .innerJoin('offboarding', 'offboarding.id', 'person.offboarding_id')
    .select((expression) => ['offboarding.status', expression.fn.countAll().as('people')])
    .groupBy('offboarding.status')
    .execute();
  return Object.fromEntries(rows.map(({ status, people }) => [status, Number(people)]));
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

export interface OffboardingChange {
  readonly status: OffboardingStatus;
  readonly lockedOutAt?: Date;
  readonly completedAt?: Date;
  readonly restoredAt?: Date;
  readonly snapshot?: Readonly<Record<string, unknown>>;
}

export async function saveOffboarding(
  transaction: Transaction<Database>,
  id: string,
  change: OffboardingChange,
): Promise<void> {
  await transaction
    .updateTable('offboarding')
    .set({
      status: change.status,
      ...(change.lockedOutAt === undefined ? {} : { locked_out_at: change.lockedOutAt }),
      ...(change.completedAt === undefined ? {} : { completed_at: change.completedAt }),
      ...(change.restoredAt === undefined ? {} : { restored_at: change.restoredAt }),
      ...(change.snapshot === undefined ? {} : { snapshot: JSON.stringify(change.snapshot) }),
    })
    .where('id', '=', id)
    .execute();
}
