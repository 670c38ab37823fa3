import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Phases for waiting on conversations, before the release or before a late lock-out. */
export const drainPhases: Migration = {
  async up(db) {
    await sql`alter table bridge.offboarding_step
      drop constraint offboarding_step_phase_check,
      add constraint offboarding_step_phase_check check (phase in (
        'lockOut', 'drain', 'lateLockOut', 'release', 'verify', 'reactivate', 'restore'))`.execute(db);
  },
};
