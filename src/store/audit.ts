/** The audit trail: who did what to whom, when, and in which request. Only ever added to, each entry chained to the last. */

import type { Kysely, Selectable, Transaction } from 'kysely';
import type { AuditAction } from './audit-actions.ts';
import { hashEntry, type Personal, sealPersonal } from './audit-chain.ts';
import type { AuditTable, Database } from './tables.ts';

type Queryable = Kysely<Database> | Transaction<Database>;

interface Entry {
  readonly at: Date;
  /** Name of the SCIM client, `bridge` for its own work, `command line (alice)`, or who is signed in to the console. */
  readonly actor: string;
  /** Genesys user id, where the entry is about a person. */
  readonly subject?: string;
  /** Genesys' `ININ-Correlation-Id` of the call that the entry tells of. */
  readonly correlationId?: string;
  /** No names and no e-mail addresses of people: what is in here can never be erased. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** Names and addresses, for example `name` and `email`; can be erased without breaking the chain. */
  readonly personal?: Personal;
}

export interface AuditEntry extends Entry {
  readonly action: AuditAction;
  /** Of the request or the command that caused it, however much later; for the bridge's own work an id of that run. */
  readonly requestId: string;
}

/** An administrator at work: who decides, in which request or command. */
export type Administrator = Pick<AuditEntry, 'actor' | 'requestId'>;

/** As older and newer versions may have written it too. */
type AnyEntry = Entry & { readonly action: string; readonly requestId?: string };

export type RecordedEntry = AnyEntry & {
  readonly seq: number;
  readonly position: number;
  /** SHA-256 over the entry and the hash before it, in hex. */
  readonly hash: string;
};

/**
 * Inside a transaction the entry commits or rolls back with what it tells. Entries take turns until the commit,
 * so let it be the last thing that a transaction locks.
 */
export async function recordAudit(db: Queryable, entry: AuditEntry): Promise<void> {
  await appendToTrail(db, entry);
}

/** The trail itself takes entries of any kind, as it holds those of other versions. */
export async function appendToTrail(db: Queryable, entry: AnyEntry): Promise<void> {
  if (db.isTransaction) await append(db, entry);
  else await db.transaction().execute((transaction) => append(transaction, entry));
}

/** The end of the chain, which nobody else writes to before the transaction is over. */
export async function lockChain(
  db: Queryable,
): Promise<{ readonly position: number; readonly hash: string }> {
  return await db
    .selectFrom('audit_chain')
    .select(['position', 'hash'])
    .forUpdate()
    .executeTakeFirstOrThrow();
}

async function append(db: Queryable, entry: AnyEntry): Promise<void> {
  const last = await lockChain(db);
  const position = last.position + 1;
  const detail = JSON.stringify(entry.detail);
  const sealed = entry.personal === undefined ? undefined : sealPersonal(entry.personal);
  const hash = hashEntry({
    position,
    previousHash: last.hash,
    at: entry.at,
    actor: entry.actor,
    action: entry.action,
    subject: entry.subject ?? null,
    requestId: entry.requestId ?? null,
    correlationId: entry.correlationId ?? null,
    detail: JSON.parse(detail),
    personalHash: sealed?.personal_hash ?? null,
  });
  const row = {
    at: entry.at,
    actor: entry.actor,
    action: entry.action,
    subject: entry.subject ?? null,
    request_id: entry.requestId ?? null,
    correlation_id: entry.correlationId ?? null,
    detail,
    personal: entry.personal === undefined ? null : JSON.stringify(entry.personal),
    personal_salt: null,
    personal_hash: null,
    ...sealed,
    position,
    previous_hash: last.hash,
    hash,
  };
  // One statement: all others wait for this transaction's end.
  await db
    .with('entry', (inside) => inside.insertInto('audit').values(row))
    .updateTable('audit_chain')
    .set({ position, hash })
    .execute();
}

export interface AuditSearch {
  readonly subject?: string | undefined;
  readonly actor?: string | undefined;
  /** The whole of it, or with a `*` at its end the beginning: `step.*`. */
  readonly action?: string | undefined;
  readonly requestId?: string | undefined;
  /** At this time or later. */
  readonly since?: Date | undefined;
  /** Before this time. */
  readonly until?: Date | undefined;
  /** Entries older than this `seq`. */
  readonly before?: number | undefined;
  readonly limit: number;
}

function matchAction(action: string): readonly [operator: '=' | 'like', operand: string] {
  if (!action.endsWith('*')) return ['=', action];
  return ['like', `${action.slice(0, -1).replaceAll(/[\\%_]/g, '\\$&')}%`];
}

/** Newest first. */
export async function listAudit(db: Queryable, search: AuditSearch): Promise<RecordedEntry[]> {
  let query = db.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(search.limit);
  const { subject, actor, action, requestId, since, until, before } = search;
  if (subject !== undefined) query = query.where('subject', '=', subject);
  if (actor !== undefined) query = query.where('actor', '=', actor);
  if (action !== undefined) query = query.where('action', ...matchAction(action));
  if (requestId !== undefined) query = query.where('request_id', '=', requestId);
  if (since !== undefined) query = query.where('at', '>=', since);
  if (until !== undefined) query = query.where('at', '<', until);
  if (before !== undefined) query = query.where('seq', '<', before);
  return (await query.execute()).map(toEntry);
}

/** Those of the people about whom something was written down since then. */
export async function findSubjectsSince(
  db: Queryable,
  subjects: readonly string[],
  since: Date,
): Promise<ReadonlySet<string>> {
  if (subjects.length === 0) return new Set();
  const rows = await db
    .selectFrom('audit')
    .select('subject')
    .distinct()
    .where('subject', 'in', subjects)
    .where('at', '>=', since)
    .execute();
  return new Set(rows.flatMap(({ subject }) => subject ?? []));
}

/** A row as it is shown. */
export function toEntry(row: Selectable<AuditTable>): RecordedEntry {
  return {
    seq: row.seq,
    position: row.position,
    at: row.at,
    actor: row.actor,
    action: row.action,
    detail: row.detail,
    hash: row.hash,
    ...(row.subject === null ? {} : { subject: row.subject }),
    ...(row.request_id === null ? {} : { requestId: row.request_id }),
    ...(row.correlation_id === null ? {} : { correlationId: row.correlation_id }),
    ...(row.personal === null ? {} : { personal: row.personal }),
  };
}
