import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The first set of tables; `tables.ts` says what they mean. Plain SQL, because it never changes again. */
export const initial: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await execute(db, statement);
  },
};

async function execute(db: Kysely<unknown>, statement: string): Promise<void> {
  await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  `create table bridge.client (
    name text primary key,
    authority text not null,
    created_at timestamptz not null
  )`,

  `create table bridge.credential (
    id text primary key,
    client_name text not null references bridge.client (name) on delete cascade,
    secret_hash text not null unique,
    scopes text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
  )`,
  'create index credential_client on bridge.credential (client_name)',

  `create table bridge.kept_user (
    user_id text primary key,
    user_name text not null,
    user_name_key text not null unique,
    email_key text not null,
    genesys_name text not null,
    attributes jsonb not null,
    client_name text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  'create index kept_user_email on bridge.kept_user (email_key)',

  `create table bridge.external_id (
    authority text not null,
    external_id text not null,
    user_id text not null,
    primary key (authority, external_id),
    unique (authority, user_id)
  )`,
  'create index external_id_user on bridge.external_id (user_id)',

  `create table bridge.person (
    user_id text primary key,
    wanted text not null check (wanted in ('active', 'inactive', 'removed')),
    generation integer not null,
    offboarding_id text,
    updated_at timestamptz not null
  )`,

  `create table bridge.offboarding (
    id text primary key,
    user_id text not null,
    kind text not null check (kind in ('deactivate', 'delete', 'restore')),
    generation integer not null,
    status text not null check (status in (
      'lockingOut', 'releasing', 'complete', 'stuck', 'restoring', 'restored', 'cancelled')),
    client_name text not null,
    request_id text not null,
    requested_at timestamptz not null,
    locked_out_at timestamptz,
    completed_at timestamptz,
    restored_at timestamptz,
    snapshot jsonb
  )`,
  'create index offboarding_user on bridge.offboarding (user_id, requested_at)',
  'create index offboarding_status on bridge.offboarding (status, requested_at)',

  `create table bridge.offboarding_step (
    offboarding_id text not null references bridge.offboarding (id) on delete cascade,
    position integer not null,
    name text not null,
    phase text not null check (phase in ('lockOut', 'release', 'verify', 'reactivate', 'restore')),
    status text not null check (status in ('pending', 'waiting', 'done', 'stuck', 'cancelled')),
    attempts integer not null,
    due_at timestamptz not null,
    waiting_for text,
    error text,
    evidence jsonb,
    started_at timestamptz,
    completed_at timestamptz,
    primary key (offboarding_id, position)
  )`,
  `create index offboarding_step_due on bridge.offboarding_step (due_at)
    where status in ('pending', 'waiting', 'stuck')`,

  `create table bridge.audit (
    seq bigint generated always as identity primary key,
    at timestamptz not null,
    actor text not null,
    action text not null,
    subject text,
    request_id text,
    detail jsonb not null
  )`,
  'create index audit_subject on bridge.audit (subject, seq)',
];
