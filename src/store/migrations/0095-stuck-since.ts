import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What metrics tell of the work: since when a step is stuck, and what the last verification of the trail came to. */
export const stuckSince: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  'alter table bridge.offboarding_step add column stuck_since timestamptz',
  `update bridge.offboarding_step set stuck_since = started_at where status = 'stuck'`,
  // One row: the last verification, by whichever instance.
  `create table bridge.audit_check (
    id integer primary key check (id = 1),
    at timestamptz not null,
    intact boolean not null
  )`,
];
