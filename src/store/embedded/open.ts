import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { BridgeError } from '../../errors.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { copyContent, makeCopy } from './copy-folder.ts';
import { type DiskRefusal, DURABLE_START_PARAMS, DurableNodeFS } from './durable-fs.ts';
import { lockFolder } from './lock.ts';
import { refuseMoved } from './moved.ts';
import { EmbeddedPool } from './pool.ts';
import { syncTree } from './sync-tree.ts';
import { checkVersion } from './version.ts';

export interface EmbeddedDatabase {
  readonly pool: EmbeddedPool;
  /** Makes a back-up; everybody else waits while files are copied, not while they are synced. `target` must not exist. */
  copyTo(target: string): Promise<void>;
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataFolder: string;
  readonly controlSocket?: string | undefined;
  readonly log: Logger;
}

/** Opens the PostgreSQL inside this process on a folder that no other process may hold meanwhile. */
export async function openEmbedded({
  dataFolder,
  controlSocket,
  log,
}: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const folder = resolve(dataFolder);
  const lock = await lockFolder(folder, controlSocket);
  try {
    refuseMoved(folder);
    checkVersion(folder);
    const lite = await startPGlite(join(folder, 'postgres'), (refusal) => endProcess(refusal, log));
    const pool = new EmbeddedPool(lite);
    const close = async (): Promise<void> => {
      try {
        await pool.end();
        await lite.close();
      } finally {
        lock.release();
      }
    };
    return {
      pool,
      copyTo: (target) => makeCopy(target, (draft) => copyBetweenWrites(pool, folder, draft)),
      close,
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Whoever has the one connection is alone: the files do not change meanwhile, and after a checkpoint need no repair. */
async function copyBetweenWrites(pool: EmbeddedPool, folder: string, draft: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.execute('CHECKPOINT');
    await copyContent(folder, draft);
  } finally {
    client.release();
  }
}

/** With its lock left behind, which the next start takes over: nothing of this process may touch the folder any more. */
function endProcess(refusal: DiskRefusal, log: Logger): never {
  log.error(
    'the embedded database cannot go on: free or repair its disk, then start again; nothing that was accepted is lost',
    { error: refusal },
  );
  process.exit(1);
}

async function startPGlite(folder: string, onRefusal: (refusal: DiskRefusal) => never): Promise<PGlite> {
  const isNew = !existsSync(join(folder, 'PG_VERSION'));
  const lite = await createPGlite(folder, onRefusal);
  if (isNew) {
    await lite.exec('CHECKPOINT');
    // The files and folders that initialisation made are not on the disk yet: PGlite syncs no folder.
    await syncTree(folder);
  }
  return lite;
}

async function createPGlite(folder: string, onRefusal: (refusal: DiskRefusal) => never): Promise<PGlite> {
  try {
    const files = new DurableNodeFS(folder, onRefusal);
    return await PGlite.create({ fs: files, startParams: [...DURABLE_START_PARAMS] });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED') {
      throw new BridgeError(
        `Node's permission model keeps the embedded database from ${folder}: it forbids fsync altogether. ` +
          'Start without --permission, or with PostgreSQL (DATABASE_URL).',
        { code: 'store.not-permitted', status: 503, cause: error },
      );
    }
    throw new BridgeError(
      `The embedded database in ${folder} does not open: the folder is damaged, full or not writable. ` +
        'Free or repair the disk, or restore the folder from a back-up.',
      { code: 'store.damaged', status: 503, cause: error },
    );
  }
}
