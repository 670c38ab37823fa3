/**
 * A version that goes on beside a newer one writes as before: every row that a released version has left is written once
 * more with the columns that it knew, changed and deleted, after each migration that came since.
 */

import { type Kysely, sql, type Transaction } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { BREAKING, MIGRATIONS } from '../../src/store/migrations/list.ts';
import { readSchemaVersion, SCHEMA } from '../../src/store/migrations/run.ts';
import { listTables } from '../../src/store/move/table-list.ts';
import type { Store } from '../../src/store/open.ts';
import type { Database } from '../../src/store/tables.ts';
import { EMPTY, type OpenedDatabase } from '../store/migrations/empty-databases.ts';
import { FIXTURES, readFixture } from './fixture.ts';

type Db = Kysely<Database> | Transaction<Database>;

interface OldTable {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Parents first. */
async function readTables(db: Store['db']): Promise<OldTable[]> {
  const tables: OldTable[] = [];
  for (const name of await listTables(db)) {
    const { rows } = await sql<{ name: string }>`select column_name as name from information_schema.columns
      where table_schema = ${SCHEMA} and table_name = ${name} order by ordinal_position`.execute(db);
    tables.push({ name, columns: rows.map((row) => row.name) });
  }
  return tables;
}

async function readRows(db: Db, { name, columns }: OldTable): Promise<string> {
  const known = sql.join(columns.map((column) => sql.ref(column)));
  const { rows } = await sql<{ all: string }>`
    select coalesce(jsonb_agg(to_jsonb(known) order by known::text), '[]')::text as all
    from (select ${known} from ${sql.id(SCHEMA, name)}) known`.execute(db);
  return rows[0]?.all ?? '[]';
}

async function insertAgain(db: Db, { name, columns }: OldTable, rows: string): Promise<void> {
  const [table, known] = [sql.id(SCHEMA, name), sql.join(columns.map((column) => sql.ref(column)))];
  await sql`insert into ${table} (${known}) overriding system value
    select ${known} from jsonb_populate_recordset(null::${table}, ${rows}::jsonb)`.execute(db);
}

async function change(db: Db, { name, columns }: OldTable): Promise<void> {
  const identity = new Set(['seq', 'position']);
  const kept = columns.filter((column) => !identity.has(column));
  const assignments = kept.map((column) => sql`${sql.ref(column)} = ${sql.ref(column)}`);
  await sql`update ${sql.id(SCHEMA, name)} set ${sql.join(assignments)}`.execute(db);
}

/** The trail can only be added to. */
const isAudit = ({ name }: OldTable): boolean => name === 'audit';

/** All of it, in one transaction that is taken back. */
async function writeAsBefore(db: Kysely<Database>, tables: readonly OldTable[]): Promise<void> {
  const done = new Error('take it back');
  const written = db.transaction().execute(async (transaction) => {
    const saved = new Map<OldTable, string>();
    for (const table of tables) saved.set(table, await readRows(transaction, table));
    for (const table of tables.toReversed()) {
      if (isAudit(table)) await sql`set local session_replication_role = replica`.execute(transaction);
      await sql`delete from ${sql.id(SCHEMA, table.name)}`.execute(transaction);
      await sql`set local session_replication_role = origin`.execute(transaction);
    }
    for (const [table, rows] of saved) await insertAgain(transaction, table, rows);
    for (const table of tables) if (!isAudit(table)) await change(transaction, table);
    for (const [table, rows] of saved) {
      const isSame = (await readRows(transaction, table)) === rows;
      if (!isSame) throw new Error(`${table.name} holds something else after it was written again`);
    }
    throw done;
  });
  await written.catch((error: unknown) => {
    if (error !== done) throw error;
  });
}

describe.each(FIXTURES.flatMap((fixture) => EMPTY.map(([engine, open]) => ({ fixture, engine, open }))))(
  'what a bridge of $fixture writes, on $engine',
  ({ fixture, open }) => {
    let opened: OpenedDatabase;

    beforeAll(async () => {
      opened = await open();
      await opened.run(readFixture(fixture).sql);
    });

    afterAll(() => opened.close());

    it('is still taken after each migration since', async () => {
      const { db } = opened;
      const tables = await readTables(db);
      const { pending } = await readSchemaVersion(db);
      const migrator = new Migrator({
        db,
        provider: { getMigrations: async () => ({ ...MIGRATIONS }) },
        migrationTableSchema: SCHEMA,
      });
      for (const name of pending) {
        const { error } = await migrator.migrateTo(name);
        if (error !== undefined) throw error;
        if (BREAKING.has(name)) return;
        await writeAsBefore(db, tables).catch((cause: unknown) => {
          throw new Error(`an older version stumbles over ${name}`, { cause });
        });
      }
    });
  },
);
