import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Which people each client has created or adopted, and which client created a group. */
export const clientUsers: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  `create table bridge.client_user (
    client_name text not null,
    user_id text not null,
    since timestamptz not null,
    primary key (client_name, user_id)
  )`,
  'create index client_user_user on bridge.client_user (user_id)',

  // Whom a client has created or labelled before this was noted.
  `insert into bridge.client_user (client_name, user_id, since)
    select client_name, user_id, created_at from bridge.kept_user on conflict do nothing`,
  `insert into bridge.client_user (client_name, user_id, since)
    select client.name, external_id.user_id, now()
    from bridge.external_id join bridge.client on client.authority = external_id.authority
    on conflict do nothing`,
  `delete from bridge.client_user using bridge.person
    where person.user_id = client_user.user_id and person.wanted = 'removed'`,

  'alter table bridge.kept_group add column created_by text',
];
