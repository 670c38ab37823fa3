import { Kysely, PostgresDialect, type PostgresPool, sql } from 'kysely';
import { BridgeError } from '../errors.ts';
import type { Logger } from '../telemetry/logger.ts';
import { openEmbedded } from './embedded/open.ts';
import type { EmbeddedPool } from './embedded/pool.ts';
import { migrate, SCHEMA } from './migrations/run.ts';
import { openPostgresPool } from './postgres.ts';
import { openRehearsalPool } from './rehearsal.ts';
import type { Database } from './tables.ts';

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
  | (OpenStore & { readonly kind: 'embedded'; readonly pool: EmbeddedPool });

export interface StoreOptions {
  /** Connection string of a PostgreSQL server; without it the database is embedded. */
  readonly databaseUrl?: string | undefined;
  /** Folder of the embedded database. */
  readonly dataFolder: string;
  /** Written into the lock of the embedded database, for commands that want to reach its owner. */
  readonly controlSocket?: string;
  readonly log: Logger;
}

/** Opens the database and migrates it. Throws `store.locked`, `store.version`, `store.unreachable`... */
export async function openStore(options: StoreOptions): Promise<Store> {
  return options.databaseUrl === undefined
    ? openEmbeddedStore(options)
    : openPostgresStore(options.databaseUrl, options.log);
}

async function openEmbeddedStore({ dataFolder, controlSocket, log }: StoreOptions): Promise<Store> {
  const { pool, ...database } = await openEmbedded(dataFolder, controlSocket);
  const close = once(database.close);
  try {
    return { kind: 'embedded', pool, close, ...(await prepare(pool, log)) };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openPostgresStore(databaseUrl: string, log: Logger): Promise<Store> {
  const pool = openPostgresPool(databaseUrl, log);
  const close = once(() => pool.end());
  try {
    await pool.query('select 1').catch((error: unknown) => {
      throw unreachable(databaseUrl, error);
    });
    return { kind: 'postgres', databaseUrl, close, ...(await prepare(pool, log)) };
  } catch (error) {
    await close();
    throw error;
  }
}

async function prepare(pool: PostgresPool, log: Logger): Promise<Omit<OpenStore, 'close'>> {
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  await migrate(db, log);
  const ping = async (): Promise<void> => {
    await sql`select 1`.execute(db);
  };
  const rehearse = () =>
    new Kysely<Database>({ dialect: new PostgresDialect({ pool: openRehearsalPool(pool) }) }).withSchema(
      SCHEMA,
    );
  return { db: db.withSchema(SCHEMA), rehearse, ping };
}

/** A second signal may ask for a close that is under way. */
function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => {
    closing ??= close();
    return closing;
  };
}

function unreachable(databaseUrl: string, cause: unknown): BridgeError {
  const reason = cause instanceof Error ? cause.message || String(cause) : String(cause);
  return new BridgeError(
    `PostgreSQL at ${withoutSecrets(databaseUrl)} refused or did not answer (${reason}): ` +
      'check DATABASE_URL and that the server is running.',
    { code: 'store.unreachable', status: 503, cause },
  );
}

function withoutSecrets(databaseUrl: string): string {
  const url = URL.parse(databaseUrl);
  return url === null ? 'the given DATABASE_URL' : `${url.host}${url.pathname}`;
}
