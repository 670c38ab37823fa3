import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What each run of a step came to, and the Genesys calls that it made: for auditors. */
export const stepRuns: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  `create table bridge.step_run (
    offboarding_id text not null references bridge.offboarding (id) on delete cascade,
    position integer not null,
    started_at timestamptz not null,
    ended_at timestamptz not null,
    outcome text not null,
    waiting_for text,
    error text,
    calls jsonb not null
  )`,
  'create index step_run_of on bridge.step_run (offboarding_id, position, started_at)',
];
