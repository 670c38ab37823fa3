/** What SCIM clients do, in the audit trail: who, to whom, in which request, and the Genesys calls that did it. */

import type { Kysely, Transaction } from 'kysely';
import { BridgeError } from '../errors.ts';
import { type AuditedWrite, tellWrites } from '../genesys/audited-writes.ts';
import type { ScimContext } from '../scim/backend.ts';
import { type AuditEntry, recordAudit } from '../store/audit.ts';
import type { Database } from '../store/tables.ts';
import { takeWrites } from './interactive-call.ts';

type Db = Kysely<Database> | Transaction<Database>;
type Action = Pick<AuditEntry, 'at' | 'action' | 'subject' | 'detail' | 'personal'>;

/** Where entries go, and what time it is. */
export interface Trail {
  readonly db: Db;
  readonly now: () => Date;
}

/** The entry tells of what the request has written since its last one. */
export async function recordAction(db: Db, context: ScimContext, action: Action): Promise<void> {
  await recordAudit(db, toEntry(context, action, takeWrites(context)));
}

/** Does the work; when it fails half-way, an entry tells of what has been written until then. */
export async function auditHalfDone<T>(
  { db, now }: Trail,
  context: ScimContext,
  action: Pick<Action, 'action' | 'subject'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const writes = takeWrites(context);
    const detail = { error: error instanceof BridgeError ? error.code : 'internal' };
    // The request's own failure is what its client has to learn of, whatever becomes of the entry.
    if (writes.length > 0) {
      await recordAudit(db, toEntry(context, { ...action, at: now(), detail }, writes)).catch(
        () => undefined,
      );
    }
    throw error;
  }
}

function toEntry(
  { client, requestId }: ScimContext,
  action: Action,
  writes: readonly AuditedWrite[],
): AuditEntry {
  return { ...action, actor: client.name, requestId, ...tellWrites(writes, action.detail) };
}
