/**
 * A data folder whose embedded database is initialised and migrated already. To make one takes seconds, to copy it
 * milliseconds, and most tests are about something else.
 */

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/open.ts';
import { openQueue } from '../../src/store/queue.ts';
import { silent } from './silent.ts';

const VARIABLE = 'TEST_PREPARED_DATA';

let root: string | undefined;

/** Vitest calls it once, before the first test. */
export async function setup(): Promise<void> {
  root = mkdtempSync(join(tmpdir(), 'bridge-prepared-'));
  const dataFolder = join(root, 'data');
  const store = await openStore({ dataFolder, log: silent });
  await (await openQueue(store, silent)).stop();
  await store.close();
  process.env[VARIABLE] = dataFolder;
}

export function teardown(): void {
  if (root !== undefined) rmSync(root, { recursive: true, force: true });
}

/** Puts a copy at `folder`; outside of Vitest nothing, and the database is made when it is opened. */
export function prepareDataFolder(folder: string): void {
  const prepared = process.env[VARIABLE];
  if (prepared !== undefined) cpSync(prepared, folder, { recursive: true });
}
