import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Which request asked for what the bridge goes on with by itself, so that the audit trail can say so; null for rows of before. */
export const requestIds: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  'alter table bridge.erasure add column request_id text',
  'alter table bridge.group_member_write add column request_id text',
];
