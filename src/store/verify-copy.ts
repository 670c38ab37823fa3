import { Kysely, PostgresDialect } from 'kysely';
import type { Logger } from '../telemetry/logger.ts';
import { type AuditVerdict, verifyAudit } from './audit-verification.ts';
import { openEmbedded } from './embedded/open.ts';
import { SCHEMA } from './migrations/run.ts';
import type { Database } from './tables.ts';

/** Opens a back-up of the embedded database and reads its audit trail. It is not migrated: it stays as old as it is. */
export async function verifyCopy(folder: string, log: Logger): Promise<AuditVerdict> {
  const { pool, close } = await openEmbedded({ dataFolder: folder, log });
  try {
    const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
    return await verifyAudit(db.withSchema(SCHEMA));
  } finally {
    await close();
  }
}
