import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the bridge keeps of groups: their externalIds, recent writes, and removals that Genesys has not finished. */
export const groups: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  `create table bridge.kept_group (
    group_id text primary key,
    name_key text not null,
    client_name text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    removed_at timestamptz
  )`,
  'create index kept_group_name on bridge.kept_group (name_key)',
  'create index kept_group_removed on bridge.kept_group (removed_at) where removed_at is not null',

  `create table bridge.group_external_id (
    authority text not null,
    external_id text not null,
    group_id text not null,
    primary key (authority, external_id),
    unique (authority, group_id)
  )`,
  'create index group_external_id_group on bridge.group_external_id (group_id)',

  `create table bridge.group_member_write (
    group_id text not null,
    user_id text not null,
    joined boolean not null,
    written_at timestamptz not null,
    attempts integer not null,
    primary key (group_id, user_id)
  )`,
  'create index group_member_write_user on bridge.group_member_write (user_id)',
  'create index group_member_write_at on bridge.group_member_write (written_at)',
];
