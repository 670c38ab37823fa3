import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Turns that instances take on names, and creations whose answer has not been given yet. */
export const turns: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  `create table bridge.turn (
    key text primary key,
    owner text not null,
    until timestamptz not null
  )`,

  `create table bridge.open_creation (
    client_name text not null,
    type text not null check (type in ('User', 'Group')),
    name_key text not null,
    external_id text,
    resource_id text,
    started_at timestamptz not null,
    primary key (client_name, type, name_key)
  )`,
];
