import { type AuditedWrite, WriteLog } from '../genesys/audited-writes.ts';
import type { CallOptions } from '../genesys/call-options.ts';
import type { CallInfo } from '../genesys/client.ts';
import type { ScimContext } from '../scim/backend.ts';

/** What each request has written in Genesys and no entry of the audit trail tells of yet. */
const logs = new WeakMap<ScimContext, WriteLog>();

function logOf(context: ScimContext): WriteLog {
  const log = logs.get(context) ?? new WriteLog();
  logs.set(context, log);
  return log;
}

/** Every call of each request, for whoever looks into it; those of a bulk request's operations are the request's own. */
const calls = new WeakMap<ScimContext, CallInfo[]>();
/** A list of everybody makes hundreds. */
const MOST_CALLS = 50;
const NO_CALLS: readonly CallInfo[] = [];

function noteCall(context: ScimContext, call: CallInfo): void {
  const whole = context.root ?? context;
  const noted = calls.get(whole);
  if (noted === undefined) calls.set(whole, [call]);
  else if (noted.length < MOST_CALLS) noted.push(call);
}

/** The first ones that went to Genesys Cloud for the request. */
export function readCalls(context: ScimContext): readonly CallInfo[] {
  return calls.get(context) ?? NO_CALLS;
}

/** A Genesys call that a SCIM client waits for, ended with its request. */
export function toCall(context: ScimContext): CallOptions {
  const { signal, deadline } = context;
  const log = logOf(context);
  const onCall = (call: CallInfo): void => {
    log.note(call);
    noteCall(context, call);
  };
  return { priority: 'interactive', signal, deadline, onCall };
}

/** The same for lists: an import at full speed must not delay whoever asks about one person. */
export function toListCall(context: ScimContext): CallOptions {
  const { signal, deadline } = context;
  return { priority: 'background', signal, deadline, onCall: (call) => noteCall(context, call) };
}

/** Each write is handed out once. */
export function takeWrites(context: ScimContext): readonly AuditedWrite[] {
  return logOf(context).take();
}
