import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Which credential took the place of another one, so that none is replaced twice. */
export const credentialReplacements: Migration = {
  async up(db) {
    await sql.raw('alter table bridge.credential add column replaced_by text').execute(db);
  },
};
