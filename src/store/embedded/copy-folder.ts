/** Back-ups of a data folder: a second folder of the same form, there as a whole or not at all. */

import { constants, existsSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { BridgeError } from '../../errors.ts';
import { lockFolder } from './lock.ts';
import { holdsDatabase, refuseMoved } from './moved.ts';
import { syncPath, syncTree } from './sync-tree.ts';

/** What makes a data folder; marks and locks of the original stay behind. */
const CONTENT = ['version.json', 'postgres'];

/**
 * Copies the folder of a bridge that is stopped, without opening its database: it stays at the version it has. Throws
 * `store.locked` when a process has it open, `backup.refused` when there is nothing to copy or the target exists.
 */
export async function copyStopped(dataFolder: string, target: string): Promise<void> {
  const folder = resolve(dataFolder);
  if (!holdsDatabase(folder)) {
    throw refuse(`there is no embedded database in ${folder}: set BRIDGE_DATA to its folder`);
  }
  const lock = await lockFolder(folder);
  try {
    refuseMoved(folder);
    await makeCopy(target, (draft) => copyContent(folder, draft));
  } finally {
    lock.release();
  }
}

/** Copies the files of a database into an empty folder. Call only while nobody writes to it. */
export async function copyContent(folder: string, draft: string): Promise<void> {
  // Where the file system can, the copy shares its blocks with the original until one of them is written.
  const mode = constants.COPYFILE_FICLONE;
  for (const name of CONTENT) await cp(join(folder, name), join(draft, name), { recursive: true, mode });
}

/** Has a draft filled, and puts it at `target` once it is on the disk. */
export async function makeCopy(target: string, fill: (draft: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) throw refuse(`${target} exists already: name a new folder for each back-up`);
  const draft = `${target}.partial`;
  try {
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true, mode: 0o700 });
    await fill(draft);
    await syncTree(draft);
    await rename(draft, target);
    await syncPath(dirname(target));
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    if (error instanceof BridgeError) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw refuse(`${target} cannot be written (${reason}): name a folder on a disk with room`, error);
  }
}

function refuse(message: string, cause?: unknown): BridgeError {
  return new BridgeError(message, { code: 'backup.refused', status: 400, cause });
}
