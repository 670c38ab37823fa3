/** Waits at the start until the PostgreSQL server answers: it may be started together with the bridge, or be failing over. */

import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { BridgeError } from '../errors.ts';
import type { Logger } from '../telemetry/logger.ts';
import { isConnectionLost } from './outage.ts';

const ASK_EVERY_MS = 1_000;
const LOG_EVERY_MS = 5_000;

export interface Patience {
  readonly databaseUrl: string;
  /** 0: a server that does not answer at once is `store.unreachable`. */
  readonly waitMs: number;
  readonly log: Logger;
}

/** Throws `store.unreachable` after `waitMs`, and at once for what no waiting cures, such as a wrong password. */
export async function awaitPostgres(pool: pg.Pool, { databaseUrl, waitMs, log }: Patience): Promise<void> {
  const began = performance.now();
  let logged = Number.NEGATIVE_INFINITY;
  for (;;) {
    const error = await ask(pool);
    if (error === undefined) return;
    const waitedMs = performance.now() - began;
    if (!isConnectionLost(error) || waitedMs + ASK_EVERY_MS > waitMs) throw unreachable(databaseUrl, error);
    if (waitedMs - logged >= LOG_EVERY_MS) {
      logged = waitedMs;
      log.warn('waiting for the database', {
        database: withoutSecrets(databaseUrl),
        reason: reasonOf(error),
        waitedSeconds: Math.round(waitedMs / 1_000),
        limitSeconds: Math.round(waitMs / 1_000),
      });
    }
    await wait(ASK_EVERY_MS);
  }
}

async function ask(pool: pg.Pool): Promise<unknown> {
  try {
    await pool.query('select 1');
    return undefined;
  } catch (error) {
    return error;
  }
}

function unreachable(databaseUrl: string, cause: unknown): BridgeError {
  return new BridgeError(
    `PostgreSQL at ${withoutSecrets(databaseUrl)} refused or did not answer (${reasonOf(cause)}): ` +
      'check DATABASE_URL and that the server is running.',
    { code: 'store.unreachable', status: 503, cause },
  );
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : String(error));
}

/** Host and database of a connection string, for messages. */
export function withoutSecrets(databaseUrl: string): string {
  const url = URL.parse(databaseUrl);
  return url === null ? 'the given DATABASE_URL' : `${url.host}${url.pathname}`;
}
