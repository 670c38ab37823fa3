/** Erasures that an administrator has asked for. Rows stay: they say who had whom erased, and when. */

import type { Kysely, Selectable } from 'kysely';
import type { Database, ErasureTable } from './tables.ts';

export interface Erasure {
  readonly id: string;
  readonly userId: string;
  readonly kind: ErasureTable['kind'];
  readonly state: ErasureTable['state'];
  /** Who asked for it. */
  readonly actor: string;
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
    requestedAt: row.requested_at,
    terms: row.terms ?? [],
    genesysRequestId: row.genesys_request_id ?? undefined,
    genesysStatus: row.genesys_status ?? undefined,
    checkedAt: row.checked_at ?? undefined,
    error: row.error ?? undefined,
    completedAt: row.completed_at ?? undefined,
  };
}

/** Newest first. */
export async function listErasures(db: Kysely<Database>, userId: string): Promise<Erasure[]> {
  const rows = await db
    .selectFrom('erasure')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('requested_at', 'desc')
    .execute();
  return rows.map(toErasure);
}
