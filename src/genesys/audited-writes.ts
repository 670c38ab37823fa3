/** Writes that Genesys took, as the audit trail tells of them. */

import { isRead } from './operation.ts';
import type { CallInfo } from './sender.ts';

export interface AuditedWrite {
  /** `PUT /api/v2/users/{userId}/state`. */
  readonly operation: string;
  /** Genesys' `ININ-Correlation-Id`. */
  readonly correlationId?: string;
}

/** Undefined for a read, and for what Genesys refused or did not answer. */
function toAuditedWrite(call: CallInfo): AuditedWrite | undefined {
  const { operation, status, correlationId } = call;
  if (isRead(call) || status === undefined || status >= 300) return undefined;
  return correlationId === undefined ? { operation } : { operation, correlationId };
}

/** What an audit entry says of the calls that did it: all of them, and the last one's id as its own. */
export function tellWrites(
  writes: readonly AuditedWrite[],
  detail: Readonly<Record<string, unknown>>,
): { readonly detail: Readonly<Record<string, unknown>>; readonly correlationId?: string } {
  const last = writes.at(-1);
  if (last === undefined) return { detail };
  const { correlationId } = last;
  return {
    detail: { ...detail, genesysCalls: writes },
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}

/** Gathers the writes among the calls it is told of. */
export class WriteLog {
  #writes: AuditedWrite[] = [];

  readonly note = (call: CallInfo): void => {
    const write = toAuditedWrite(call);
    if (write !== undefined) this.#writes.push(write);
  };

  /** Each write is handed out once. */
  take(): readonly AuditedWrite[] {
    const writes = this.#writes;
    this.#writes = [];
    return writes;
  }
}
