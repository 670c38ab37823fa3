import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import { isRunning, processBirth } from './process-identity.ts';

const lockContent = z.object({
  pid: z.number().int().positive(),
  startedAt: z.string(),
  birth: z.string().optional(),
  nonce: z.string().optional(),
  controlSocket: z.string().optional(),
});

/** Who holds a data folder. `controlSocket` is where the owner takes commands, if it does. */
export type LockOwner = z.infer<typeof lockContent>;

export interface FolderLock {
  release(): void;
}

const TAKEOVER_POLL_MS = 5;
const TAKEOVER_LIMIT_MS = 5_000;

/**
 * Takes `<folder>.lock` for this process. A lock whose owner no longer runs is taken over at once.
 * Throws `store.locked` when a living process holds it.
 */
export async function lockFolder(folder: string, controlSocket?: string): Promise<FolderLock> {
  const path = lockPath(folder);
  const own = describeSelf(controlSocket);
  const owner = await takeWritable(folder, path, own);
  if (owner !== undefined) throw lockedBy(owner, folder);
  return { release: () => drop(path, own) };
}

async function takeWritable(folder: string, path: string, own: LockOwner): Promise<LockOwner | undefined> {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return await take(path, own);
  } catch (error) {
    if (error instanceof BridgeError) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new BridgeError(
      `The data folder ${resolve(folder)} cannot be written (${reason}): ` +
        'set BRIDGE_DATA to a folder of this user, on a disk with room.',
      { code: 'store.not-writable', status: 503, cause: error },
    );
  }
}

/** The living owner of the folder, or `undefined`. */
export function readLock(folder: string): LockOwner | undefined {
  return livingOwner(lockPath(folder));
}

function lockPath(folder: string): string {
  return `${resolve(folder)}.lock`;
}

function describeSelf(controlSocket?: string): LockOwner {
  const birth = processBirth(process.pid);
  return {
    pid: process.pid,
    startedAt: new Date().toISOString(),
    nonce: randomUUID(),
    ...(birth !== undefined && { birth }),
    ...(controlSocket !== undefined && { controlSocket }),
  };
}

/** Returns the living owner in the way, or `undefined` once the lock is ours. */
async function take(path: string, own: LockOwner): Promise<LockOwner | undefined> {
  while (!create(path, own)) {
    const owner = livingOwner(path);
    if (owner !== undefined) return owner;
    await removeStale(path);
  }
  return undefined;
}

/**
 * Removes a dead owner's lock. Between reading it and removing it another process may have put its own in
 * its place, so the right to remove is itself a lock, under which the file is read again. A holder of that
 * right who dies loses it in the same way.
 */
async function removeStale(path: string): Promise<void> {
  const rightPath = `${path}.takeover`;
  const right = describeSelf();
  const limit = Date.now() + TAKEOVER_LIMIT_MS;
  for (let rival = await take(rightPath, right); rival !== undefined; rival = await take(rightPath, right)) {
    if (Date.now() > limit) throw lockedBy(rival, path);
    await wait(TAKEOVER_POLL_MS);
  }
  try {
    if (livingOwner(path) === undefined) rmSync(path, { force: true });
  } finally {
    drop(rightPath, right);
  }
}

/** Creates the file with all of its content or not at all, so that no reader ever sees half a lock. */
function create(path: string, own: LockOwner): boolean {
  const draft = `${path}.${own.nonce}`;
  writeFileSync(draft, JSON.stringify(own), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function drop(path: string, own: LockOwner): void {
  if (readOwner(path)?.nonce === own.nonce) rmSync(path, { force: true });
}

function livingOwner(path: string): LockOwner | undefined {
  const owner = readOwner(path);
  return owner !== undefined && isRunning(owner.pid, owner.birth) ? owner : undefined;
}

/** `undefined` also for a lock without readable content, which only a loss of power leaves behind. */
function readOwner(path: string): LockOwner | undefined {
  try {
    return lockContent.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

function lockedBy(owner: LockOwner, folder: string): BridgeError {
  const holder = owner.pid === process.pid ? `this process (${owner.pid})` : `process ${owner.pid}`;
  return new BridgeError(
    `The data folder ${resolve(folder)} is in use by ${holder}, started ${owner.startedAt}: ` +
      'stop that process, or set BRIDGE_DATA to another folder.',
    { code: 'store.locked', status: 503 },
  );
}
