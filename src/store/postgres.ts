import pg from 'pg';
import type { Logger } from '../telemetry/logger.ts';

const CONNECTIONS = 10;
const CONNECT_LIMIT_MS = 5_000;
/** A SCIM request is answered within 25 s, and its first question is who asks. */
const QUERY_LIMIT_MS = 15_000;
/**
 * An instance that is paused or cut off in the middle of a transaction holds its locks, among them the one on the
 * end of the audit trail that every other instance needs: the server ends such a transaction.
 */
const IDLE_IN_TRANSACTION_LIMIT_MS = 5_000;

export interface PoolLimits {
  /** Longest time that one statement may take, in milliseconds; 0 is no limit. */
  readonly queryLimitMs?: number;
}

/** A pool on a PostgreSQL server. A lost idle connection is logged and replaced, never fatal. */
export function openPostgresPool(
  databaseUrl: string,
  log: Logger,
  { queryLimitMs = QUERY_LIMIT_MS }: PoolLimits = {},
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    query_timeout: queryLimitMs,
    keepAlive: true,
    application_name: 'genesys-scim-bridge',
    types: { getTypeParser },
    // Not as parameters of the connection: poolers such as PgBouncer refuse those they do not know.
    onConnect: (client) =>
      client.query(
        `set statement_timeout = ${queryLimitMs};
         set idle_in_transaction_session_timeout = ${queryLimitMs === 0 ? 0 : IDLE_IN_TRANSACTION_LIMIT_MS}`,
      ),
  });
  pool.on('error', (error) => log.warn('Lost an idle connection to PostgreSQL.', { error }));
  // While a connection is checked out the pool does not listen; its owner sees the error in its query.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** As the embedded database does: bigint, which counts and identities are, becomes a number. */
function getTypeParser(
  ...[oid, format]: Parameters<typeof pg.types.getTypeParser>
): (value: string) => unknown {
  return oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format);
}
