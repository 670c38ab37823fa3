/**
 * Changes of group members that Genesys has accepted (202) and may not have carried out. A row lives until the
 * change is seen in Genesys: reads are corrected by it, and what got lost is sent again.
 */

import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Database, GroupMemberWriteTable } from './tables.ts';

type Queryable = Kysely<Database> | Transaction<Database>;

export interface GroupMemberWrite {
  readonly groupId: string;
  readonly userId: string;
  readonly joined: boolean;
  readonly writtenAt: Date;
  /** How often it was sent. */
  readonly attempts: number;
  /** Of the request that asked for it; undefined for one that an older version wrote. */
  readonly requestId: string | undefined;
}

function toWrite(row: Selectable<GroupMemberWriteTable>): GroupMemberWrite {
  return {
    groupId: row.group_id,
    userId: row.user_id,
    joined: row.joined,
    writtenAt: row.written_at,
    attempts: row.attempts,
    requestId: row.request_id ?? undefined,
  };
}

export async function saveMemberWrites(
  db: Queryable,
  change: Pick<GroupMemberWrite, 'groupId' | 'joined'> & {
    readonly userIds: readonly string[];
    readonly requestId: string;
  },
  now: Date,
): Promise<void> {
  if (change.userIds.length === 0) return;
  const rows = change.userIds.map((userId) => ({
    group_id: change.groupId,
    user_id: userId,
    joined: change.joined,
    written_at: now,
    attempts: 1,
    request_id: change.requestId,
  }));
  await db
    .insertInto('group_member_write')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['group_id', 'user_id'])
        .doUpdateSet({ joined: change.joined, written_at: now, attempts: 1, request_id: change.requestId }),
    )
    .execute();
}

/** A leaver's groups are the offboarding's business: who was added before is not put back by an old write. */
function unsettled(db: Queryable) {
  return db
    .selectFrom('group_member_write')
    .leftJoin('person', 'person.user_id', 'group_member_write.user_id')
    .selectAll('group_member_write')
    .where((where) =>
      where.or([
        where('group_member_write.joined', '=', false),
        where('person.wanted', 'is', null),
        where('person.wanted', '=', 'active'),
      ]),
    );
}

export async function findMemberWrites(db: Queryable, groupId: string): Promise<GroupMemberWrite[]> {
  const rows = await unsettled(db).where('group_member_write.group_id', '=', groupId).execute();
  return rows.map(toWrite);
}

export async function findMemberWritesOfUsers(
  db: Queryable,
  userIds: readonly string[],
): Promise<GroupMemberWrite[]> {
  if (userIds.length === 0) return [];
  const rows = await unsettled(db).where('group_member_write.user_id', 'in', userIds).execute();
  return rows.map(toWrite);
}

/** Groups with writes older than `before`, which should be visible by now. */
export async function findGroupsToSettle(db: Queryable, before: Date, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('group_member_write')
    .select('group_id')
    .distinct()
    .where('written_at', '<=', before)
    .limit(limit)
    .execute();
  return rows.map((row) => row.group_id);
}

/** Forgets writes that have been seen in Genesys; whoever was written again after `before` stays. */
export async function forgetMemberWrites(
  db: Queryable,
  groupId: string,
  userIds: readonly string[],
  before: Date,
): Promise<void> {
  if (userIds.length === 0) return;
  await db
    .deleteFrom('group_member_write')
    .where('group_id', '=', groupId)
    .where('user_id', '=', sql<string>`any(${userIds})`)
    .where('written_at', '<=', before)
    .execute();
}

/** Deletes old rows of a group that no longer count: of people who have left meanwhile. */
export async function forgetWritesOfLeavers(db: Queryable, groupId: string): Promise<void> {
  await db
    .deleteFrom('group_member_write')
    .where('group_id', '=', groupId)
    .where('joined', '=', true)
    .where((where) =>
      where.exists(
        where
          .selectFrom('person')
          .select('person.user_id')
          .whereRef('person.user_id', '=', 'group_member_write.user_id')
          .where('person.wanted', '<>', 'active'),
      ),
    )
    .execute();
}

/** Says that writes were sent once more. */
export async function noteRepeatedWrites(
  db: Queryable,
  groupId: string,
  userIds: readonly string[],
  now: Date,
): Promise<void> {
  if (userIds.length === 0) return;
  await db
    .updateTable('group_member_write')
    .set((eb) => ({ written_at: now, attempts: eb('attempts', '+', 1) }))
    .where('group_id', '=', groupId)
    .where('user_id', '=', sql<string>`any(${userIds})`)
    .execute();
}

/** Which of these people SCIM has removed; one query whatever their number. */
export async function findRemovedAmong(db: Queryable, userIds: readonly string[]): Promise<Set<string>> {
  if (userIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('person')
    .select('user_id')
    .where('wanted', '=', 'removed')
    .where('user_id', '=', sql<string>`any(${userIds})`)
    .execute();
  return new Set(rows.map((row) => row.user_id));
}
