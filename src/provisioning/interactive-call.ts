import { type AuditedWrite, WriteLog } from '../genesys/audited-writes.ts';
import type { CallOptions } from '../genesys/call-options.ts';
import type { ScimContext } from '../scim/backend.ts';

/** What each request has written in Genesys and no entry of the audit trail tells of yet. */
const logs = new WeakMap<ScimContext, WriteLog>();

function logOf(context: ScimContext): WriteLog {
  const log = logs.get(context) ?? new WriteLog();
  logs.set(context, log);
  return log;
}

/** A Genesys call that a SCIM client waits for, ended with its request. */
export function toCall(context: ScimContext): CallOptions {
  const { signal, deadline } = context;
  return { priority: 'interactive', signal, deadline, onCall: logOf(context).note };
}

/** The same for lists: an import at full speed must not delay whoever asks about one person. */
export function toListCall({ signal, deadline }: ScimContext): CallOptions {
  return { priority: 'background', signal, deadline };
}

/** Each write is handed out once. */
export function takeWrites(context: ScimContext): readonly AuditedWrite[] {
  return logOf(context).take();
}
