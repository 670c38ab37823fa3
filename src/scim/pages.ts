/** Pages and order of what a backend holds in memory (RFC 7644 sections 3.4.2.3 and 3.4.2.4). */

import type { CursorPage, JsonValue, ListQuery, ResourcePage, ScimResource, Sort } from './backend.ts';
import { invalidCursor } from './cursor.ts';
import { valuesOf } from './filter/match.ts';
import { isJsonObject, ownValue } from './json.ts';
import { leafOf } from './schema/path.ts';

/** The window of `matching` that the query asks for, after sorting if it asks for that as well. */
export function takePage(matching: readonly ScimResource[], query: ListQuery): ResourcePage {
  const { sort, startIndex, count } = query;
  const sorted = sort === undefined ? matching : sortResources(matching, sort);
  return {
    totalResults: matching.length,
    resources: sorted.slice(startIndex - 1, startIndex - 1 + count),
  };
}

/** The page of `all` that begins at `position`, which is an index. */
export function takeCursorPage(
  all: readonly ScimResource[],
  position: string | undefined,
  count: number,
): CursorPage {
  const startIndex = readIndexPosition(position);
  const next = startIndex + count;
  return {
    totalResults: all.length,
    resources: all.slice(startIndex - 1, next - 1),
    ...(next > all.length ? {} : { next: String(next) }),
  };
}

/** The index that a cursor holds for a list that has no cursors of its own; 1 for the first page. */
export function readIndexPosition(position: string | undefined): number {
  if (position === undefined) return 1;
  if (/^[1-9]\d{0,8}$/.test(position)) return Number(position);
  throw invalidCursor();
}

/** Resources without a value come last, in descending order first; equal ones keep their order. */
export function sortResources(resources: readonly ScimResource[], sort: Sort): ScimResource[] {
  const direction = sort.descending ? -1 : 1;
  return resources
    .map((resource) => ({ resource, key: sortKey(resource, sort) }))
    .sort((left, right) => direction * compareKeys(left.key, right.key))
    .map(({ resource }) => resource);
}

type SortKey = string | number | undefined;

/** Of a multi-valued attribute the primary value counts, else the first one. */
function sortKey(resource: ScimResource, { by }: Sort): SortKey {
  const { sub, subDefinition: _sub, ...whole } = by;
  const values = valuesOf(resource, by.definition.multiValued ? whole : by);
  const chosen = values.find((value) => isJsonObject(value) && value.primary === true) ?? values[0];
  const leaf = isJsonObject(chosen) && sub !== undefined ? ownValue(chosen, sub) : chosen;
  return toKey(leaf, by);
}

function toKey(value: JsonValue | undefined, by: Sort['by']): SortKey {
  const { type, caseExact } = leafOf(by);
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') return undefined;
  if (type === 'dateTime') return Date.parse(value);
  return caseExact ? value : value.toLowerCase();
}

function compareKeys(left: SortKey, right: SortKey): number {
  if (left === right) return 0;
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  return left < right ? -1 : 1;
}
