import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What policy said when a journey was accepted; null for those of before, and for returns. */
export const acceptedRules: Migration = {
  async up(db) {
    await sql.raw('alter table bridge.offboarding add column rules jsonb').execute(db);
  },
};
