/** A look at the database that changes nothing: neither tables nor a folder come into being. */

import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Kysely, PostgresDialect, type PostgresPool, sql } from 'kysely';
import type { Logger } from '../telemetry/logger.ts';
import { type CredentialInfo, listCredentials } from './credentials.ts';
import { openEmbedded } from './embedded/open.ts';
import { readSchemaVersion, SCHEMA, type SchemaVersion } from './migrations/run.ts';
import { openPostgresPool } from './postgres.ts';
import type { Database } from './tables.ts';

export interface Inspection {
  /** Of PostgreSQL, for example `17.5`. */
  readonly version: string;
  readonly bytes: number;
  readonly schema: SchemaVersion;
}

export async function inspect(db: Kysely<Database>): Promise<Inspection> {
  const { rows } = await sql<{ version: string; bytes: number }>`
    select current_setting('server_version') as version,
      pg_database_size(current_database())::float8 as bytes`.execute(db);
  return {
    version: rows[0]?.version ?? 'unknown',
    bytes: rows[0]?.bytes ?? 0,
    schema: await readSchemaVersion(db),
  };
}

export interface DatabasePlace {
  readonly databaseUrl?: string | undefined;
  readonly dataFolder: string;
}

export interface FoundDatabase extends Inspection {
  /** Undefined where this version of the code cannot read them. */
  readonly credentials: readonly CredentialInfo[] | undefined;
}

/**
 * Undefined for an embedded database that does not exist yet. Throws as opening does, `store.locked` when a
 * running bridge has the embedded one.
 */
export async function findDatabase(
  { databaseUrl, dataFolder }: DatabasePlace,
  log: Logger,
): Promise<FoundDatabase | undefined> {
  if (databaseUrl !== undefined) {
    const pool = openPostgresPool(databaseUrl, log);
    return await look(pool).finally(() => pool.end());
  }
  if (!existsSync(join(resolve(dataFolder), 'postgres'))) return undefined;
  const { pool, close } = await openEmbedded({ dataFolder, log });
  return await look(pool).finally(close);
}

async function look(pool: PostgresPool): Promise<FoundDatabase> {
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  const inspection = await inspect(db);
  const { pending, incompatible } = inspection.schema;
  const isReadable = pending.length === 0 && incompatible.length === 0;
  const credentials = isReadable ? await listCredentials(db.withSchema(SCHEMA)) : undefined;
  return { ...inspection, credentials };
}

/** Bytes that this user may still write on the disk of a folder, which need not exist yet. */
export async function readFreeBytes(folder: string): Promise<number> {
  let place = resolve(folder);
  while (!existsSync(place)) place = dirname(place);
  const { bavail, bsize } = await statfs(place);
  return bavail * bsize;
}
