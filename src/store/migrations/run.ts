import { setTimeout as wait } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { type MigrationResultSet, Migrator } from 'kysely/migration';
import { BridgeError } from '../../errors.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { wasInTheWay } from '../outage.ts';
import type { Database } from '../tables.ts';
import { listAdditive, withNotes } from './additive.ts';
import { BREAKING, MIGRATIONS } from './list.ts';

/** Schema of all tables of the bridge; the queue keeps its own beside it. */
export const SCHEMA = 'bridge';

/** Each takes a second, after which PostgreSQL looks for who waits for whom. */
const MOST_ATTEMPTS = 60;
const LONGEST_PAUSE_MS = 500;

/** What a version of the code knows. */
interface Known {
  readonly migrations: typeof MIGRATIONS;
  readonly breaking: typeof BREAKING;
}

const THIS_VERSION: Known = { migrations: MIGRATIONS, breaking: BREAKING };

/**
 * Brings the database up to this version of the code. Several instances may do so at once: Kysely takes an
 * advisory lock. A database that a later version has changed is taken as it is where all of that only added; throws
 * `store.newer` otherwise.
 */
export async function migrate(
  db: Kysely<Database>,
  log: Logger,
  { migrations, breaking }: Known = THIS_VERSION,
): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => withNotes(migrations, breaking) },
    migrationTableSchema: SCHEMA,
  });
  const { error, results = [] } = await migrateBetweenOthers(migrator, log);
  if (error !== undefined) return await goOnOrExplain(db, log, error, migrations);
  const applied = results.map((result) => result.migrationName);
  if (applied.length > 0) log.info('Database migrated.', { applied });
}

/**
 * Instances of the version before serve meanwhile, and their transactions lock the same tables in another order: of two that
 * wait for each other PostgreSQL ends one. A migration that was ended has changed nothing.
 */
async function migrateBetweenOthers(migrator: Migrator, log: Logger): Promise<MigrationResultSet> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await migrator.migrateToLatest();
    if (attempt === MOST_ATTEMPTS || !wasInTheWay(outcome.error)) return outcome;
    log.info('the migration waits for requests that are in its way', { attempt });
    await wait(Math.random() * LONGEST_PAUSE_MS);
  }
}

/** Kysely refuses whatever it does not know; a database that lacks something beside is of another line of versions. */
async function goOnOrExplain(
  db: Kysely<Database>,
  log: Logger,
  error: unknown,
  known: Known['migrations'],
): Promise<void> {
  const schema = await readSchemaVersion(db, known).catch(() => undefined);
  if (schema === undefined || schema.unknown.length === 0) throw error;
  const { unknown, incompatible, pending } = schema;
  if (incompatible.length > 0 || pending.length > 0) throw refuseNewer(unknown, error);
  log.warn('the database was migrated by a newer version of the bridge, which this one goes on beside', {
    unknown,
  });
}

function refuseNewer(unknown: readonly string[], cause: unknown): BridgeError {
  return new BridgeError(
    `The database was changed by a newer version of the bridge (${unknown.join(', ')}), beside which this one cannot work: ` +
      'install that version or a later one.',
    { code: 'store.newer', status: 503, cause },
  );
}

async function listApplied(db: Kysely<Database>): Promise<string[]> {
  const rows = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .withSchema(SCHEMA)
    .selectFrom('kysely_migration')
    .select('name')
    .orderBy('name')
    .execute();
  return rows.map((row) => row.name);
}

/** How far a database has come, compared with this version of the code. */
export interface SchemaVersion {
  readonly applied: readonly string[];
  /** Of this code, still to come. */
  readonly pending: readonly string[];
  /** Of a newer version of the code. */
  readonly unknown: readonly string[];
  /** Those of the unknown ones that this version cannot go on beside. */
  readonly incompatible: readonly string[];
}

/** Changes nothing; a database without the bridge's tables has applied nothing. */
export async function readSchemaVersion(db: Kysely<Database>, known = MIGRATIONS): Promise<SchemaVersion> {
  const { rows } = await sql<{ table: string | null }>`
    select to_regclass(${`${SCHEMA}.kysely_migration`})::text as "table"`.execute(db);
  const applied = (rows[0]?.table ?? null) === null ? [] : await listApplied(db);
  const unknown = applied.filter((name) => !(name in known));
  const additive = await listAdditive(db);
  return {
    applied,
    pending: Object.keys(known).filter((name) => !applied.includes(name)),
    unknown,
    incompatible: unknown.filter((name) => !additive.has(name)),
  };
}
