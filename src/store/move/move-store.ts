/** Moves everything from one database to an empty one: all of it, compared, or nothing. */

import { type Kysely, sql, type Transaction } from 'kysely';
import { BridgeError } from '../../errors.ts';
import { type Administrator, recordAudit } from '../audit.ts';
import { type AuditVerdict, verifyAudit } from '../audit-verification.ts';
import { SCHEMA } from '../migrations/run.ts';
import type { Store } from '../open.ts';
import { listWorked } from '../people.ts';
import type { WorkQueue } from '../queue.ts';
import type { Database } from '../tables.ts';
import { copyTable } from './copy-table.ts';
import { countRows, listTables, type RowCounts } from './table-list.ts';

export interface Moved {
  /** Rows of each table; the same in both databases. */
  readonly rows: RowCounts;
  /** The verified trail; the same in both databases. */
  readonly audit: Pick<AuditVerdict, 'entries' | 'head'>;
  /** People with work under way, for whom the new database has a job. */
  readonly jobs: number;
}

/** Holds one row from the beginning: the ends of an empty chain. */
const CHAIN_ENDS = 'audit_chain';

/**
 * Copies in one transaction of `target`, in which nobody else can write. Jobs are not copied: they say only "look at
 * this person", so each person with work under way gets a new one. The trail of `target` tells of the move. Throws `store.not-empty`, `store.audit-broken`.
 */
export async function moveStore(
  source: Store,
  target: Store,
  queue: WorkQueue,
  by: Administrator,
  now: Date,
): Promise<Moved> {
  const tables = await listTables(source.db);
  const audit = await verifyAudit(source.db);
  if (!audit.intact) throw brokenTrail();
  return await target.db.transaction().execute(async (transaction) => {
    await keepOthersOut(transaction, tables);
    await refuseData(transaction, tables);
    await sql`delete from ${sql.id(SCHEMA, CHAIN_ENDS)}`.execute(transaction);
    for (const table of tables) await copyTable(source.db, transaction, table);
    const rows = await compareRows(source.db, transaction, tables);
    await compareTrail(transaction, audit);
    const jobs = await requestLooks(transaction, queue);
    const { entries, head } = audit;
    const detail = { entries, head };
    await recordAudit(transaction, { at: now, ...by, action: 'store.moved', detail });
    return { rows, audit: { entries, head }, jobs };
  });
}

async function keepOthersOut(transaction: Transaction<Database>, tables: readonly string[]): Promise<void> {
  // A page that is read from the other database may take longer than a transaction may idle otherwise.
  await sql`set local idle_in_transaction_session_timeout = 0`.execute(transaction);
  const names = sql.join(tables.map((table) => sql.id(SCHEMA, table)));
  await sql`lock table ${names} in exclusive mode`.execute(transaction);
}

async function refuseData(transaction: Transaction<Database>, tables: readonly string[]): Promise<void> {
  const counts = await countRows(
    transaction,
    tables.filter((table) => table !== CHAIN_ENDS),
  );
  const filled = Object.entries(counts).filter(([, count]) => count > 0);
  if (filled.length === 0) return;
  throw new BridgeError(
    `The target holds data already (${filled.map(([table, count]) => `${table} ${count}`).join(', ')}): ` +
      'name an empty database.',
    { code: 'store.not-empty', status: 409 },
  );
}

async function compareRows(
  source: Kysely<Database>,
  target: Transaction<Database>,
  tables: readonly string[],
): Promise<RowCounts> {
  const [before, after] = [await countRows(source, tables), await countRows(target, tables)];
  const different = tables.filter((table) => before[table] !== after[table]);
  if (different.length === 0) return after;
  throw incomplete(`${different.join(', ')} would have other numbers of rows`);
}

async function compareTrail(target: Transaction<Database>, { entries, head }: AuditVerdict): Promise<void> {
  const copy = await verifyAudit(target);
  const isSame = copy.entries === entries && copy.head.hash === head.hash;
  if (!copy.intact || !isSame) throw incomplete('the audit trail would differ');
}

async function requestLooks(transaction: Transaction<Database>, queue: WorkQueue): Promise<number> {
  const people = await listWorked(transaction);
  for (const { userId, urgent } of people) await queue.request(userId, { urgent }, transaction);
  return people.length;
}

function brokenTrail(): BridgeError {
  return new BridgeError(
    'The audit trail is not intact, and a copy could not be told from the original: look at it with audit verify first.',
    { code: 'store.audit-broken', status: 409 },
  );
}

function incomplete(what: string): BridgeError {
  return new BridgeError(`The copy is not complete, so nothing was moved: ${what}.`, {
    code: 'store.copy-differs',
    status: 500,
  });
}
