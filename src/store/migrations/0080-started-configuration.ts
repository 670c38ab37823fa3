import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** One row: what the bridge was last started with, to compare the next start with. */
export const startedConfiguration: Migration = {
  async up(db) {
    await sql
      .raw(
        `create table bridge.started_configuration (
          id integer primary key check (id = 1),
          digest text not null,
          settings jsonb not null,
          salt text not null,
          secrets jsonb not null
        )`,
      )
      .execute(db);
  },
};
