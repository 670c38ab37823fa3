/** RFC 7643 section 2.4: the primary value appears at most once. */

import type { JsonObject } from '../backend.ts';
import type { ElementList } from './element-list.ts';

/** Leaves one element primary: the first of `preferred` that is, else the first of the list that is. */
export function keepOnePrimary(list: ElementList, preferred: readonly JsonObject[] = []): void {
  const primaries = list.toArray().filter(isPrimary);
  if (primaries.length < 2) return;
  const winner = preferred.find(isPrimary) ?? primaries[0];
  for (const element of primaries) if (element !== winner) element.primary = false;
}

function isPrimary(element: JsonObject): boolean {
  return element.primary === true;
}
