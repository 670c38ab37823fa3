/**
 * Creations that have been begun and not been answered. The row is written before Genesys is asked, so that the
 * repeat of a POST whose answer got lost, here or on the way from Genesys, goes on with what was begun.
 */

import type { Kysely, Transaction } from 'kysely';
import { toKey } from './kept-users.ts';
import type { Database } from './tables.ts';

type Queryable = Kysely<Database> | Transaction<Database>;

export interface CreationKey {
  readonly clientName: string;
  readonly type: 'User' | 'Group';
  /** userName or displayName. */
  readonly name: string;
}

export interface OpenCreation {
  readonly externalId: string | undefined;
  /** Undefined while it is unknown whether Genesys has created the resource. */
  readonly resourceId: string | undefined;
  readonly startedAt: Date;
}

export async function findOpenCreation(
  db: Queryable,
  { clientName, type, name }: CreationKey,
): Promise<OpenCreation | undefined> {
  const row = await db
    .selectFrom('open_creation')
    .selectAll()
    .where('client_name', '=', clientName)
    .where('type', '=', type)
    .where('name_key', '=', toKey(name))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    externalId: row.external_id ?? undefined,
    resourceId: row.resource_id ?? undefined,
    startedAt: row.started_at,
  };
}

export async function saveOpenCreation(
  db: Queryable,
  { clientName, type, name }: CreationKey,
  { externalId, resourceId, startedAt }: OpenCreation,
): Promise<void> {
  const values = {
    external_id: externalId ?? null,
    resource_id: resourceId ?? null,
    started_at: startedAt,
  };
  await db
    .insertInto('open_creation')
    .values({ client_name: clientName, type, name_key: toKey(name), ...values })
    .onConflict((conflict) => conflict.columns(['client_name', 'type', 'name_key']).doUpdateSet(values))
    .execute();
}

export async function endOpenCreation(db: Queryable, { clientName, type, name }: CreationKey): Promise<void> {
  await db
    .deleteFrom('open_creation')
    .where('client_name', '=', clientName)
    .where('type', '=', type)
    .where('name_key', '=', toKey(name))
    .execute();
}

/** Deletes what nobody has come back for. */
export async function forgetOpenCreations(db: Queryable, before: Date): Promise<void> {
  await db.deleteFrom('open_creation').where('started_at', '<', before).execute();
}
