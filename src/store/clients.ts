/** SCIM clients: who may call, and the authority that each keeps its externalIds under. */

import type { Kysely, Transaction } from 'kysely';
import { BridgeError } from '../errors.ts';
import type { Database } from './tables.ts';

type Queryable = Kysely<Database> | Transaction<Database>;

export interface KnownClient {
  readonly name: string;
  readonly authority: string;
  readonly createdAt: Date;
}

export interface EnsuredClient {
  readonly client: string;
  /** Defaults to the client's name; fixed once the client exists. */
  readonly authority?: string;
  readonly now: Date;
}

/** Leaves the client's row locked, so that tokens created at once are counted one after the other. */
export async function ensureClient(db: Queryable, { client, authority, now }: EnsuredClient): Promise<void> {
  await db
    .insertInto('client')
    .values({ name: client, authority: authority ?? client, created_at: now })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const existing = await db
    .selectFrom('client')
    .select('authority')
    .where('name', '=', client)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (authority === undefined || authority === existing.authority) return;
  throw new BridgeError(
    `client '${client}' keeps its externalIds under the authority '${existing.authority}', not '${authority}'; ` +
      'leave the authority out or choose another client name',
    { code: 'token.other-authority', status: 409 },
  );
}

/** By name. One that is only named in the policy is not among them. */
export async function listClients(db: Queryable): Promise<KnownClient[]> {
  const rows = await db.selectFrom('client').selectAll().orderBy('name').execute();
  return rows.map((row) => ({ name: row.name, authority: row.authority, createdAt: row.created_at }));
}

/** Every authority that a client keeps its externalIds under. */
export async function listAuthorities(db: Queryable): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('client').select('authority').distinct().execute();
  return new Set(rows.map((row) => row.authority));
}
