/** What leaves the audit trail on purpose: names and addresses of one person, and entries that are old enough. */

import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { type Administrator, lockChain, recordAudit } from './audit.ts';
import type { Database } from './tables.ts';

/** Tells of entries that retention has dropped. */
export const PRUNED = 'audit.pruned';

/**
 * Erases names and addresses of one person (GDPR); the entries themselves stay, and one more says who erased.
 * Returns how many held some.
 */
export async function erasePersonal(
  db: Kysely<Database>,
  subject: string,
  by: Administrator,
  at: Date,
): Promise<number> {
  return await db.transaction().execute(async (transaction) => {
    // First, as whoever drops old entries does: two that wait for each other would both fail.
    await lockChain(transaction);
    const result = await transaction
      .updateTable('audit')
      .set({ personal: null, personal_salt: null })
      .where('subject', '=', subject)
      .where('personal', 'is not', null)
      .executeTakeFirst();
    const entries = Number(result.numUpdatedRows);
    await recordAudit(transaction, { ...by, at, action: 'personal.erased', subject, detail: { entries } });
    return entries;
  });
}

/**
 * Drops the oldest entries up to the first one that is not older than `before`. The chain then begins at the
 * hash of the last one dropped, and a new entry says up to which: `verifyAudit` looks for it. Returns how many were
 * dropped.
 */
export async function pruneAudit(db: Kysely<Database>, before: Date, at: Date): Promise<number> {
  return await db.transaction().execute(async (transaction) => {
    await lockChain(transaction);
    const kept = await transaction
      .selectFrom('audit')
      .select((expression) => expression.fn.min('position').as('position'))
      .where('at', '>=', before)
      .executeTakeFirst();
    let old = transaction
      .selectFrom('audit')
      .select(['position', 'hash'])
      .orderBy('position', 'desc')
      .limit(1);
    if (kept?.position) old = old.where('position', '<', kept.position);
    const last = await old.executeTakeFirst();
    if (last === undefined) return 0;
    await transaction
      .updateTable('audit_chain')
      .set({ start_position: last.position, start_hash: last.hash })
      .execute();
    const dropped = await transaction
      .deleteFrom('audit')
      .where('position', '<=', last.position)
      .executeTakeFirst();
    const entries = Number(dropped.numDeletedRows);
    const detail = { entries, before: before.toISOString(), upTo: last.position };
    const run = { actor: 'bridge', requestId: randomUUID() };
    await recordAudit(transaction, { at, ...run, action: PRUNED, detail });
    return entries;
  });
}
