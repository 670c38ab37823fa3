/**
 * What the bridge keeps of groups: externalIds under each authority, the names it wrote lately, and removals that
 * Genesys has accepted and perhaps not finished.
 */

import type { Kysely, Selectable, Transaction } from 'kysely';
import { toKey } from './kept-users.ts';
import type { Database, KeptGroupTable } from './tables.ts';

type Queryable = Kysely<Database> | Transaction<Database>;

export interface KeptGroup {
  readonly groupId: string;
  readonly clientName: string;
  /** The client that created the group; undefined for one that was there before. */
  readonly createdBy: string | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly removedAt: Date | undefined;
}

function toKeptGroup(row: Selectable<KeptGroupTable>): KeptGroup {
  return {
    groupId: row.group_id,
    clientName: row.client_name,
    createdBy: row.created_by ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    removedAt: row.removed_at ?? undefined,
  };
}

export async function findKeptGroups(
  db: Queryable,
  groupIds: readonly string[],
): Promise<ReadonlyMap<string, KeptGroup>> {
  if (groupIds.length === 0) return new Map();
  const rows = await db.selectFrom('kept_group').selectAll().where('group_id', 'in', groupIds).execute();
  return new Map(rows.map((row) => [row.group_id, toKeptGroup(row)]));
}

/** Ids of groups whose last written name is this one; the caller checks them against Genesys. */
export async function findGroupIdsByName(db: Queryable, name: string): Promise<string[]> {
  const rows = await db
    .selectFrom('kept_group')
    .select('group_id')
    .where('name_key', '=', toKey(name))
    .where('removed_at', 'is', null)
    .execute();
  return rows.map((row) => row.group_id);
}

/** The client is noted when the row is new. */
export async function saveKeptGroup(
  db: Queryable,
  group: {
    readonly groupId: string;
    readonly name: string;
    readonly clientName: string;
    readonly created?: boolean;
  },
  now: Date,
): Promise<void> {
  const values = { name_key: toKey(group.name), updated_at: now };
  await db
    .insertInto('kept_group')
    .values({
      ...values,
      group_id: group.groupId,
      client_name: group.clientName,
      created_by: group.created === true ? group.clientName : null,
      created_at: now,
      removed_at: null,
    })
    .onConflict((conflict) => conflict.column('group_id').doUpdateSet(values))
    .execute();
}

/** A client chooses the members: what is kept already stays as it is. */
export async function noteManagedGroup(
  db: Queryable,
  group: { readonly groupId: string; readonly name: string; readonly clientName: string },
  now: Date,
): Promise<void> {
  await db
    .insertInto('kept_group')
    .values({
      group_id: group.groupId,
      name_key: toKey(group.name),
      client_name: group.clientName,
      created_by: null,
      created_at: now,
      updated_at: now,
      removed_at: null,
    })
    .onConflict((conflict) => conflict.column('group_id').doNothing())
    .execute();
}

/** Those that an identity provider manages, as far as can be known: a client has created, named or filled them. */
export async function findManagedGroups(
  db: Queryable,
  groupIds: readonly string[],
): Promise<ReadonlySet<string>> {
  return new Set((await findKeptGroups(db, groupIds)).keys());
}

/** Undefined takes the mark away again. */
export async function markGroupRemoved(
  db: Queryable,
  groupId: string,
  removedAt: Date | undefined,
): Promise<void> {
  await db
    .updateTable('kept_group')
    .set({ removed_at: removedAt ?? null })
    .where('group_id', '=', groupId)
    .execute();
}

/** Groups that SCIM has removed and Genesys may still hold. */
export async function listRemovedGroups(db: Queryable): Promise<KeptGroup[]> {
  const rows = await db.selectFrom('kept_group').selectAll().where('removed_at', 'is not', null).execute();
  return rows.map(toKeptGroup);
}

/** Forgets all of a group that is gone. */
export async function forgetGroup(db: Kysely<Database>, groupId: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('group_member_write').where('group_id', '=', groupId).execute();
    await transaction.deleteFrom('group_external_id').where('group_id', '=', groupId).execute();
    await transaction.deleteFrom('kept_group').where('group_id', '=', groupId).execute();
  });
}

export async function findGroupIdByExternalId(
  db: Queryable,
  authority: string,
  externalId: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('group_external_id')
    .select('group_id')
    .where('authority', '=', authority)
    .where('external_id', '=', externalId)
    .executeTakeFirst();
  return row?.group_id;
}

export async function findGroupExternalIds(
  db: Queryable,
  authority: string,
  groupIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (groupIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('group_external_id')
    .select(['group_id', 'external_id'])
    .where('authority', '=', authority)
    .where('group_id', 'in', groupIds)
    .execute();
  return new Map(rows.map((row) => [row.group_id, row.external_id]));
}

/** Undefined unassigns. */
export async function saveGroupExternalId(
  db: Queryable,
  { authority, externalId, groupId }: { authority: string; externalId: string | undefined; groupId: string },
): Promise<void> {
  if (externalId === undefined) {
    await db
      .deleteFrom('group_external_id')
      .where('authority', '=', authority)
      .where('group_id', '=', groupId)
      .execute();
    return;
  }
  await db
    .insertInto('group_external_id')
    .values({ authority, external_id: externalId, group_id: groupId })
    .onConflict((conflict) =>
      conflict.columns(['authority', 'group_id']).doUpdateSet({ external_id: externalId }),
    )
    .execute();
}
