/** The guard's memory: how many people a client has deactivated, what was decided, and whom it held back. */

import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Database, GuardTable } from './tables.ts';

type Queryable = Kysely<Database> | Transaction<Database>;

export interface GuardState {
  readonly clientName: string;
  readonly state: GuardTable['state'];
  readonly since: Date;
  readonly until: Date | undefined;
}

function toState(row: Selectable<GuardTable>): GuardState {
  return {
    clientName: row.client_name,
    state: row.state,
    since: row.since,
    until: row.until ?? undefined,
  };
}

/** Reads a client's row for update, creating it first, so that its deactivations are counted one by one. */
export async function lockGuard(
  transaction: Transaction<Database>,
  clientName: string,
  now: Date,
): Promise<GuardState> {
  await transaction
    .insertInto('guard')
    .values({ client_name: clientName, state: 'watching', since: new Date(0), until: null })
    .onConflict((conflict) => conflict.column('client_name').doNothing())
    .execute();
  const row = await transaction
    .selectFrom('guard')
    .selectAll()
    .where('client_name', '=', clientName)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const state = toState(row);
  if (state.until === undefined || state.until > now) return state;
  const watching = { clientName, state: 'watching', since: state.until, until: undefined } as const;
  await saveGuard(transaction, watching);
  return watching;
}

export async function saveGuard(transaction: Transaction<Database>, guard: GuardState): Promise<void> {
  await transaction
    .updateTable('guard')
    .set({ state: guard.state, since: guard.since, until: guard.until ?? null })
    .where('client_name', '=', guard.clientName)
    .execute();
}

/** How many people the client has deactivated or deleted since; the same person counts once. */
export async function countDepartures(db: Queryable, clientName: string, since: Date): Promise<number> {
  const row = await db
    .selectFrom('offboarding')
    .select((expression) => expression.fn.count('user_id').distinct().as('people'))
    .where('client_name', '=', clientName)
    .where('counted', '=', true)
    .where('requested_at', '>', since)
    .executeTakeFirstOrThrow();
  return Number(row.people);
}

export async function noteAttempt(
  transaction: Transaction<Database>,
  clientName: string,
  userId: string,
  now: Date,
): Promise<void> {
  await transaction
    .insertInto('guard_attempt')
    .values({ client_name: clientName, user_id: userId, first_at: now })
    .onConflict((conflict) => conflict.columns(['client_name', 'user_id']).doNothing())
    .execute();
}

export async function countAttempts(db: Queryable, clientName: string): Promise<number> {
  const row = await db
    .selectFrom('guard_attempt')
    .select((expression) => expression.fn.countAll().as('people'))
    .where('client_name', '=', clientName)
    .executeTakeFirstOrThrow();
  return Number(row.people);
}

export async function forgetAttempts(transaction: Transaction<Database>, clientName: string): Promise<void> {
  await transaction.deleteFrom('guard_attempt').where('client_name', '=', clientName).execute();
}

export async function listGuards(db: Queryable): Promise<GuardState[]> {
  const rows = await db.selectFrom('guard').selectAll().orderBy('client_name').execute();
  return rows.map(toState);
}
