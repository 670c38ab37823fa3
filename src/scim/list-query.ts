/** Paging, filter and sorting of a list request (RFC 7644 section 3.4.2), from a query string or a search body. */

import type { ListQuery } from './backend.ts';
import { badRequest } from './bad-request.ts';
import { parseFilter } from './filter/parser.ts';
import { DEFAULT_COUNT, MAX_RESULTS } from './limits.ts';
import type { ProjectionParameters } from './projection.ts';
import { resolveAttribute, withDefaultSub } from './schema/path.ts';
import type { ResourceSchema } from './schema/resource-schema.ts';

const INTEGER = /^[-+]?\d{1,15}$/;

/** Parameters as they came, each at most once. */
export interface QueryParameters extends ProjectionParameters {
  readonly filter?: unknown;
  readonly sortBy?: unknown;
  readonly sortOrder?: unknown;
  readonly startIndex?: unknown;
  readonly count?: unknown;
}

/** Throws a 400 for a parameter that cannot be read. */
export function readListQuery(schema: ResourceSchema, query: QueryParameters): Omit<ListQuery, 'wanted'> {
  const filter = readText('filter', query.filter);
  const sort = readSort(schema, query);
  return {
    ...readWindow(query),
    ...(filter === undefined ? {} : { filter: parseFilter(filter, schema) }),
    ...(sort === undefined ? {} : { sort }),
  };
}

/** RFC 7644 section 3.4.2.4: a startIndex below 1 is 1, a negative count is 0. */
export function readWindow({ startIndex, count }: QueryParameters): { startIndex: number; count: number } {
  return {
    startIndex: Math.max(readInteger('startIndex', startIndex) ?? 1, 1),
    count: Math.min(Math.max(readInteger('count', count) ?? DEFAULT_COUNT, 0), MAX_RESULTS),
  };
}

function readSort(
  schema: ResourceSchema,
  { sortBy, sortOrder }: QueryParameters,
): ListQuery['sort'] | undefined {
  const by = readText('sortBy', sortBy);
  const order = readText('sortOrder', sortOrder)?.toLowerCase() ?? 'ascending';
  if (order !== 'ascending' && order !== 'descending') {
    throw badRequest('invalidValue', "'sortOrder' takes ascending or descending");
  }
  if (by === undefined || by === '') return undefined;
  return {
    by: withDefaultSub(resolveAttribute(schema, by, 'invalidPath')),
    descending: order === 'descending',
  };
}

function readText(parameter: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw badRequest('invalidValue', `'${parameter}' takes one string`);
  return value;
}

function readInteger(parameter: string, value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const number = typeof value === 'string' && INTEGER.test(value.trim()) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw badRequest('invalidValue', `'${parameter}' takes a whole number`);
}
