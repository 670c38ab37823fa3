/** Who was this: people by what they are or were called, from everything that the database remembers. */

import { type Kysely, sql } from 'kysely';
import { toKey } from './kept-users.ts';
import type { Database } from './tables.ts';

export type Match = 'userName' | 'email' | 'name' | 'externalId' | 'auditTrail';

/** Ids with what the text matched, in no order. `text` is a userName, an e-mail address, a name or an externalId. */
export async function findIdsByText(
  db: Kysely<Database>,
  text: string,
  limit: number,
): Promise<ReadonlyMap<string, ReadonlySet<Match>>> {
  const key = toKey(text);
  const found = new Map<string, Set<Match>>();
  const note = (ids: readonly (string | null)[], match: Match): void => {
    for (const id of ids) if (id !== null) found.set(id, (found.get(id) ?? new Set()).add(match));
  };
  const kept = await db
    .selectFrom('kept_user')
    .select(['user_id', 'user_name_key', 'email_key'])
    .where((where) =>
      where.or([
        where('user_name_key', '=', key),
        where('email_key', '=', key),
        sql<boolean>`lower(genesys_name) = ${key}`,
      ]),
    )
    .limit(limit)
    .execute();
  for (const row of kept) {
    note([row.user_id], row.user_name_key === key ? 'userName' : row.email_key === key ? 'email' : 'name');
  }
  const external = await db
    .selectFrom('external_id')
    .select('user_id')
    .where('external_id', '=', text.trim())
    .limit(limit)
    .execute();
  note(
    external.map(({ user_id }) => user_id),
    'externalId',
  );
  const told = await db
    .selectFrom('audit')
    .select('subject')
    .distinct()
    .where('personal', 'is not', null)
    .where((where) =>
      where.or([
        sql<boolean>`lower(personal->>'email') = ${key}`,
        sql<boolean>`lower(personal->>'name') = ${key}`,
        sql<boolean>`lower(personal->>'userName') = ${key}`,
      ]),
    )
    .limit(limit)
    .execute();
  note(
    told.map(({ subject }) => subject),
    'auditTrail',
  );
  return found;
}
