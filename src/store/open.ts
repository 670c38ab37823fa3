import { Kysely, PostgresDialect, type PostgresPool, sql } from 'kysely';
import type { Logger } from '../telemetry/logger.ts';
import { awaitPostgres } from './await-postgres.ts';
import { openEmbedded } from './embedded/open.ts';
import type { EmbeddedPool } from './embedded/pool.ts';
import { migrate, SCHEMA } from './migrations/run.ts';
import { openPostgresPool } from './postgres.ts';
import { openRehearsalPool } from './rehearsal.ts';
import type { Database } from './tables.ts';
import { watchPool } from './watched-pool.ts';

interface OpenStore {
  /** Bound to the schema `bridge`; raw SQL has to name it. */
  readonly db: Kysely<Database>;
  /** The same database for a rehearsal: reads are real, writes are dropped. */
  rehearse(): Kysely<Database>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Waits for statements under way, then gives the database up. */
  close(): Promise<void>;
}

export type Store =
  | (OpenStore & { readonly kind: 'postgres'; readonly databaseUrl: string })
  | (OpenStore & {
      readonly kind: 'embedded';
      readonly pool: EmbeddedPool;
      /** Makes a back-up of the data folder; `target` must not exist. */
      readonly copyTo: (target: string) => Promise<void>;
    });

export interface StoreOptions {
  /** Connection string of a PostgreSQL server; without it the database is embedded. */
  readonly databaseUrl?: string | undefined;
  /** Folder of the embedded database. */
  readonly dataFolder: string;
  /** Written into the lock of the embedded database, for commands that want to reach its owner. */
  readonly controlSocket?: string;
  /** How long to wait for a PostgreSQL server that does not answer, in milliseconds; not at all unless given. */
  readonly waitMs?: number;
  readonly log: Logger;
}

/** Opens the database and migrates it. Throws `store.locked`, `store.version`, `store.unreachable`... */
export async function openStore(options: StoreOptions): Promise<Store> {
  return options.databaseUrl === undefined
    ? openEmbeddedStore(options)
    : openPostgresStore(options.databaseUrl, options);
}

async function openEmbeddedStore({ dataFolder, controlSocket, log }: StoreOptions): Promise<Store> {
  const { pool, copyTo, ...database } = await openEmbedded({ dataFolder, controlSocket, log });
  const close = once(database.close);
  try {
    const watched = watchPool(pool);
    await migrate(kyselyOn(watched), log);
    return { kind: 'embedded', pool, copyTo, close, ...access(watched) };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openPostgresStore(databaseUrl: string, { log, waitMs = 0 }: StoreOptions): Promise<Store> {
  const pool = openPostgresPool(databaseUrl, log);
  const close = once(() => pool.end());
  try {
    await awaitPostgres(pool, { databaseUrl, waitMs, log });
    await migratePostgres(databaseUrl, log);
    return { kind: 'postgres', databaseUrl, close, ...access(watchPool(pool)) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Over connections of its own: a migration of a large table may take longer than any other statement. */
async function migratePostgres(databaseUrl: string, log: Logger): Promise<void> {
  const pool = openPostgresPool(databaseUrl, log, { queryLimitMs: 0 });
  try {
    await migrate(kyselyOn(watchPool(pool)), log);
  } finally {
    await pool.end();
  }
}

function kyselyOn(pool: PostgresPool): Kysely<Database> {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

function access(pool: PostgresPool): Pick<OpenStore, 'db' | 'rehearse' | 'ping'> {
  const db = kyselyOn(pool);
  return {
    db: db.withSchema(SCHEMA),
    rehearse: () => kyselyOn(openRehearsalPool(pool)).withSchema(SCHEMA),
    ping: async () => {
      await sql`select 1`.execute(db);
    },
  };
}

/** A second signal may ask for a close that is under way. */
function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => {
    closing ??= close();
    return closing;
  };
}
