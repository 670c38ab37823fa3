/** Which people each client has created or adopted. People whom SCIM has removed belong to nobody. */

import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from './tables.ts';

type Queryable = Kysely<Database> | Transaction<Database>;

export async function adoptUser(db: Queryable, clientName: string, userId: string, now: Date): Promise<void> {
  await db
    .insertInto('client_user')
    .values({ client_name: clientName, user_id: userId, since: now })
    .onConflict((conflict) => conflict.columns(['client_name', 'user_id']).doNothing())
    .execute();
}

/** Nobody's any more, whoever they belonged to. */
export async function releaseUser(db: Queryable, userId: string): Promise<void> {
  await db.deleteFrom('client_user').where('user_id', '=', userId).execute();
}

/** Names of the clients that a person belongs to. */
export async function findOwners(db: Queryable, userId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('client_user')
    .select('client_name')
    .where('user_id', '=', userId)
    .execute();
  return rows.map((row) => row.client_name);
}

/** The same with since when, oldest first. */
export async function listOwnerships(
  db: Queryable,
  userId: string,
): Promise<{ readonly client: string; readonly since: Date }[]> {
  return await db
    .selectFrom('client_user')
    .select(['client_name as client', 'since'])
    .where('user_id', '=', userId)
    .orderBy('since')
    .execute();
}

/** Those of the people who belong to the client; one query whatever their number. */
export async function findOwnAmong(
  db: Queryable,
  clientName: string,
  userIds: readonly string[],
): Promise<Set<string>> {
  if (userIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('client_user')
    .select('user_id')
    .where('client_name', '=', clientName)
    .where('user_id', '=', sql<string>`any(${userIds})`)
    .execute();
  return new Set(rows.map((row) => row.user_id));
}

export async function countOwn(db: Queryable, clientName: string): Promise<number> {
  const row = await db
    .selectFrom('client_user')
    .select((expression) => expression.fn.countAll().as('own'))
    .where('client_name', '=', clientName)
    .executeTakeFirstOrThrow();
  return Number(row.own);
}

/** Ids in a fixed order, after `after` or from `offset` on. */
export async function listOwn(
  db: Queryable,
  clientName: string,
  { after = '', offset = 0, limit }: { after?: string; offset?: number; limit: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('client_user')
    .select('user_id')
    .where('client_name', '=', clientName)
    .where('user_id', '>', after)
    .orderBy('user_id')
    .offset(offset)
    .limit(limit)
    .execute();
  return rows.map((row) => row.user_id);
}
