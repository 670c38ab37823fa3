/** Giving back many things at once, where one that no longer exists must not hold back the others. */

import { GenesysError } from '../../genesys/errors.ts';

function isRefused(error: unknown): boolean {
  return error instanceof GenesysError && (error.genesysStatus === 400 || error.genesysStatus === 404);
}

/**
 * Does it for all in one call. Genesys refuses the whole call when one of them is gone (FACTS section 6): then
 * each is tried alone. Returns those that Genesys refuses.
 */
export async function allElseOneByOne<T>(
  items: readonly T[],
  write: (items: readonly T[]) => Promise<void>,
): Promise<T[]> {
  if (items.length === 0) return [];
  try {
    await write(items);
    return [];
  } catch (error) {
    if (!isRefused(error)) throw error;
    if (items.length === 1) return [...items];
  }
  const refused: T[] = [];
  for (const item of items) refused.push(...(await allElseOneByOne([item], write)));
  return refused;
}
