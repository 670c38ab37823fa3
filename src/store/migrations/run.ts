import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { BridgeError } from '../../errors.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { Database } from '../tables.ts';
import { initial } from './0001-initial.ts';
import { groups } from './0030-groups.ts';
import { turns } from './0031-turns.ts';
import { clientUsers } from './0032-client-users.ts';
import { snapshotGroups } from './0033-snapshot-groups.ts';
import { drainPhases } from './0040-drain-phases.ts';
import { guard } from './0041-guard.ts';
import { auditChain } from './0060-audit-chain.ts';
import { accessTokens } from './0061-access-tokens.ts';
import { startedConfiguration } from './0080-started-configuration.ts';
import { stuckSince } from './0095-stuck-since.ts';
import { traceparent } from './0096-traceparent.ts';
import { notifications } from './0097-notifications.ts';
import { stepRuns } from './0100-step-runs.ts';
import { erasures } from './0101-erasures.ts';
import { findPeople } from './0110-find-people.ts';
import { acceptedRules } from './0111-accepted-rules.ts';
import { credentialReplacements } from './0115-credential-replacements.ts';
import { consoleSessions } from './0120-console-sessions.ts';
import { browsing } from './0125-browsing.ts';
import { overview } from './0126-overview.ts';
import { changes } from './0127-changes.ts';
import { requestIds } from './0150-request-ids.ts';

/** Schema of all tables of the bridge; the queue keeps its own beside it. */
export const SCHEMA = 'bridge';

const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-initial': initial,
  '0030-groups': groups,
  '0031-turns': turns,
  '0032-client-users': clientUsers,
  '0033-snapshot-groups': snapshotGroups,
  '0040-drain-phases': drainPhases,
  '0041-guard': guard,
  '0060-audit-chain': auditChain,
  '0061-access-tokens': accessTokens,
  '0080-started-configuration': startedConfiguration,
  '0095-stuck-since': stuckSince,
  '0096-traceparent': traceparent,
  '0097-notifications': notifications,
  '0100-step-runs': stepRuns,
  '0101-erasures': erasures,
  '0110-find-people': findPeople,
  '0111-accepted-rules': acceptedRules,
  '0115-credential-replacements': credentialReplacements,
  '0120-console-sessions': consoleSessions,
  '0125-browsing': browsing,
  '0126-overview': overview,
  '0127-changes': changes,
  '0150-request-ids': requestIds,
};

/**
 * Brings the database up to this version of the code. Several instances may do so at once: Kysely takes an
 * advisory lock. Throws `store.newer` for a database that a later version of the bridge has changed.
 */
export async function migrate(db: Kysely<Database>, log: Logger): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...MIGRATIONS }) },
    migrationTableSchema: SCHEMA,
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw await explain(db, error);
  const applied = results.map((result) => result.migrationName);
  if (applied.length > 0) log.info('Database migrated.', { applied });
}

async function explain(db: Kysely<Database>, error: unknown): Promise<unknown> {
  const unknown = await findUnknown(db).catch(() => []);
  if (unknown.length === 0) return error;
  return new BridgeError(
    `The database was changed by a newer version of the bridge (${unknown.join(', ')}): ` +
      'install that version or a later one.',
    { code: 'store.newer', status: 503, cause: error },
  );
}

/** Migrations that the database has and this code does not know. */
async function findUnknown(db: Kysely<Database>): Promise<string[]> {
  return (await listApplied(db)).filter((name) => !(name in MIGRATIONS));
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
}

/** Changes nothing; a database without the bridge's tables has applied nothing. */
export async function readSchemaVersion(db: Kysely<Database>): Promise<SchemaVersion> {
  const { rows } = await sql<{ table: string | null }>`
    select to_regclass(${`${SCHEMA}.kysely_migration`})::text as "table"`.execute(db);
  const applied = (rows[0]?.table ?? null) === null ? [] : await listApplied(db);
  return {
    applied,
    pending: Object.keys(MIGRATIONS).filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !(name in MIGRATIONS)),
  };
}
