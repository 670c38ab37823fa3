/** What a database looks like to a version of the bridge, and what of a change an older version would stumble over. */

import { sql } from 'kysely';
import type { Store } from '../../../src/store/open.ts';

type Db = Store['db'];

interface Column {
  readonly type: string;
  readonly required: boolean;
  /** The database gives a value where an insert gives none. */
  readonly filled: boolean;
}

interface Constraint {
  readonly table: string;
  readonly definition: string;
  readonly columns: readonly string[];
  /** Of a reference: what happens to it when what it refers to is deleted. */
  readonly refersTo: string | null;
  readonly onDelete: string;
}

export interface Shape {
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, Column>>;
  /** CHECK, UNIQUE, PRIMARY KEY, FOREIGN KEY and unique indexes, by name. */
  readonly constraints: ReadonlyMap<string, Constraint>;
  /** Triggers and functions, with their text. */
  readonly code: ReadonlyMap<string, { readonly table: string | null; readonly text: string }>;
}

async function readTables(db: Db): Promise<Shape['tables']> {
  const { rows } = await sql<Column & { table: string; column: string }>`
    select class.relname as table, attname as column, format_type(atttypid, atttypmod) as type,
      attnotnull as required, atthasdef or attidentity <> '' as filled
    from pg_attribute join pg_class class on class.oid = attrelid
    where relnamespace = 'bridge'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped
      and relname not like 'kysely%'`.execute(db);
  const tables = new Map<string, Map<string, Column>>();
  for (const { table, column, ...known } of rows) {
    const columns = tables.get(table) ?? new Map<string, Column>();
    tables.set(table, columns.set(column, known));
  }
  return tables;
}

async function readConstraints(db: Db): Promise<Shape['constraints']> {
  const { rows } = await sql<Constraint & { name: string }>`
    select conname as name, relname as table, pg_get_constraintdef(con.oid) as definition,
      array(select attname::text from pg_attribute where attrelid = conrelid and attnum = any(conkey)) as columns,
      confrelid::regclass::text as "refersTo", confdeltype::text as "onDelete"
    from pg_constraint con join pg_class on pg_class.oid = conrelid
    where relnamespace = 'bridge'::regnamespace and contype <> 'n'
    union all
    select index.relname, class.relname, pg_get_indexdef(indexrelid),
      array(select attname::text from pg_attribute where attrelid = indrelid and attnum = any(indkey)), null, ''
    from pg_index join pg_class index on index.oid = indexrelid join pg_class class on class.oid = indrelid
    where class.relnamespace = 'bridge'::regnamespace and indisunique
      and not exists (select from pg_constraint where conindid = indexrelid)`.execute(db);
  return new Map(rows.map(({ name, ...constraint }) => [`${constraint.table}.${name}`, constraint]));
}

async function readCode(db: Db): Promise<Shape['code']> {
  const { rows } = await sql<{ name: string; table: string | null; text: string }>`
    select 'trigger ' || tgname as name, relname as table, pg_get_triggerdef(pg_trigger.oid) as text
    from pg_trigger join pg_class on pg_class.oid = tgrelid
    where relnamespace = 'bridge'::regnamespace and not tgisinternal
    union all
    select 'function ' || proname, null, pg_get_functiondef(oid) from pg_proc where pronamespace = 'bridge'::regnamespace`.execute(
    db,
  );
  return new Map(rows.map(({ name, ...code }) => [name, code]));
}

export async function readShape(db: Db): Promise<Shape> {
  return { tables: await readTables(db), constraints: await readConstraints(db), code: await readCode(db) };
}

function* breakingColumns(before: Shape, after: Shape): Generator<string> {
  for (const [table, columns] of before.tables) {
    const now = after.tables.get(table);
    if (now === undefined) {
      yield `${table} is gone`;
      continue;
    }
    for (const [column, was] of columns) {
      const is = now.get(column);
      if (is === undefined) yield `${table}.${column} is gone`;
      else if (is.type !== was.type) yield `${table}.${column} is ${is.type} instead of ${was.type}`;
      else if (is.required && !was.required) yield `${table}.${column} must be given`;
      else if (is.required && was.filled && !is.filled) yield `${table}.${column} has lost its default`;
    }
    for (const [column, { required, filled }] of now) {
      if (!columns.has(column) && required && !filled) yield `${table}.${column} is new and must be given`;
    }
  }
}

/** What columns of a new table refuse is its own affair, unless it keeps rows of an old one from being deleted. */
function* breakingConstraints(before: Shape, after: Shape): Generator<string> {
  for (const [name, { table, definition, columns, refersTo, onDelete }] of after.constraints) {
    const was = before.constraints.get(name);
    const known = before.tables.get(table);
    if (was !== undefined && was.definition !== definition) yield `${name} is another`;
    if (was === undefined && known !== undefined && columns.some((column) => known.has(column)))
      yield `${name} is new on columns that older versions write`;
    const parent = refersTo?.replace(/^bridge\./, '');
    const holds = onDelete === 'a' || onDelete === 'r';
    if (was === undefined && parent !== undefined && before.tables.has(parent) && holds)
      yield `${name} keeps rows of ${parent} from being deleted`;
  }
}

/** Losing a unique constraint breaks `on conflict`, which names it by its columns. */
function* lostConstraints(before: Shape, after: Shape): Generator<string> {
  for (const [name, { table, definition }] of before.constraints) {
    const isKey = /^(UNIQUE|PRIMARY KEY|CREATE UNIQUE)/.test(definition);
    if (isKey && after.tables.has(table) && !after.constraints.has(name)) yield `${name} is gone`;
  }
}

function* breakingCode(before: Shape, after: Shape): Generator<string> {
  for (const [name, { text }] of before.code)
    if (after.code.get(name)?.text !== text) yield `${name} is another`;
  for (const [name, { table }] of after.code) {
    if (table !== null && before.tables.has(table) && !before.code.has(name))
      yield `${name} is new on ${table}`;
  }
}

/** One line for each thing in which a version that knows the database as it was would stumble. */
export function findBreaks(before: Shape, after: Shape): string[] {
  return [
    ...breakingColumns(before, after),
    ...breakingConstraints(before, after),
    ...lostConstraints(before, after),
    ...breakingCode(before, after),
  ];
}
