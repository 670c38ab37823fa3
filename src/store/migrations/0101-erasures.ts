import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Erasures (GDPR) that an administrator has asked for, from the confirmed command to Genesys' last word. */
export const erasures: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  `create table bridge.erasure (
    id text primary key,
    user_id text not null,
    kind text not null,
    state text not null,
    actor text not null,
    requested_at timestamptz not null,
    terms jsonb,
    genesys_request_id text,
    genesys_status text,
    checked_at timestamptz,
    error text,
    completed_at timestamptz
  )`,
  // At most one is open for a person, whatever two administrators do at the same time.
  `create unique index erasure_open on bridge.erasure (user_id) where state in ('sending', 'running')`,
  'create index erasure_of on bridge.erasure (user_id, requested_at)',
];
