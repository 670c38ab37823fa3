/**
 * What has changed since the last look, on whichever instance. Entries of the audit trail are numbered in the order of
 * their commits. Runs of steps are not: they are read by the database's time with an overlap, and told apart by key.
 */

import { type Kysely, sql } from 'kysely';
import type { Database } from './tables.ts';

export interface ChangePlace {
  /** Of the last entry of the audit trail. */
  readonly position: number;
  /** By the database's clock. */
  readonly at: Date;
  /** Changes when the guard holds somebody back, which no entry tells of. */
  readonly heldBack: string;
}

export interface ChangedEntry {
  readonly position: number;
  readonly action: string;
  /** The journey that it is about. */
  readonly offboardingId: string | null;
  /** The SCIM client that it is about, in entries of the guard. */
  readonly client: string | null;
}

export interface ChangedStep {
  readonly offboardingId: string;
  /** Tells one run from another. */
  readonly key: string;
}

export interface Changes {
  readonly entries: readonly ChangedEntry[];
  /** Those of the last moments come again. */
  readonly steps: readonly ChangedStep[];
  /** There is more than a look takes in: nobody knows what is missing. */
  readonly cut: boolean;
  readonly place: ChangePlace;
}

/** Longer than a transaction may idle. */
const OVERLAP = sql`interval '10 seconds'`;
const MOST = 1_000;

export async function readPlace(db: Kysely<Database>): Promise<ChangePlace> {
  const { rows } = await sql<{ position: number; at: Date; held_back: string }>`
    select position, now() as at,
      (select count(*) || ' ' || coalesce(max(first_at)::text, '') from bridge.guard_attempt) as held_back
    from bridge.audit_chain`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('the audit trail has no head');
  return { position: row.position, at: row.at, heldBack: row.held_back };
}

export async function readChanges(db: Kysely<Database>, since: ChangePlace): Promise<Changes> {
  const place = await readPlace(db);
  const { rows: entries } =
    place.position === since.position
      ? { rows: [] }
      : await sql<ChangedEntry>`
          select position, action, detail->>'offboardingId' as "offboardingId",
            case when action like 'guard.%' then detail->>'client' end as client
          from bridge.audit where position > ${since.position} and position <= ${place.position}
          order by position limit ${MOST}`.execute(db);
  const { rows: steps } = await sql<ChangedStep>`
    select offboarding_id as "offboardingId", position || ' ' || started_at || ' ' || offboarding_id as key
    from bridge.step_run where recorded_at > ${since.at}::timestamptz - ${OVERLAP}
    order by recorded_at limit ${MOST}`.execute(db);
  return { entries, steps, cut: entries.length === MOST || steps.length === MOST, place };
}
