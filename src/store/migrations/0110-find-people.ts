import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who was this: by an address, a name or an external id of any time; and a page of journeys after another. */
const STATEMENTS: readonly string[] = [
  `create index audit_personal_email on bridge.audit (lower(personal->>'email')) where personal is not null`,
  `create index audit_personal_name on bridge.audit (lower(personal->>'name')) where personal is not null`,
  `create index audit_personal_user_name on bridge.audit (lower(personal->>'userName')) where personal is not null`,
  'create index external_id_any_authority on bridge.external_id (external_id)',
  'create index kept_user_genesys_name on bridge.kept_user (lower(genesys_name))',
  'create index offboarding_newest on bridge.offboarding (requested_at desc, id desc)',
];

export const findPeople: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
