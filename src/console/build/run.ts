/**
 * `node src/console/build/run.ts [--if-stale]`: builds the console into dist/console. Before a start nothing is written
 * to standard output, which belongs to the command, and a build that is not possible does not keep the bridge from it.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hashSources } from './source-hash.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const SOURCE = at('..');
const OUTPUT = at('../../../dist/console');
const LOCK_FILE = at('../../../package-lock.json');
const MARK = at('../../../dist/console.hash');

const ifStale = process.argv.includes('--if-stale');

function isFresh(hash: string): boolean {
  return existsSync(`${OUTPUT}/index.html`) && existsSync(MARK) && readFileSync(MARK, 'utf8') === hash;
}

async function run(): Promise<void> {
  const hash = hashSources(SOURCE, existsSync(LOCK_FILE) ? [LOCK_FILE] : []);
  if (ifStale && isFresh(hash)) return;
  // Under another one Vite adds debugging aids, and with them the paths of this machine.
  process.env.NODE_ENV = 'production';
  // Loaded only when there is something to build: it takes longer than everything else here.
  const { buildConsole } = await import('./build-console.ts');
  await buildConsole(OUTPUT);
  writeFileSync(MARK, hash);
}

try {
  await run();
} catch (error) {
  if (!ifStale) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The console was not built: ${reason}\nThe bridge starts without it.\n`);
}
