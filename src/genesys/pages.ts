import type { Page } from './answers.ts';

/** Far more than any listing of one user, queue or group has; ends a listing that never ends. */
const MAX_PAGES = 1000;

/**
 * Reads pages from 1 until an empty one, or until the counts that the answer gives are reached. A page that is
 * merely shorter than asked for is not the last: Genesys may cap the size.
 */
export async function collectPages<T>(readPage: (pageNumber: number) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  for (let pageNumber = 1; pageNumber <= MAX_PAGES; pageNumber += 1) {
    const { items, total, pageCount } = await readPage(pageNumber);
    all.push(...items);
    const reachedCount = pageCount !== undefined && pageNumber >= pageCount;
    const reachedTotal = total !== undefined && all.length >= total;
    if (items.length === 0 || reachedCount || reachedTotal) break;
  }
  return all;
}
