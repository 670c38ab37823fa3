/**
 * Preloaded into a bridge (`--import`): while the file that `CHAOS_DISK_FULL` names exists, nothing more can be written,
 * as on a full disk.
 */

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const flag = process.env.CHAOS_DISK_FULL ?? '';
const STANDARD_STREAMS = 2;
const { writeSync } = fs;

function refuseWhenFull(file: number): void {
  if (file <= STANDARD_STREAMS || !fs.existsSync(flag)) return;
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28 });
}

fs.writeSync = (...parameters: [number, ...unknown[]]): number => {
  refuseWhenFull(parameters[0]);
  return Reflect.apply(writeSync, fs, parameters);
};
syncBuiltinESMExports();
