/** What people are called, as far as the database remembers: for lists that Genesys Cloud need not be asked for. */

import { type Kysely, sql } from 'kysely';
import { findKeptUsers } from './kept-users.ts';
import type { Database } from './tables.ts';

export interface KnownName {
  readonly name?: string;
  readonly email?: string;
}

/** By id; whoever was erased, or was never named, is missing. */
export async function listNames(
  db: Kysely<Database>,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, KnownName>> {
  const kept = await findKeptUsers(db, userIds);
  const names = new Map<string, KnownName>();
  for (const [id, { genesysName: name, emailKey: email }] of kept) names.set(id, { name, email });
  for (const [id, name] of await listTold(
    db,
    userIds.filter((id) => !kept.has(id)),
  )) {
    names.set(id, name);
  }
  return names;
}

/** As the audit trail had them last. */
async function listTold(
  db: Kysely<Database>,
  userIds: readonly string[],
): Promise<readonly (readonly [string, KnownName])[]> {
  if (userIds.length === 0) return [];
  const rows = await db
    .selectFrom('audit')
    .distinctOn('subject')
    .select(['subject', sql<string | null>`personal->>'name'`.as('name')])
    .select(sql<string | null>`personal->>'email'`.as('email'))
    .where('subject', 'in', userIds)
    .where('personal', 'is not', null)
    .orderBy('subject')
    .orderBy('seq', 'desc')
    .execute();
  return rows.flatMap(({ subject, name, email }) =>
    subject === null
      ? []
      : [[subject, { ...(name === null ? {} : { name }), ...(email === null ? {} : { email }) }] as const],
  );
}
