/**
 * Turns that instances take: a row for each key that somebody is at work on. A lease, not a lock of the database:
 * calls to Genesys Cloud happen meanwhile, and no connection is held. Time is the database's own.
 */

import { type Kysely, sql } from 'kysely';
import type { Database } from './tables.ts';

/** Takes every key or none; false when somebody else has one of them. */
export async function takeTurn(
  db: Kysely<Database>,
  keys: readonly string[],
  owner: string,
  seconds: number,
): Promise<boolean> {
  // In one order everywhere, so that two who take the same keys at once do not block each other.
  const rows = [...keys].sort().map((key) => ({ key, owner, until: untilIn(seconds) }));
  const taken = await db
    .insertInto('turn')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet((eb) => ({ owner: eb.ref('excluded.owner'), until: eb.ref('excluded.until') }))
        .where('turn.until', '<', sql<Date>`now()`),
    )
    .returning('key')
    .execute();
  if (taken.length === keys.length) return true;
  await endTurn(db, keys, owner);
  return false;
}

export async function renewTurn(db: Kysely<Database>, owner: string, seconds: number): Promise<void> {
  await db
    .updateTable('turn')
    .set({ until: untilIn(seconds) })
    .where('owner', '=', owner)
    .execute();
}

export async function endTurn(db: Kysely<Database>, keys: readonly string[], owner: string): Promise<void> {
  await db.deleteFrom('turn').where('key', 'in', keys).where('owner', '=', owner).execute();
}

function untilIn(seconds: number) {
  return sql<Date>`now() + make_interval(secs => ${seconds})`;
}
