/** Figures for whoever looks at the whole: of the last month, and of what goes on now. Each reads an index, no table. */

import { type Kysely, sql } from 'kysely';
import type { Database, OffboardingStatus, OffboardingTable } from './tables.ts';

export interface DayCount {
  /** UTC, `2026-01-31`. */
  readonly day: string;
  /** Times that somebody who had access left. */
  readonly departures: number;
  readonly returns: number;
}

const DAY_MS = 86_400_000;

export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** Beginning of the UTC day that lies `days` before the one of `now`. */
export function startOfDay(now: Date, days = 0): Date {
  return new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS - days * DAY_MS);
}

/** Days on which nothing happened are missing. */
export async function countByDay(db: Kysely<Database>, since: Date): Promise<DayCount[]> {
  return await db
    .selectFrom('offboarding')
    .select(sql<string>`to_char(requested_at at time zone 'UTC', 'YYYY-MM-DD')`.as('day'))
    .select(sql<number>`count(*) filter (where counted)`.as('departures'))
    .select(sql<number>`count(*) filter (where kind = 'restore')`.as('returns'))
    .where('requested_at', '>=', since)
    .groupBy('day')
    .orderBy('day')
    .execute();
}

/** How soon people were locked out who had access. */
export interface LockOutFigures {
  readonly lockedOut: number;
  readonly withinFiveMinutes: number;
  /** Not locked out after more than five minutes. */
  readonly overdue: number;
  /** Milliseconds from the accepted request to the lock-out; undefined where nobody was locked out. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

const PROMISED = sql`interval '5 minutes'`;

/** Of the departures that were asked for since then. */
export async function readLockOuts(db: Kysely<Database>, since: Date, now: Date): Promise<LockOutFigures> {
  const { rows } = await sql<{ locked_out: number; within: number; percentiles: number[] | null }>`
    select count(*) as locked_out,
      count(*) filter (where locked_out_at - requested_at <= ${PROMISED}) as within,
      percentile_disc(array[0.5, 0.99]) within group (
        order by extract(epoch from locked_out_at - requested_at)::float8 * 1000) as percentiles
    from bridge.offboarding
    where counted and locked_out_at is not null and requested_at >= ${since}`.execute(db);
  const { rows: late } = await sql<{ overdue: number }>`
    select count(*) as overdue from bridge.offboarding
    where counted and locked_out_at is null and requested_at >= ${since}
      and requested_at < ${now}::timestamptz - ${PROMISED}
      and status in ('lockingOut', 'releasing', 'stuck')`.execute(db);
  const { locked_out: lockedOut = 0, within: withinFiveMinutes = 0, percentiles = null } = rows[0] ?? {};
  const [p50Ms, p99Ms] = (percentiles ?? []).map(Math.round);
  return { lockedOut, withinFiveMinutes, overdue: late[0]?.overdue ?? 0, p50Ms, p99Ms };
}

export interface StatusCount {
  readonly status: OffboardingStatus;
  readonly count: number;
  /** When the oldest of them was asked for. */
  readonly oldestAt: Date;
}

const UNDER_WAY: readonly OffboardingStatus[] = ['lockingOut', 'releasing', 'stuck', 'restoring'];
const OVER: readonly OffboardingStatus[] = ['complete', 'restored', 'cancelled'];

/** Journeys that have something to do, or those that have not; none of a status is missing. */
export async function countByStatus(
  db: Kysely<Database>,
  which: 'underWay' | 'over',
): Promise<StatusCount[]> {
  const rows = await db
    .selectFrom('offboarding')
    .select(['status', (expression) => expression.fn.countAll<number>().as('count')])
    .select((expression) => expression.fn.min('requested_at').as('oldest_at'))
    .where('status', 'in', which === 'underWay' ? UNDER_WAY : OVER)
    .groupBy('status')
    .execute();
  return rows.map(({ status, count, oldest_at: oldestAt }) => ({ status, count, oldestAt }));
}

export interface StuckStep {
  readonly offboardingId: string;
  readonly userId: string;
  readonly kind: OffboardingTable['kind'];
  readonly step: string;
  readonly since: Date;
  readonly attempts: number;
  readonly nextAttemptAt: Date;
  readonly error: string | undefined;
  readonly errorCode: string | undefined;
}

export interface StuckSteps {
  readonly count: number;
  /** The ones that have been stuck longest, first. */
  readonly oldest: readonly StuckStep[];
}

export async function readStuckSteps(db: Kysely<Database>, limit: number): Promise<StuckSteps> {
  const { count } = await db
    .selectFrom('offboarding_step')
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .where('status', '=', 'stuck')
    .executeTakeFirstOrThrow();
  const rows = await db
    .selectFrom('offboarding_step as step')
    .innerJoin('offboarding', 'offboarding.id', 'step.offboarding_id')
    .select(['step.offboarding_id', 'step.name', 'step.attempts', 'step.due_at', 'step.stuck_since'])
    .select(['step.error', 'step.error_code', 'offboarding.user_id', 'offboarding.kind'])
    .where('step.status', '=', 'stuck')
    .orderBy('step.stuck_since')
    .limit(limit)
    .execute();
  return {
    count,
    oldest: rows.map((row) => ({
      offboardingId: row.offboarding_id,
      userId: row.user_id,
      kind: row.kind,
      step: row.name,
      since: row.stuck_since ?? row.due_at,
      attempts: row.attempts,
      nextAttemptAt: row.due_at,
      error: row.error ?? undefined,
      errorCode: row.error_code ?? undefined,
    })),
  };
}
