/** A new token in the place of another one, which lasts long enough for the identity provider to be changed over. */

import type { Transaction } from 'kysely';
import { BridgeError } from '../errors.ts';
import { createCredential, stateOf } from './credentials.ts';
import type { Database } from './tables.ts';

export interface Rotation {
  readonly id: string;
  /** How long the old token lasts beside the new one, unless it ends by itself before; 0 ends it at once. */
  readonly overlapMs: number;
  /** End of the new one; unless given it lasts as long as the old one was made for. */
  readonly expiresAt?: Date | undefined;
  readonly now: Date;
}

export interface Rotated {
  readonly id: string;
  readonly token: string;
  readonly client: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
  /** When the old token ends. */
  readonly replacedEndsAt: Date;
}

interface Old {
  readonly client: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

async function lockLive(transaction: Transaction<Database>, { id, now }: Rotation): Promise<Old> {
  const row = await transaction
    .selectFrom('credential')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  const state = row && stateOf({ revokedAt: row.revoked_at, expiresAt: row.expires_at }, now);
  if (row === undefined || state !== 'live') {
    throw new BridgeError(
      `no live token has the id '${id}'${state === undefined ? '' : ` (${state})`}; see: token list`,
      { code: 'token.unknown', status: 404 },
    );
  }
  if (row.replaced_by !== null) {
    throw new BridgeError(`token '${id}' has been replaced by '${row.replaced_by}': rotate that one`, {
      code: 'token.replaced',
      status: 409,
    });
  }
  const { client_name: client, scopes, created_at: createdAt, expires_at: expiresAt } = row;
  return { client, scopes, createdAt, expiresAt };
}

function earlier(one: Date | null, other: Date): Date {
  return one !== null && one < other ? one : other;
}

/** Same client, same scopes. Throws `token.unknown`, `token.replaced`, or `token.too-many` where five are live. */
export async function rotateCredential(
  transaction: Transaction<Database>,
  rotation: Rotation,
): Promise<Rotated> {
  const { id, overlapMs, now } = rotation;
  const old = await lockLive(transaction, rotation);
  const lifetimeEnd =
    old.expiresAt && new Date(now.getTime() + old.expiresAt.getTime() - old.createdAt.getTime());
  const expiresAt = rotation.expiresAt ?? lifetimeEnd;
  const replacedEndsAt = earlier(old.expiresAt, new Date(now.getTime() + overlapMs));
  // Before the new one is counted: one that ends at once makes room for it.
  await transaction
    .updateTable('credential')
    .set(overlapMs === 0 ? { revoked_at: now } : { expires_at: replacedEndsAt })
    .where('id', '=', id)
    .execute();
  const { client, scopes } = old;
  const created = await createCredential(transaction, {
    client,
    scopes,
    now,
    ...(expiresAt === null ? {} : { expiresAt }),
  });
  await transaction.updateTable('credential').set({ replaced_by: created.id }).where('id', '=', id).execute();
  return { ...created, client, scopes, expiresAt, replacedEndsAt };
}
