/** Erasures that an administrator has asked for. Rows stay: they say who had whom erased, and when. */

import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Database, ErasureTable } from './tables.ts';

type Queryable = Kysely<Database> | Transaction<Database>;

export interface Erasure {
  readonly id: string;
  readonly userId: string;
  readonly kind: ErasureTable['kind'];
  readonly state: ErasureTable['state'];
  /** Who asked for it. */
  readonly actor: string;
  readonly requestId: string;
  readonly requestedAt: Date;
  /** Of an update, until it is complete. */
  readonly terms: NonNullable<Selectable<ErasureTable>['terms']>;
  readonly genesysRequestId: string | undefined;
  /** Genesys' own word for where the request is. */
  readonly genesysStatus: string | undefined;
  readonly checkedAt: Date | undefined;
  readonly error: string | undefined;
  readonly completedAt: Date | undefined;
}

function toErasure(row: Selectable<ErasureTable>): Erasure {
  return {
    id: row.id,
    userId: row.user_id,
    kind: row.kind,
    state: row.state,
    actor: row.actor,
    requestId: row.request_id ?? row.id,
    requestedAt: row.requested_at,
    terms: row.terms ?? [],
    genesysRequestId: row.genesys_request_id ?? undefined,
    genesysStatus: row.genesys_status ?? undefined,
    checkedAt: row.checked_at ?? undefined,
    error: row.error ?? undefined,
    completedAt: row.completed_at ?? undefined,
  };
}

/** Whether Genesys may be at work on it. */
export function isOpenErasure({ state }: Pick<Erasure, 'state'>): boolean {
  return state === 'sending' || state === 'running';
}

export async function insertErasure(
  transaction: Transaction<Database>,
  erasure: Pick<Erasure, 'id' | 'userId' | 'kind' | 'actor' | 'requestId' | 'requestedAt' | 'terms'>,
): Promise<void> {
  await transaction
    .insertInto('erasure')
    .values({
      id: erasure.id,
      user_id: erasure.userId,
      kind: erasure.kind,
      state: 'sending',
      actor: erasure.actor,
      request_id: erasure.requestId,
      requested_at: erasure.requestedAt,
      terms: erasure.terms.length === 0 ? null : JSON.stringify(erasure.terms),
      genesys_request_id: null,
      genesys_status: null,
      error: null,
    })
    .execute();
}

export type ErasureChange = Pick<Erasure, 'state' | 'genesysRequestId' | 'genesysStatus' | 'error'> & {
  readonly checkedAt: Date;
  readonly completedAt?: Date;
};

/** The terms, which name the person, go with the end. Returns false where another instance was faster. */
export async function saveErasure(
  db: Queryable,
  { id, state }: Erasure,
  change: ErasureChange,
): Promise<boolean> {
  const ends = change.state === 'complete' || change.state === 'failed';
  const result = await db
    .updateTable('erasure')
    .set({
      state: change.state,
      genesys_request_id: change.genesysRequestId ?? null,
      genesys_status: change.genesysStatus ?? null,
      error: change.error ?? null,
      checked_at: change.checkedAt,
      completed_at: change.completedAt ?? null,
      ...(ends ? { terms: null } : {}),
    })
    .where('id', '=', id)
    .where('state', '=', state)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Newest first. */
export async function listErasures(db: Queryable, userId: string): Promise<Erasure[]> {
  const rows = await db
    .selectFrom('erasure')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('requested_at', 'desc')
    .execute();
  return rows.map(toErasure);
}

export async function listOpenErasures(db: Queryable): Promise<Erasure[]> {
  const rows = await db
    .selectFrom('erasure')
    .selectAll()
    .where('state', 'in', ['sending', 'running'])
    .orderBy('requested_at')
    .execute();
  return rows.map(toErasure);
}

/** A deletion that Genesys has or may have: nobody brings this person back. */
export async function findDeletion(db: Queryable, userId: string): Promise<Erasure | undefined> {
  const erasures = await listErasures(db, userId);
  return erasures.find(({ kind, state }) => kind === 'delete' && state !== 'failed');
}
