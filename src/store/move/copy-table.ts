/** Copies one table from one database to another, every value as PostgreSQL itself writes it. */

import { type Kysely, sql, type Transaction } from 'kysely';
import { SCHEMA } from '../migrations/run.ts';
import type { Database } from '../tables.ts';

const PAGE = 500;
/** Before the first row of any table. */
const BEGINNING = '(0,0)';

/** Rows travel as text: a number or a time that JavaScript cannot hold arrives as it was. */
export async function copyTable(
  from: Kysely<Database>,
  to: Transaction<Database>,
  table: string,
): Promise<void> {
  const name = sql.id(SCHEMA, table);
  for (let after = BEGINNING; ; ) {
    const { rows } = await sql<{ place: string; row: string }>`
      select source.ctid::text as place, to_jsonb(source)::text as row from ${name} as source
      where source.ctid > ${after}::tid order by source.ctid limit ${PAGE}`.execute(from);
    const last = rows.at(-1);
    if (last === undefined) break;
    const page = `[${rows.map(({ row }) => row).join(',')}]`;
    await sql`
      insert into ${name} overriding system value
      select * from jsonb_populate_recordset(null::${name}, ${page}::jsonb)`.execute(to);
    after = last.place;
  }
  await continueIdentities(to, table);
}

/** Numbers that the database gives go on after those that were copied. */
async function continueIdentities(to: Transaction<Database>, table: string): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select column_name as name from information_schema.columns
    where table_schema = ${SCHEMA} and table_name = ${table} and is_identity = 'YES'`.execute(to);
  for (const { name } of rows) {
    await sql`
      select setval(
        pg_get_serial_sequence(${`${SCHEMA}.${table}`}, ${name}),
        coalesce((select max(${sql.id(name)}) from ${sql.id(SCHEMA, table)}), 1),
        exists (select from ${sql.id(SCHEMA, table)}))`.execute(to);
  }
}
