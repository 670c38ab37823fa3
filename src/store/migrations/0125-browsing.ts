import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What administrators browse: stuck steps with their cure, the audit trail by what, by whom and when, people by a part of a name. */
export const browsing: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  'alter table bridge.offboarding_step add column error_code text',
  `create index offboarding_step_stuck on bridge.offboarding_step (stuck_since) where status = 'stuck'`,
  'create index audit_action on bridge.audit (action text_pattern_ops, seq)',
  'create index audit_actor on bridge.audit (actor, seq)',
  'create index audit_at on bridge.audit (at)',
  'create index audit_request on bridge.audit (request_id) where request_id is not null',
  'create index offboarding_request on bridge.offboarding (request_id)',
  // Addresses fall apart into words as names do, so that a part of one is found as well.
  `create function bridge.words_of(variadic texts text[]) returns tsvector language sql immutable parallel safe as $$
    select to_tsvector('pg_catalog.simple', translate(array_to_string(texts, ' '), '@.-_+''', '      '))
  $$`,
  `create index kept_user_words on bridge.kept_user
    using gin (bridge.words_of(genesys_name, user_name, email_key))`,
  `create index audit_personal_words on bridge.audit
    using gin (bridge.words_of(personal->>'name', personal->>'userName', personal->>'email'))
    where personal is not null`,
];
