/** Paging, filter and sorting of a list request (RFC 7644 section 3.4.2), from a query string or a search body. */

import type { ScimType } from '../errors.ts';
import type { ListQuery, Sort } from './backend.ts';
import { badRequest } from './bad-request.ts';
import { parseFilter } from './filter/parser.ts';
import { DEFAULT_COUNT, MAX_RESULTS } from './limits.ts';
import type { ProjectionParameters } from './projection.ts';
import { formatPath, leafOf, resolveAttribute, withDefaultSub } from './schema/path.ts';
import type { ResourceSchema } from './schema/resource-schema.ts';

const INTEGER = /^[-+]?\d{1,15}$/;

/** Parameters as they came, each at most once. */
export interface QueryParameters extends ProjectionParameters {
  readonly filter?: unknown;
  readonly sortBy?: unknown;
  readonly sortOrder?: unknown;
  readonly startIndex?: unknown;
  readonly count?: unknown;
  readonly cursor?: unknown;
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

function readSort(schema: ResourceSchema, { sortBy, sortOrder }: QueryParameters): Sort | undefined {
  const by = readText('sortBy', sortBy);
  const order = readText('sortOrder', sortOrder)?.toLowerCase() ?? 'ascending';
  if (order !== 'ascending' && order !== 'descending') {
    throw badRequest('invalidValue', "'sortOrder' takes ascending or descending");
  }
  if (by === undefined || by === '') return undefined;
  const path = withDefaultSub(resolveAttribute(schema, by, 'invalidPath'));
  const { type, returned } = leafOf(path);
  if (type === 'complex') {
    throw badRequest(
      'invalidPath',
      `'sortBy' takes a sub-attribute of '${formatPath(path)}', which is complex`,
    );
  }
  if (returned === 'never') throw badRequest('invalidPath', `'${formatPath(path)}' cannot be sorted by`);
  return { by: path, descending: order === 'descending' };
}

export function readText(parameter: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw badRequest('invalidValue', `'${parameter}' takes one string`);
  return value;
}

export function readInteger(
  parameter: string,
  value: unknown,
  scimType: ScimType = 'invalidValue',
): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const number = typeof value === 'string' && INTEGER.test(value.trim()) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw badRequest(scimType, `'${parameter}' takes a whole number`);
}
