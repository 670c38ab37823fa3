/** Journeys: what has been asked for a person, and how far it is. At most one of a person is under way. */

import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Database, OffboardingStatus, OffboardingTable, StepPhase } from './tables.ts';

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
