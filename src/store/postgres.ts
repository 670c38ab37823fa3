import pg from 'pg';
import type { Logger } from '../telemetry/logger.ts';

const CONNECTIONS = 10;
const CONNECT_LIMIT_MS = 10_000;
const QUERY_LIMIT_MS = 30_000;

/** A pool on a PostgreSQL server. A lost idle connection is logged and replaced, never fatal. */
export function openPostgresPool(databaseUrl: string, log: Logger): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    query_timeout: QUERY_LIMIT_MS,
    keepAlive: true,
    application_name: 'genesys-scim-bridge',
    types: { getTypeParser },
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
