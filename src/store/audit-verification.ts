/** Looks for changed, removed and inserted entries of the audit trail. */

import type { Kysely, Selectable } from 'kysely';
import { BridgeError } from '../errors.ts';
import { hashEntry, hashPersonal } from './audit-chain.ts';
import { PRUNED } from './audit-erasure.ts';
import type { AuditChainTable, AuditTable, Database } from './tables.ts';

export interface AuditProblem {
  /** Place in the chain. */
  readonly position: number;
  /** `rewritten`: the chain holds, and is not the one that the kept head belonged to. */
  readonly problem: 'changed' | 'missing' | 'inserted' | 'rewritten';
}

/** The end of the chain at some time. */
export interface AuditHead {
  readonly position: number;
  readonly hash: string;
}

export interface AuditVerdict {
  readonly intact: boolean;
  readonly entries: number;
  /** The end of the chain: kept somewhere else, it later proves that nothing before it was rewritten. */
  readonly head: AuditHead;
  /** The first ones found, at most 100. */
  readonly problems: readonly AuditProblem[];
}

const PAGE = 1000;
const MOST_PROBLEMS = 100;

/**
 * Reads the whole trail page by page; entries written meanwhile are left to the next time. `kept`: a head from before,
 * which still has to be there. Throws `audit.head-dropped` where retention has dropped the entries up to it and more.
 */
export async function verifyAudit(db: Kysely<Database>, kept?: AuditHead): Promise<AuditVerdict> {
  for (;;) {
    const chain = await readChain(db);
    const verdict = await verifyChain(db, chain, kept);
    // Retention that drops entries while they are read must not be taken for tampering.
    if ((await readChain(db)).start_position === chain.start_position) return verdict;
  }
}

function readChain(db: Kysely<Database>): Promise<Selectable<AuditChainTable>> {
  return db.selectFrom('audit_chain').selectAll().executeTakeFirstOrThrow();
}

async function verifyChain(
  db: Kysely<Database>,
  chain: Selectable<AuditChainTable>,
  kept: AuditHead | undefined,
): Promise<AuditVerdict> {
  const problems: AuditProblem[] = [];
  const report = (position: number, problem: AuditProblem['problem']): void => {
    if (problems.length < MOST_PROBLEMS) problems.push({ position, problem });
  };
  let entries = 0;
  let position = chain.start_position;
  let hash = chain.start_hash;
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = await readPage(db, after, chain.position);
    for (const row of rows) {
      entries += 1;
      after = row.position;
      if (row.position <= position) {
        report(row.position, 'inserted');
        continue;
      }
      if (row.position !== position + 1) report(position + 1, 'missing');
      else if (row.previous_hash !== hash) report(row.position, 'changed');
      if (!isIntact(row)) report(row.position, 'changed');
      position = row.position;
      hash = row.hash;
    }
    if (rows.length < PAGE) break;
  }
  if (position < chain.position) report(position + 1, 'missing');
  else if (hash !== chain.hash) report(position, 'changed');
  if (!(await isBeginningTold(db, chain.start_position))) report(chain.start_position, 'missing');
  if (kept !== undefined && !(await isInChain(db, kept))) report(kept.position, 'rewritten');
  for (const beyond of await findBeyond(db)) report(beyond, 'inserted');
  const head = { position: chain.position, hash: chain.hash };
  return { intact: problems.length === 0, entries, head, problems };
}

/** Whoever takes the oldest entries away and moves the beginning has to say so in the trail, as retention does. */
async function isBeginningTold(db: Kysely<Database>, start: number): Promise<boolean> {
  if (start === 0) return true;
  const told = await db
    .selectFrom('audit')
    .select('detail')
    .where('action', '=', PRUNED)
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
  return told?.detail.upTo === start;
}

async function isInChain(db: Kysely<Database>, { position, hash }: AuditHead): Promise<boolean> {
  const { start_position, start_hash } = await readChain(db);
  if (position < start_position) {
    throw new BridgeError(
      `entries up to ${start_position} were dropped by retention: keep a head of a later position than ${position}`,
      { code: 'audit.head-dropped', status: 409 },
    );
  }
  if (position === start_position) return hash === start_hash;
  const row = await db.selectFrom('audit').select('hash').where('position', '=', position).executeTakeFirst();
  return row?.hash === hash;
}

function readPage(db: Kysely<Database>, after: number, upTo: number) {
  return db
    .selectFrom('audit')
    .selectAll()
    .where('position', '>', after)
    .where('position', '<=', upTo)
    .orderBy('position')
    .limit(PAGE)
    .execute();
}

function isIntact(row: Selectable<AuditTable>): boolean {
  const { personal, personal_salt: salt, personal_hash: personalHash } = row;
  if (personal !== null && (salt === null || hashPersonal(personal, salt) !== personalHash)) return false;
  const expected = hashEntry({
    position: row.position,
    previousHash: row.previous_hash,
    at: row.at,
    actor: row.actor,
    action: row.action,
    subject: row.subject,
    requestId: row.request_id,
    correlationId: row.correlation_id,
    detail: row.detail,
    personalHash,
  });
  return row.hash === expected;
}

/** Asked in one statement, so that entries added meanwhile are not taken for foreign ones. */
async function findBeyond(db: Kysely<Database>): Promise<number[]> {
  const rows = await db
    .selectFrom('audit')
    .select('position')
    .where('position', '>', (expression) => expression.selectFrom('audit_chain').select('position'))
    .orderBy('position')
    .limit(MOST_PROBLEMS)
    .execute();
  return rows.map((row) => row.position);
}
