import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What is to be told to webhooks: one row for each event and webhook, written with the change that it tells of. */
export const notifications: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  `create table bridge.notification (
    position bigint generated always as identity primary key,
    id text not null,
    webhook text not null,
    event text not null,
    subject text,
    at timestamptz not null,
    data jsonb not null,
    status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
    attempts integer not null default 0,
    due_at timestamptz not null default now(),
    claimed_until timestamptz,
    last_answer text,
    settled_at timestamptz,
    unique (id, webhook)
  )`,
  `create index notification_pending on bridge.notification (webhook, subject, position)
    where status = 'pending'`,
  'create index notification_status on bridge.notification (status, position)',
];
