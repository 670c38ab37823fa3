import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the guard needs: which journeys count, what was decided for a client, what was held back. */
export const guard: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  'alter table bridge.offboarding add column counted boolean not null default false',
  'create index offboarding_counted on bridge.offboarding (client_name, requested_at) where counted',

  `create table bridge.guard (
    client_name text primary key,
    state text not null check (state in ('watching', 'held', 'released', 'rejected')),
    since timestamptz not null,
    until timestamptz
  )`,

  `create table bridge.guard_attempt (
    client_name text not null,
    user_id text not null,
    first_at timestamptz not null,
    primary key (client_name, user_id)
  )`,
];
