import { isObject, type JsonObject } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';
import type { World } from '../world.ts';
import { fieldsOf } from './search-criteria.ts';

function positive(body: JsonObject, field: string, fallback: number): number {
  const value = body[field];
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw badRequest(`The field '${field}' must be a positive integer.`, 'invalid.value');
}

/** The criteria of a search request. */
export function readCriteria(body: JsonObject): readonly unknown[] {
  const { query } = body;
  if (query === undefined || query === null) return [];
  if (Array.isArray(query) && query.every(isObject)) return query;
  throw badRequest("The field 'query' must be a list of criteria.");
}

/** FACTS 1.3: what a search by an unknown field does is not known; it finds nothing unless the switch says so. */
export function requireKnownFields(
  world: World,
  criteria: readonly unknown[],
  known: readonly string[],
): void {
  if (!world.behaviour.isOn('unknownSearchFieldAnswers400')) return;
  const unknown = fieldsOf(criteria).find((field) => !known.includes(field));
  if (unknown !== undefined) throw badRequest(`Field [${unknown}] is not searchable.`, 'invalid.value');
}

/** Sorts, cuts out the wanted page and wraps it as the search answers of users and groups do. */
export function searchPage<T>(
  found: readonly T[],
  body: JsonObject,
  options: {
    maxPageSize: number;
    type: string;
    sortKey: (item: T, field: string) => string;
    render: (item: T) => object;
  },
): object {
  const pageSize = positive(body, 'pageSize', 25);
  const { maxPageSize } = options;
  if (pageSize > maxPageSize) throw badRequest(`The field 'pageSize' must be at most ${maxPageSize}.`);
  const pageNumber = positive(body, 'pageNumber', 1);
  const start = (pageNumber - 1) * pageSize;
  const pageCount = Math.ceil(found.length / pageSize);
  const q64 = (page: number) => Buffer.from(JSON.stringify({ ...body, pageNumber: page })).toString('base64');
  return {
    total: found.length,
    pageCount,
    pageSize,
    pageNumber,
    ...(pageNumber > 1 ? { previousPage: q64(pageNumber - 1) } : {}),
    currentPage: q64(pageNumber),
    ...(pageNumber < pageCount ? { nextPage: q64(pageNumber + 1) } : {}),
    types: [options.type],
    results: sorted(found, body, options.sortKey)
      .slice(start, start + pageSize)
      .map(options.render),
  };
}

function sorted<T>(
  found: readonly T[],
  body: JsonObject,
  sortKey: (item: T, field: string) => string,
): readonly T[] {
  const { sortBy, sortOrder } = body;
  if (typeof sortBy !== 'string') return found;
  const direction = sortOrder === 'DESC' ? -1 : 1;
  return [...found].sort((a, b) => direction * sortKey(a, sortBy).localeCompare(sortKey(b, sortBy)));
}
