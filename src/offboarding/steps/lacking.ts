/** What a return owed somebody and Genesys does not show, except what its step has listed as missing. */

import { z } from 'zod';
import type { Evidence } from './step.ts';

const entity = z.object({ id: z.string() });

/** The items of a list in evidence that have this shape. */
export function readItems<T>(list: unknown, schema: z.ZodType<T>): T[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item) => schema.safeParse(item).data ?? []);
}

export function findLacking<T extends { readonly id: string }>(
  owed: readonly T[] = [],
  present: readonly { readonly id: string }[],
  { missing }: Evidence,
): T[] {
  const excused = new Set([...present, ...readItems(missing, entity)].map(({ id }) => id));
  return owed.filter(({ id }) => !excused.has(id));
}
