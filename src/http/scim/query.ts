/** Reads the query string: known parameters without regard to case, each at most once. */

import type { Request } from 'express';
import { BridgeError } from '../../errors.ts';
import { badRequest } from '../../scim/bad-request.ts';
import type { QueryParameters } from '../../scim/list-query.ts';

const PARAMETERS: ReadonlyMap<string, keyof QueryParameters> = new Map(
  (
    [
      'filter',
      'attributes',
      'excludedAttributes',
      'sortBy',
      'sortOrder',
      'startIndex',
      'count',
      'cursor',
    ] as const
  ).map((name) => [name.toLowerCase(), name]),
);

/** What stands behind the first question mark of a URL; undefined without one. */
export function queryTextOf(url: string): string | undefined {
  const mark = url.indexOf('?');
  return mark < 0 ? undefined : url.slice(mark + 1);
}

/** Unknown parameters are ignored; throws 400 invalidValue for one that is given twice. */
export function readQuery(request: Request): QueryParameters {
  const text = queryTextOf(request.url);
  if (text === undefined) return {};
  const query: { -readonly [name in keyof QueryParameters]: string } = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const name = PARAMETERS.get(key.toLowerCase());
    if (name === undefined) continue;
    if (query[name] !== undefined) throw badRequest('invalidValue', `'${name}' is given more than once`);
    query[name] = value;
  }
  return query;
}

/** RFC 7644 section 4: discovery ignores all parameters but `filter`, which it forbids. */
export function refuseDiscoveryFilter({ filter }: QueryParameters): void {
  if (filter === undefined) return;
  throw new BridgeError('This endpoint takes no filter: read it as a whole', {
    code: 'scim.discovery-filter',
    status: 403,
  });
}

/** The `query` of an express 5 request is a getter; scimmy's route table must find nothing in it. */
export function clearQuery(request: Request): void {
  Object.defineProperty(request, 'query', { value: {}, writable: true, configurable: true });
}
