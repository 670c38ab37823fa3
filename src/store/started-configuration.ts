/** What the bridge was last started with. Secrets are there as salted fingerprints, to tell whether one has changed. */

import type { Kysely, Transaction } from 'kysely';
import type { Database } from './tables.ts';

export interface StartedConfiguration {
  readonly digest: string;
  /** Values by dotted name, for example `guard.deactivations`. */
  readonly settings: Readonly<Record<string, string>>;
  readonly salt: string;
  /** Fingerprints by dotted name. */
  readonly secrets: Readonly<Record<string, string>>;
}

export async function findStarted(
  db: Kysely<Database> | Transaction<Database>,
): Promise<StartedConfiguration | undefined> {
  return await db
    .selectFrom('started_configuration')
    .select(['digest', 'settings', 'salt', 'secrets'])
    .executeTakeFirst();
}

export async function saveStarted(
  db: Kysely<Database> | Transaction<Database>,
  { digest, settings, salt, secrets }: StartedConfiguration,
): Promise<void> {
  const row = { digest, salt, settings: JSON.stringify(settings), secrets: JSON.stringify(secrets) };
  await db
    .insertInto('started_configuration')
    .values({ id: 1, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}
