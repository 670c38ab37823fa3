import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** When a run was written down, by the database's clock: whoever watches for changes reads those since the last look. */
export const changes: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  'alter table bridge.step_run add column recorded_at timestamptz not null default now()',
  'create index step_run_recorded on bridge.step_run (recorded_at)',
];
