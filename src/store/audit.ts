/** The audit trail: who did what to whom, when, and in which request. Only ever added to. */

import type { Kysely, Transaction } from 'kysely';
import type { Database } from './tables.ts';

type Queryable = Kysely<Database> | Transaction<Database>;

export interface AuditEntry {
  readonly at: Date;
  /** Name of the SCIM client, `bridge` for its own work, or `command line`. */
  readonly actor: string;
  /** Dotted, for example `deactivate.accepted` or `token.created`. */
  readonly action: string;
  /** Genesys user id, where the entry is about a person. */
  readonly subject?: string;
  readonly requestId?: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export type RecordedEntry = AuditEntry & { readonly seq: number };

/** Inside a transaction the entry commits or rolls back with what it tells. */
export async function recordAudit(db: Queryable, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('audit')
    .values({
      at: entry.at,
      actor: entry.actor,
      action: entry.action,
      subject: entry.subject ?? null,
      request_id: entry.requestId ?? null,
      detail: JSON.stringify(entry.detail),
    })
    .execute();
}

export interface AuditSearch {
  readonly subject?: string;
  /** Entries older than this `seq`. */
  readonly before?: number;
  readonly limit: number;
}

/** Newest first. */
export async function listAudit(db: Queryable, search: AuditSearch): Promise<RecordedEntry[]> {
  let query = db.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(search.limit);
  if (search.subject !== undefined) query = query.where('subject', '=', search.subject);
  if (search.before !== undefined) query = query.where('seq', '<', search.before);
  const rows = await query.execute();
  return rows.map((row) => ({
    seq: row.seq,
    at: row.at,
    actor: row.actor,
    action: row.action,
    detail: row.detail,
    ...(row.subject === null ? {} : { subject: row.subject }),
    ...(row.request_id === null ? {} : { requestId: row.request_id }),
  }));
}
