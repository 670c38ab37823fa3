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

/** What separates words in names and addresses, as `bridge.words_of` has it. */
const BETWEEN_WORDS = /[\s@.\-_+']+/;

/** In PostgreSQL's query language: all of the words, each as the beginning of one. Undefined for text without any. */
function toWordQuery(text: string): string | undefined {
  const words = text.split(BETWEEN_WORDS).map((word) => word.replaceAll(/[^\p{L}\p{N}]/gu, ''));
  const known = words.filter((word) => word !== '');
  return known.length === 0 ? undefined : known.map((word) => `'${word}':*`).join(' & ');
}

export interface FoundByWords {
  readonly ids: readonly string[];
  /** There are more than `limit`. */
  readonly cut: boolean;
}

/** People of whose name, userName or address each word of the text is the beginning of a word, of now or of earlier. */
export async function findIdsByWords(
  db: Kysely<Database>,
  text: string,
  limit: number,
): Promise<FoundByWords> {
  const query = toWordQuery(text);
  if (query === undefined) return { ids: [], cut: false };
  const { rows } = await sql<{ user_id: string }>`
    select user_id from bridge.kept_user
    where bridge.words_of(genesys_name, user_name, email_key) @@ to_tsquery('pg_catalog.simple', ${query})
    union
    select subject as user_id from bridge.audit
    where personal is not null and subject is not null
      and bridge.words_of(personal->>'name', personal->>'userName', personal->>'email')
        @@ to_tsquery('pg_catalog.simple', ${query})
    limit ${limit + 1}`.execute(db);
  const ids = rows.map((row) => row.user_id);
  return { ids: ids.slice(0, limit), cut: ids.length > limit };
}
