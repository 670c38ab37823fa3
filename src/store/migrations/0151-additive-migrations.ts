import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Names migrations that only add, for older versions that do not know them. Beside Kysely's tables, and like them no data. */
export const additiveMigrations: Migration = {
  async up(db) {
    await sql.raw('create table bridge.kysely_migration_additive (name text primary key)').execute(db);
  },
};
