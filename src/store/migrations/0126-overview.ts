import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What an overview needs: who is at work, and figures of the last month from indexes alone. */
export const overview: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  `create table bridge.instance (
    id text primary key,
    host text not null,
    version text not null,
    started_at timestamptz not null,
    seen_at timestamptz not null,
    stopped_at timestamptz,
    figures jsonb not null
  )`,
  `create index offboarding_figures on bridge.offboarding (requested_at)
    include (kind, counted, locked_out_at)`,
  `create index offboarding_not_locked_out on bridge.offboarding (requested_at)
    where counted and locked_out_at is null`,
];
