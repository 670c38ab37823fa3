/** Tells an outage of the database, which passes, from a fault of ours. */

import { BridgeError } from '../errors.ts';

/** Seconds after which a caller may try again; a restart of PostgreSQL takes about as long. */
const RETRY_AFTER_SECONDS = 5;

interface Outage {
  /** Safe to be shown to callers: names neither host nor user. */
  readonly reason: string;
  /** Whether the connection is of no use any more. */
  readonly lost: boolean;
}

/** By SQLSTATE, its class first (PostgreSQL's documentation, appendix A). */
const STATES: readonly (readonly [state: RegExp, outage: Outage])[] = [
  [/^53100$/, { reason: 'its disk is full', lost: false }],
  [/^53/, { reason: 'it has no room for this', lost: false }],
  [/^58/, { reason: 'its files cannot be read or written', lost: false }],
  [/^40|^55P03$/, { reason: 'other transactions were in the way', lost: false }],
  [/^57014$/, { reason: 'it took too long', lost: false }],
  [/^25006$/, { reason: 'it only takes reads at the moment', lost: true }],
  [/^57P|^08|^25P03$/, { reason: 'the connection to it was lost', lost: true }],
];

const UNREACHABLE: Outage = { reason: 'it cannot be reached', lost: true };
/** What Node and the operating system call connections that do not come about or break. */
const SYSTEM =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH|EHOSTDOWN|ENOENT)$/;
/** What pg says without a code. */
const TEXT =
  /^Connection terminated|^timeout exceeded when trying to connect|^Query read timeout|connection error and is not queryable|^Client was closed/;

function findOutage(error: unknown): Outage | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = STATES.find(([state]) => code.length === 5 && state.test(code));
  if (known !== undefined) return known[1];
  return SYSTEM.test(code) || TEXT.test(error.message) ? UNREACHABLE : undefined;
}

/** Whether the connection that failed so is of no use any more. */
export function isConnectionLost(error: unknown): boolean {
  return findOutage(error)?.lost === true;
}

/** Whether PostgreSQL ended a transaction because others were in its way: it may be tried again at once. */
export function wasInTheWay(error: unknown): boolean {
  if (error instanceof BridgeError) return wasInTheWay(error.cause);
  return error instanceof Error && 'code' in error && /^40...$/.test(String(error.code));
}

/** The failure as 503 `store.outage` when it is one that passes; anything else as it is. */
export function explainOutage(error: unknown): unknown {
  const outage = findOutage(error);
  if (outage === undefined) return error;
  return new BridgeError(`The database of the bridge does not answer: ${outage.reason}. Try again later`, {
    code: 'store.outage',
    status: 503,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    expose: true,
    cause: error,
  });
}
