/**
 * Members of groups who are away: an offboarding has taken them out of the group, and their return puts them back.
 * Until then they are members for the identity provider, which can also take them out for good.
 */

import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from './tables.ts';

type Queryable = Kysely<Database> | Transaction<Database>;

function holdsGroup(groupId: string) {
  return sql<boolean>`offboarding.snapshot -> 'groups' @> ${JSON.stringify([{ id: groupId }])}::jsonb`;
}

/** Those who were in the group when they left and are still away. */
export async function findAwayMembers(
  db: Queryable,
  groupId: string,
): Promise<{ readonly id: string; readonly name: string }[]> {
  return await db
    .selectFrom('person')
    .innerJoin('offboarding', 'offboarding.id', 'person.offboarding_id')
    .select('person.user_id as id')
    .select(sql<string>`coalesce(offboarding.snapshot -> 'user' ->> 'name', '')`.as('name'))
    .where('person.wanted', '=', 'inactive')
    .where(holdsGroup(groupId))
    .execute();
}

/** Their return, begun or not, does not put these people back into the group, nor into queues that it brought. */
export async function forgetAwayMembers(
  db: Queryable,
  groupId: string,
  userIds: readonly string[],
): Promise<void> {
  const left = sql<string>`jsonb_set(offboarding.snapshot, '{groups}', coalesce(
    (select jsonb_agg(held) from jsonb_array_elements(offboarding.snapshot -> 'groups') held
      where held ->> 'id' <> ${groupId}), '[]'::jsonb))
    || jsonb_build_object('lostGroups', coalesce(offboarding.snapshot -> 'lostGroups', '[]'::jsonb)
      || ${JSON.stringify([{ id: groupId }])}::jsonb)`;
  await db
    .updateTable('offboarding')
    .from('person')
    .set({ snapshot: left })
    .whereRef('person.offboarding_id', '=', 'offboarding.id')
    .where('person.user_id', '=', sql<string>`any(${userIds})`)
    .where('offboarding.status', '<>', 'restored')
    .where(holdsGroup(groupId))
    .execute();
}
