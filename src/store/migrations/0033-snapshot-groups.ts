import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Finds the leavers who were in a group. */
export const snapshotGroups: Migration = {
  async up(db) {
    await sql
      .raw(
        `create index offboarding_snapshot_groups on bridge.offboarding
          using gin ((snapshot -> 'groups') jsonb_path_ops)`,
      )
      .execute(db);
  },
};
