/** `backup`: a copy of the embedded database, beside a running bridge or a stopped one, opened and verified. */

import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Configuration } from '../../config/configuration.ts';
import { BridgeError } from '../../errors.ts';
import type { AuditVerdict } from '../../store/audit-verification.ts';
import { copyStopped } from '../../store/embedded/copy-folder.ts';
import { verifyCopy } from '../../store/verify-copy.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { jsonOption, print } from '../answer-format.ts';
import { askOwner } from '../control.ts';
import { controlSocketPath } from '../open-data.ts';

interface BackedUp {
  readonly folder: string;
  /** Of the copy, opened by itself. */
  readonly audit: Pick<AuditVerdict, 'entries' | 'head'>;
}

/** The owner of the folder copies it between two writes; a folder without an owner is copied here. */
async function copy(dataFolder: string, target: string): Promise<void> {
  try {
    await copyStopped(dataFolder, target);
  } catch (error) {
    if (!(error instanceof BridgeError) || error.code !== 'store.locked') throw error;
    await askOwner(controlSocketPath(dataFolder), { action: 'database.copy', to: target });
  }
}

async function backUp(configuration: Configuration, to: string): Promise<BackedUp> {
  const { databaseUrl, dataFolder } = configuration.store;
  if (databaseUrl !== undefined) {
    throw new BridgeError(
      'DATABASE_URL is set: back the PostgreSQL database up with pg_dump --format=custom, or as its server is backed up.',
      { code: 'backup.refused', status: 400 },
    );
  }
  const folder = resolve(to);
  await copy(dataFolder, folder);
  const log = createLogger({ ...configuration.log, level: 'error', destination: process.stderr });
  const { intact, entries, head } = await verifyCopy(folder, log);
  if (!intact) {
    throw new BridgeError(
      `The copy in ${folder} is complete, but its audit trail is not intact: look at the bridge with audit verify.`,
      { code: 'store.audit-broken', status: 409 },
    );
  }
  return { folder, audit: { entries, head } };
}

function describe({ folder, audit: { entries, head } }: BackedUp): string {
  return [
    `backed up to ${folder}`,
    `it opens, and its audit trail is intact: ${entries} entries, head ${head.position}:${head.hash}`,
    'keep BRIDGE_ENCRYPTION_KEY elsewhere: without it nobody can be given anything back',
  ].join('\n');
}

export function backupCommand(read: () => Configuration): Command {
  return new Command('backup')
    .description('copy the embedded database of BRIDGE_DATA, also while the bridge runs, and verify the copy')
    .requiredOption('--to <folder>', 'a new folder')
    .addOption(jsonOption())
    .action(async (options: { to: string; json: boolean }) => {
      const done = await backUp(read(), options.to);
      print(options.json, done, () => describe(done));
    });
}
