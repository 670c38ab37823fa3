/** A mark in a data folder whose content lives in a PostgreSQL server now: two bridges would each serve half of it. */

import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BridgeError } from '../../errors.ts';

const MARK = 'moved.json';

/** `to`: host and database, without user and password. */
export function markMoved(folder: string, to: string, at: Date): void {
  writeFileSync(join(resolve(folder), MARK), `${JSON.stringify({ to, at: at.toISOString() })}\n`);
}

/** Throws `store.moved` for a folder with the mark. */
export function refuseMoved(folder: string): void {
  const mark = join(folder, MARK);
  if (!existsSync(mark)) return;
  throw new BridgeError(
    `The data of ${folder} was moved to a PostgreSQL server: set DATABASE_URL. ` +
      `To go back to how it was at the move, delete ${mark}.`,
    { code: 'store.moved', status: 409 },
  );
}

/** Whether the folder holds an embedded database. */
export function holdsDatabase(folder: string): boolean {
  return existsSync(join(resolve(folder), 'postgres', 'PG_VERSION'));
}
