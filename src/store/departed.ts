/** People whose offboarding is finished: what looks after them goes through them a part at a time. */

import type { Kysely } from 'kysely';
import type { Database } from './tables.ts';

export interface Departed {
  readonly userId: string;
  readonly offboardingId: string;
}

export interface DepartedQuery {
  /** Ids after this one. */
  readonly after: string;
  readonly completedBefore: Date;
  readonly limit: number;
}

/** In the order of ids. */
export async function listDeparted(
  db: Kysely<Database>,
  { after, completedBefore, limit }: DepartedQuery,
): Promise<readonly Departed[]> {
  return await db
    .selectFrom('person')
    .innerJoin('offboarding', 'offboarding.id', 'person.offboarding_id')
    .select(['person.user_id as userId', 'offboarding.id as offboardingId'])
    .where('person.wanted', '<>', 'active')
    .where('offboarding.status', '=', 'complete')
    .where('offboarding.completed_at', '<', completedBefore)
    .where('person.user_id', '>', after)
    .orderBy('person.user_id')
    .limit(limit)
    .execute();
}

/** Forgets what people held who left or returned before; a journey under way keeps its snapshot. */
export async function purgeSnapshots(db: Kysely<Database>, before: Date): Promise<number> {
  const result = await db
    .updateTable('offboarding')
    .set({ snapshot: null })
    .where('requested_at', '<', before)
    .where('status', 'in', ['complete', 'restored', 'cancelled'])
    .where('snapshot', 'is not', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}
