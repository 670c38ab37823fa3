/**
 * Records what all simulators of a test run are asked and answer, those in processes of their own too. At the end the
 * run fails if the bridge deleted a user, or strayed from the description of the Genesys Cloud API where there is one. Whoever sets `SIMULATOR_RECORD` checks by himself.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkRecording } from './check-recording.ts';

let folder: string | undefined;

export function setup(): void {
  if (process.env.SIMULATOR_RECORD !== undefined) return;
  folder = mkdtempSync(join(tmpdir(), 'bridge-contract-'));
  process.env.SIMULATOR_RECORD = folder;
}

export async function teardown(): Promise<void> {
  if (folder === undefined) return;
  const { lines, kept } = await checkRecording(folder, false);
  process.stdout.write(`\n${lines.join('\n')}\n`);
  rmSync(folder, { recursive: true, force: true });
  if (!kept) process.exitCode = 1;
}
