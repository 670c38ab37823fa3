/** What the bridge itself keeps of a person's names and addresses, and its end. The audit trail has its own. */

import type { Kysely, Transaction } from 'kysely';
import type { Database } from './tables.ts';

/** Every e-mail address and userName that is kept of somebody, in lower case. */
export async function listKeptNames(
  db: Kysely<Database> | Transaction<Database>,
  userId: string,
): Promise<string[]> {
  const rows = await db
    .selectFrom('kept_user')
    .select(['user_name_key', 'email_key'])
    .where('user_id', '=', userId)
    .execute();
  const trail = await db
    .selectFrom('audit')
    .select('personal')
    .where('subject', '=', userId)
    .where('personal', 'is not', null)
    .execute();
  const told = trail.flatMap(({ personal }) => Object.values(personal ?? {}));
  return [
    ...rows.flatMap((row) => [row.user_name_key, row.email_key]),
    ...told.map((name) => name.toLowerCase()),
  ];
}

/** Kept attributes, ids at identity providers, snapshots and begun creations go; journeys and their steps stay. */
export async function forgetPerson(transaction: Transaction<Database>, userId: string): Promise<void> {
  await transaction.deleteFrom('kept_user').where('user_id', '=', userId).execute();
  await transaction.deleteFrom('external_id').where('user_id', '=', userId).execute();
  await transaction.deleteFrom('open_creation').where('resource_id', '=', userId).execute();
  await transaction
    .updateTable('offboarding')
    .set({ snapshot: null })
    .where('user_id', '=', userId)
    .execute();
}
