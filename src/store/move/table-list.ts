/** The bridge's tables as the database itself lists them, so that none is forgotten. */

import { type Kysely, sql, type Transaction } from 'kysely';
import { SCHEMA } from '../migrations/run.ts';
import type { Database } from '../tables.ts';

type Queryable = Kysely<Database> | Transaction<Database>;

/** Names of all tables with data, each after those that it refers to. */
export async function listTables(db: Queryable): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = ${SCHEMA} and table_type = 'BASE TABLE' and table_name not like 'kysely%'
    order by table_name`.execute(db);
  const { rows: references } = await sql<{ name: string; target: string }>`
    select child.relname as name, parent.relname as target
    from pg_constraint reference
      join pg_class child on child.oid = reference.conrelid
      join pg_class parent on parent.oid = reference.confrelid
    where reference.contype = 'f' and child.relnamespace = ${SCHEMA}::regnamespace
      and reference.conrelid <> reference.confrelid`.execute(db);
  return sortByReference(
    tables.map(({ name }) => name),
    references,
  );
}

function sortByReference(
  names: readonly string[],
  references: readonly { readonly name: string; readonly target: string }[],
): string[] {
  const sorted: string[] = [];
  const visit = (name: string): void => {
    if (sorted.includes(name)) return;
    for (const reference of references) if (reference.name === name) visit(reference.target);
    sorted.push(name);
  };
  for (const name of names) visit(name);
  return sorted;
}

export type RowCounts = Readonly<Record<string, number>>;

/** Rows of each table. */
export async function countRows(db: Queryable, tables: readonly string[]): Promise<RowCounts> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from ${sql.id(SCHEMA, table)}`.execute(db);
    counts[table] = Number(rows[0]?.count);
  }
  return counts;
}
