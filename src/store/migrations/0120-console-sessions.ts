import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who is signed in to the console, so that every instance knows and a restart signs nobody out. */
const STATEMENTS: readonly string[] = [
  `create table bridge.console_session (
    id_hash text primary key,
    reference text not null,
    role text not null,
    credential_id text references bridge.credential (id) on delete cascade,
    issuer text,
    subject text,
    name text,
    email text,
    started_at timestamptz not null,
    used_at timestamptz not null,
    expires_at timestamptz not null,
    check ((credential_id is null) = (issuer is not null and subject is not null))
  )`,
  'create index console_session_expiry on bridge.console_session (expires_at)',
];

export const consoleSessions: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
