/**
 * What is wanted of each person. The row is the level that workers compare with what is done, and the lock
 * that makes concurrent requests for one person take turns.
 */

import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Database, PersonTable } from './tables.ts';

type Queryable = Kysely<Database> | Transaction<Database>;

export interface Person {
  readonly userId: string;
  readonly wanted: PersonTable['wanted'];
  /** Grows with every accepted request that changes what is wanted. */
  readonly generation: number;
  readonly offboardingId: string | undefined;
}

const COLUMNS = ['user_id', 'wanted', 'generation', 'offboarding_id'] as const;

function toPerson(row: Pick<Selectable<PersonTable>, (typeof COLUMNS)[number]>): Person {
  return {
    userId: row.user_id,
    wanted: row.wanted,
    generation: row.generation,
    offboardingId: row.offboarding_id ?? undefined,
  };
}

export async function findPerson(db: Queryable, userId: string): Promise<Person | undefined> {
  const row = await db.selectFrom('person').select(COLUMNS).where('user_id', '=', userId).executeTakeFirst();
  return row === undefined ? undefined : toPerson(row);
}

/** The people among `userIds` that the bridge holds a wish for, by id. */
export async function findPeople(
  db: Queryable,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Person>> {
  if (userIds.length === 0) return new Map();
  const rows = await db.selectFrom('person').select(COLUMNS).where('user_id', 'in', userIds).execute();
  return new Map(rows.map((row) => [row.user_id, toPerson(row)]));
}

/** Reads the person's row for update, creating it first; held until the transaction ends. */
export async function lockPerson(
  transaction: Transaction<Database>,
  userId: string,
  now: Date,
): Promise<Person> {
  await transaction
    .insertInto('person')
    .values({ user_id: userId, wanted: 'active', generation: 0, offboarding_id: null, updated_at: now })
    .onConflict((conflict) => conflict.column('user_id').doNothing())
    .execute();
  const row = await transaction
    .selectFrom('person')
    .select(COLUMNS)
    .where('user_id', '=', userId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return toPerson(row);
}

export async function savePerson(
  transaction: Transaction<Database>,
  person: Person,
  now: Date,
): Promise<void> {
  await transaction
    .updateTable('person')
    .set({
      wanted: person.wanted,
      generation: person.generation,
      offboarding_id: person.offboardingId ?? null,
      updated_at: now,
    })
    .where('user_id', '=', person.userId)
    .execute();
}

/** Ids of all who carry a tombstone. */
export async function listRemovedIds(db: Queryable): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('person').select('user_id').where('wanted', '=', 'removed').execute();
  return new Set(rows.map((row) => row.user_id));
}

/** Somebody with work under way. */
export interface Worked {
  readonly userId: string;
  /** Whether somebody waits for what is to be done, as for every lock-out before the answer. */
  readonly urgent: boolean;
}

function selectWorked(db: Queryable) {
  return db
    .selectFrom('person')
    .innerJoin('offboarding_step', 'offboarding_step.offboarding_id', 'person.offboarding_id')
    .where('offboarding_step.status', 'in', ['pending', 'waiting', 'stuck'])
    .groupBy('person.user_id')
    .select((eb) => [
      'person.user_id as userId',
      eb.fn
        .agg<boolean>('bool_or', [eb('offboarding_step.phase', 'in', ['lockOut', 'reactivate'])])
        .as('urgent'),
    ]);
}

/** Everybody with work under way, due or not. */
export async function listWorked(db: Queryable): Promise<Worked[]> {
  return await selectWorked(db).execute();
}

/**
 * People with work that is due and perhaps no job to look at it: what a sweep asks for again, urgent ones first. What
 * never ran, or is due later than `latest`, was given its time by another clock.
 */
export async function findPeopleWithDueSteps(
  db: Queryable,
  { now, latest, limit }: { readonly now: Date; readonly latest: Date; readonly limit: number },
): Promise<Worked[]> {
  return await selectWorked(db)
    .where((eb) =>
      eb.or([
        eb('offboarding_step.due_at', '<=', now),
        eb('offboarding_step.due_at', '>', latest),
        eb('offboarding_step.attempts', '=', 0),
      ]),
    )
    .orderBy('urgent', 'desc')
    .limit(limit)
    .execute();
}
