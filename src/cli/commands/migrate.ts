/** `migrate`: moves the embedded database to a PostgreSQL server, in one step that happens as a whole or not at all. */

import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import type { Configuration } from '../../config/configuration.ts';
import { BridgeError } from '../../errors.ts';
import { withoutSecrets } from '../../store/await-postgres.ts';
import { holdsDatabase, markMoved } from '../../store/embedded/moved.ts';
import { type Moved, moveStore } from '../../store/move/move-store.ts';
import { openStore, type Store } from '../../store/open.ts';
import { openQueue } from '../../store/queue.ts';
import { createLogger, type Logger } from '../../telemetry/logger.ts';
import { jsonOption, print } from '../answer-format.ts';
import { actorOf, findOperator } from '../operator.ts';

function refuse(message: string): BridgeError {
  return new BridgeError(message, { code: 'migrate.refused', status: 400 });
}

async function withStores<T>(
  dataFolder: string,
  databaseUrl: string,
  log: Logger,
  act: (source: Store, target: Store) => Promise<T>,
): Promise<T> {
  const source = await openStore({ dataFolder, log });
  try {
    const target = await openStore({ dataFolder, databaseUrl, log });
    try {
      return await act(source, target);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

interface Done extends Moved {
  /** Under which the audit trail of the new database tells of it. */
  readonly requestId: string;
}

async function migrate(configuration: Configuration, to: string | undefined): Promise<Done> {
  const { dataFolder, databaseUrl } = configuration.store;
  const target = to ?? databaseUrl;
  if (target === undefined) throw refuse('name the target: migrate --to postgres://..., or DATABASE_URL');
  if (!/^postgres(ql)?:\/\/\S+$/.test(target)) {
    throw refuse('--to must look like postgres://user:password@host:5432/database');
  }
  if (!holdsDatabase(dataFolder)) {
    throw refuse(`there is no embedded database in ${dataFolder}: set BRIDGE_DATA to its folder`);
  }
  const log = createLogger({ ...configuration.log, level: 'error', destination: process.stderr });
  return await withStores(dataFolder, target, log, async (from, into) => {
    const queue = await openQueue(into, log);
    try {
      const now = new Date();
      const by = { actor: actorOf(findOperator()), requestId: randomUUID() };
      const moved = await moveStore(from, into, queue, by, now);
      markMoved(dataFolder, withoutSecrets(target), now);
      return { ...moved, requestId: by.requestId };
    } finally {
      await queue.stop();
    }
  });
}

function describe({ rows, audit, jobs, requestId }: Done): string {
  const tables = Object.entries(rows).filter(([, count]) => count > 0);
  const width = Math.max(...tables.map(([table]) => table.length));
  return [
    ...tables.map(([table, count]) => `${table.padEnd(width)}  ${count}`),
    `moved; row counts and audit trail (${audit.entries} entries, head ${audit.head.position}:${audit.head.hash}) are the same`,
    `the audit trail tells of it as request ${requestId}`,
    `${jobs} people with work under way; start the bridge with DATABASE_URL to go on`,
  ].join('\n');
}

export function migrateCommand(read: () => Configuration): Command {
  return new Command('migrate')
    .description('move the embedded database of BRIDGE_DATA to an empty PostgreSQL database')
    .option('--to <url>', 'postgres://user:password@host:5432/database (default: DATABASE_URL)')
    .addOption(jsonOption())
    .action(async (options: { to?: string; json: boolean }) => {
      const moved = await migrate(read(), options.to);
      print(options.json, moved, () => describe(moved));
    });
}
