/**
 * The instances that work on this database, as each of them says every few seconds. Time is the database's own: clocks
 * of machines differ.
 */

import { type Kysely, type Selectable, sql } from 'kysely';
import type { CallMinute } from '../telemetry/call-minutes.ts';
import type { Database, InstanceTable } from './tables.ts';

/** What an instance tells of its calls to Genesys Cloud. */
export interface InstanceFigures {
  readonly answers: boolean;
  /** Requests of this minute that Genesys has counted, and those on the way. */
  readonly used: number;
  /** Missing when Genesys sets no limit. */
  readonly limit?: number;
  /** Of the last hour; those in which nothing was called are left out. */
  readonly minutes: readonly CallMinute[];
}

export interface InstanceIdentity {
  readonly id: string;
  readonly host: string;
  readonly version: string;
  readonly startedAt: Date;
}

export interface Instance extends InstanceIdentity {
  readonly seenAt: Date;
  /** When it ended in order. */
  readonly stoppedAt: Date | undefined;
  /** Heard of lately and not ended. */
  readonly alive: boolean;
  readonly figures: InstanceFigures;
}

const ALIVE_SECONDS = 30;

export async function noteInstance(
  db: Kysely<Database>,
  { id, host, version, startedAt }: InstanceIdentity,
  figures: InstanceFigures,
): Promise<void> {
  const now = sql<Date>`now()`;
  const changing = { seen_at: now, stopped_at: null, figures: JSON.stringify(figures) };
  await db
    .insertInto('instance')
    .values({ id, host, version, started_at: startedAt, ...changing })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
    .execute();
  await db.deleteFrom('instance').where('seen_at', '<', sql<Date>`now() - interval '1 day'`).execute();
}

export async function noteInstanceStopped(db: Kysely<Database>, id: string): Promise<void> {
  await db.updateTable('instance').set({ stopped_at: sql<Date>`now()` }).where('id', '=', id).execute();
}

function toInstance(row: Selectable<InstanceTable> & { readonly alive: boolean }): Instance {
  return {
    id: row.id,
    host: row.host,
    version: row.version,
    startedAt: row.started_at,
    seenAt: row.seen_at,
    stoppedAt: row.stopped_at ?? undefined,
    alive: row.alive,
    figures: row.figures,
  };
}

/** Those of the last day, whoever was heard of last first. */
export async function listInstances(db: Kysely<Database>): Promise<Instance[]> {
  const rows = await db
    .selectFrom('instance')
    .selectAll()
    .select(
      sql<boolean>`stopped_at is null and seen_at > now() - make_interval(secs => ${ALIVE_SECONDS})`.as(
        'alive',
      ),
    )
    .orderBy('seen_at', 'desc')
    .limit(100)
    .execute();
  return rows.map(toInstance);
}
