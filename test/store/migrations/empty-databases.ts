/** Databases without a table, for tests that migrate them step by step. */

import { randomBytes } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { EmbeddedPool } from '../../../src/store/embedded/pool.ts';
import type { Database } from '../../../src/store/tables.ts';

export interface OpenedDatabase {
  readonly db: Kysely<Database>;
  /** Any number of statements. */
  run(statements: string): Promise<void>;
  close(): Promise<void>;
}

/** The embedded engine always; PostgreSQL where `TEST_DATABASE_URL` names a server to make databases on. */
export const EMPTY: readonly (readonly [engine: string, open: () => Promise<OpenedDatabase>])[] = [
  ['embedded', openEmbedded],
  ...(process.env.TEST_DATABASE_URL === undefined ? [] : [['postgres', openPostgres] as const]),
];

async function openEmbedded(): Promise<OpenedDatabase> {
  const lite = await PGlite.create();
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: new EmbeddedPool(lite) }) });
  return { db, run: async (statements) => void (await lite.exec(statements)), close: () => lite.close() };
}

async function execute(databaseUrl: string, statements: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(statements).finally(() => client.end());
}

async function openPostgres(): Promise<OpenedDatabase> {
  const server = process.env.TEST_DATABASE_URL ?? '';
  const name = `bridge_test_${randomBytes(6).toString('hex')}`;
  await execute(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 4 });
  pool.on('error', () => undefined);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    run: (statements) => execute(url.href, statements),
    close: async () => {
      await db.destroy();
      await execute(server, `drop database ${name} with (force)`);
    },
  };
}
