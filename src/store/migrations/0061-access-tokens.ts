import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Short-lived access tokens of the bridge's own token endpoint, and the assertions that were used up. */
export const accessTokens: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  `create table bridge.access_token (
    secret_hash text primary key,
    client_name text not null references bridge.client (name) on delete cascade,
    credential_id text references bridge.credential (id) on delete cascade,
    scopes text[] not null,
    expires_at timestamptz not null
  )`,
  'create index access_token_expiry on bridge.access_token (expires_at)',
  `create table bridge.used_assertion (
    id_hash text primary key,
    expires_at timestamptz not null
  )`,
  'create index used_assertion_expiry on bridge.used_assertion (expires_at)',
];
