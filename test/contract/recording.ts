/**
 * Records what all simulators of a test run are asked and answer, those in processes of their own too, and holds it
 * against the description of the Genesys Cloud API at the end. Whoever sets `SIMULATOR_RECORD` checks by himself.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkRecording } from './check-recording.ts';
import { findDescription, NOT_RUN } from './description.ts';

let folder: string | undefined;

export function setup(): void {
  if (process.env.SIMULATOR_RECORD !== undefined) return;
  if (findDescription() === undefined) {
    process.stdout.write(`contract: ${NOT_RUN}\n`);
    return;
  }
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
