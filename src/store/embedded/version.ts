import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { BridgeError } from '../../errors.ts';

/** Major version of the PostgreSQL inside PGlite; data folders do not cross majors. */
export const EMBEDDED_POSTGRES_MAJOR = 18;

const versionContent = z.object({ postgres: z.number().int() });

/**
 * Writes the version into a new data folder, and refuses one that another major version wrote:
 * PGlite itself fails on those without saying why.
 */
export function checkVersion(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'version.json');
  if (!existsSync(path)) {
    writeFileSync(path, `${JSON.stringify({ engine: 'pglite', postgres: EMBEDDED_POSTGRES_MAJOR })}\n`);
    return;
  }
  const written = readVersion(path);
  if (written !== EMBEDDED_POSTGRES_MAJOR) throw wrongVersion(folder, written);
}

function readVersion(path: string): number | undefined {
  try {
    return versionContent.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data?.postgres;
  } catch {
    return undefined;
  }
}

function wrongVersion(folder: string, written: number | undefined): BridgeError {
  const writer = written === undefined ? 'an unknown version' : `version ${written}`;
  return new BridgeError(
    `The data folder ${folder} was written by ${writer} of the embedded PostgreSQL and this bridge has ` +
      `version ${EMBEDDED_POSTGRES_MAJOR}: start it with the bridge that wrote it, or set BRIDGE_DATA to a new folder.`,
    { code: 'store.version', status: 503 },
  );
}
