import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The trace of the request that began a journey, so that what is done hours later becomes part of it. */
export const traceparent: Migration = {
  async up(db) {
    await sql.raw('alter table bridge.offboarding add column traceparent text').execute(db);
  },
};
