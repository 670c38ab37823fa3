/**
 * What an identity provider said of a person and Genesys has no place for, and the externalIds under each
 * authority. Also the memory of recent writes: it finds a person before Genesys' search has caught up.
 */

import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Database, KeptUserTable } from './tables.ts';

type Queryable = Kysely<Database> | Transaction<Database>;

export interface KeptUser {
  readonly userId: string;
  readonly userName: string;
  /** Lower-case e-mail address last written to Genesys. */
  readonly emailKey: string;
  /** Name last written to Genesys. */
  readonly genesysName: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly clientName: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** userName and e-mail addresses compare without regard to case. */
export function toKey(text: string): string {
  return text.trim().toLowerCase();
}

function toKeptUser(row: Selectable<KeptUserTable>): KeptUser {
  return {
    userId: row.user_id,
    userName: row.user_name,
    emailKey: row.email_key,
    genesysName: row.genesys_name,
    attributes: row.attributes,
    clientName: row.client_name,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export async function findKeptUsers(
  db: Queryable,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, KeptUser>> {
  if (userIds.length === 0) return new Map();
  const rows = await db.selectFrom('kept_user').selectAll().where('user_id', 'in', userIds).execute();
  return new Map(rows.map((row) => [row.user_id, toKeptUser(row)]));
}

export async function findUserIdByUserName(db: Queryable, userName: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('kept_user')
    .select('user_id')
    .where('user_name_key', '=', toKey(userName))
    .executeTakeFirst();
  return row?.user_id;
}

/** Ids whose last written e-mail address is this one; the caller checks them against Genesys. */
export async function findUserIdsByEmail(db: Queryable, email: string): Promise<string[]> {
  const rows = await db
    .selectFrom('kept_user')
    .select('user_id')
    .where('email_key', '=', toKey(email))
    .execute();
  return rows.map((row) => row.user_id);
}

export async function saveKeptUser(
  db: Queryable,
  kept: Omit<KeptUser, 'createdAt' | 'updatedAt'>,
  now: Date,
): Promise<void> {
  const values = {
    user_name: kept.userName,
    user_name_key: toKey(kept.userName),
    email_key: kept.emailKey,
    genesys_name: kept.genesysName,
    attributes: JSON.stringify(kept.attributes),
    updated_at: now,
  };
  await db
    .insertInto('kept_user')
    .values({ ...values, user_id: kept.userId, client_name: kept.clientName, created_at: now })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(values))
    .execute();
}

/** A removed person gives up what was kept, userName with it, so that somebody else can have it. */
export async function releaseUserName(db: Queryable, userId: string): Promise<void> {
  await db.deleteFrom('kept_user').where('user_id', '=', userId).execute();
}

export async function findUserIdByExternalId(
  db: Queryable,
  authority: string,
  externalId: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('external_id')
    .select('user_id')
    .where('authority', '=', authority)
    .where('external_id', '=', externalId)
    .executeTakeFirst();
  return row?.user_id;
}

export async function findExternalIds(
  db: Queryable,
  authority: string,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (userIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('external_id')
    .select(['user_id', 'external_id'])
    .where('authority', '=', authority)
    .where('user_id', 'in', userIds)
    .execute();
  return new Map(rows.map((row) => [row.user_id, row.external_id]));
}

/** Every externalId of one person, by authority. */
export async function listExternalIds(
  db: Queryable,
  userId: string,
): Promise<{ authority: string; externalId: string }[]> {
  const rows = await db.selectFrom('external_id').selectAll().where('user_id', '=', userId).execute();
  return rows.map((row) => ({ authority: row.authority, externalId: row.external_id }));
}

export async function saveExternalId(
  db: Queryable,
  entry: { authority: string; externalId: string; userId: string },
): Promise<void> {
  await db
    .insertInto('external_id')
    .values({ authority: entry.authority, external_id: entry.externalId, user_id: entry.userId })
    .onConflict((conflict) =>
      conflict.columns(['authority', 'user_id']).doUpdateSet({ external_id: entry.externalId }),
    )
    .execute();
}

export async function removeExternalId(db: Queryable, authority: string, userId: string): Promise<void> {
  await db
    .deleteFrom('external_id')
    .where('authority', '=', authority)
    .where('user_id', '=', userId)
    .execute();
}
