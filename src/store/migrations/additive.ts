/**
 * What an older version needs to know of migrations that came after it: whether they only add, so that it can go on. Each of
 * them says so itself, in its own transaction.
 */

import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Database } from '../tables.ts';

/** What came before is known to every version that asks. */
const NOTED_SINCE = '0151-additive-migrations';
const TABLE = 'bridge.kysely_migration_additive';

type Migrations = Readonly<Record<string, Migration>>;

/** The same migrations; those that only add leave a note. */
export function withNotes(migrations: Migrations, breaking: ReadonlySet<string>): Record<string, Migration> {
  const noted = Object.entries(migrations).map(([name, migration]): [string, Migration] => {
    if (name <= NOTED_SINCE || breaking.has(name)) return [name, migration];
    const up: Migration['up'] = async (db) => {
      await migration.up(db);
      await sql`insert into ${sql.table(TABLE)} (name) values (${name})`.execute(db);
    };
    return [name, { ...migration, up }];
  });
  return Object.fromEntries(noted);
}

/** Names of those that have left a note. */
export async function listAdditive(db: Kysely<Database>): Promise<ReadonlySet<string>> {
  const found = await sql<{ table: string | null }>`select to_regclass(${TABLE})::text as "table"`.execute(
    db,
  );
  if ((found.rows[0]?.table ?? null) === null) return new Set();
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(TABLE)}`.execute(db);
  return new Set(rows.map(({ name }) => name));
}
