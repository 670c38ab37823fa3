import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Configuration } from '../config/configuration.ts';
import { openStore, type Store } from '../store/open.ts';
import type { Logger } from '../telemetry/logger.ts';

/** The kernel's limit for a socket path is 107 bytes. */
const LONGEST_SOCKET_PATH = 100;

/** Beside the data folder and its lock; a folder with a long path gets a short name in the temporary folder. */
export function controlSocketPath(dataFolder: string): string {
  const folder = resolve(dataFolder);
  const beside = `${folder}.sock`;
  if (Buffer.byteLength(beside) <= LONGEST_SOCKET_PATH) return beside;
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 24);
  return join(tmpdir(), `genesys-scim-bridge-${hash}.sock`);
}

/** For the server, which waits for its database. */
export function awaitData(configuration: Configuration, log: Logger): Promise<Store> {
  return open(configuration, log, configuration.store.waitMs);
}

/** For a command, whose user sees at once that the database does not answer. */
export function openData(configuration: Configuration, log: Logger): Promise<Store> {
  return open(configuration, log, 0);
}

function open({ store }: Configuration, log: Logger, waitMs: number): Promise<Store> {
  const { databaseUrl, dataFolder } = store;
  return openStore({
    dataFolder,
    waitMs,
    log,
    controlSocket: controlSocketPath(dataFolder),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  });
}
