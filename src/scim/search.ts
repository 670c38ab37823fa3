/** POST `.search` (RFC 7644 section 3.4.3): a query whose parameters are in the body, over one type or several. */

import { BridgeError } from '../errors.ts';
import type { ScimAnswer } from './answer.ts';
import { badRequest } from './bad-request.ts';
import type { ScimCall } from './call.ts';
import { isByCursor, listByCursor } from './cursor-list.ts';
import { isRecord, valueOfName } from './json.ts';
import { type QueryParameters, readListQuery, readWindow } from './list-query.ts';
import { listResponse } from './list-response.ts';
import type { Rendering } from './rendering.ts';
import type { ResourceType } from './resource-type.ts';
import { SEARCH_REQUEST_URN } from './schema/urns.ts';

/** Searches `types` as if they were one list, in the order given. */
export async function search(
  call: ScimCall,
  types: readonly ResourceType[],
  body: unknown,
): Promise<ScimAnswer> {
  const parameters = readSearchRequest(body);
  const searchable = findSearchable(types, parameters);
  if (searchable.length > 1 && parameters.sortBy !== undefined && parameters.sortBy !== null) {
    throw badRequest(
      'invalidValue',
      "'sortBy' sorts within one type: search at /Users/.search or /Groups/.search",
    );
  }
  if (isByCursor(parameters)) return await listByCursor(call, searchable, parameters);
  const { startIndex, count } = readWindow(parameters);
  const resources: Rendering[] = [];
  let totalResults = 0;
  for (const type of searchable) {
    const page = await type.listPage(call, {
      ...parameters,
      startIndex: Math.max(startIndex - totalResults, 1),
      count: count - resources.length,
    });
    totalResults += page.totalResults;
    resources.push(...page.resources);
  }
  return listResponse({ totalResults, startIndex }, resources);
}

function readSearchRequest(body: unknown): QueryParameters {
  if (!isRecord(body)) throw badRequest('invalidSyntax', 'The request body must be a JSON object');
  const given = valueOfName(body, 'schemas');
  const urns: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (
    !urns.some((urn) => typeof urn === 'string' && urn.toLowerCase() === SEARCH_REQUEST_URN.toLowerCase())
  ) {
    throw badRequest('invalidSyntax', `'schemas' must contain '${SEARCH_REQUEST_URN}'`);
  }
  return {
    filter: valueOfName(body, 'filter'),
    attributes: valueOfName(body, 'attributes'),
    excludedAttributes: valueOfName(body, 'excludedAttributes'),
    sortBy: valueOfName(body, 'sortBy'),
    sortOrder: valueOfName(body, 'sortOrder'),
    startIndex: valueOfName(body, 'startIndex'),
    count: valueOfName(body, 'count'),
    cursor: valueOfName(body, 'cursor'),
  };
}

/**
 * The types of which the filter can match something. It may name attributes that only one type has, and must
 * make sense for at least one.
 */
function findSearchable(
  types: readonly ResourceType[],
  parameters: QueryParameters,
): readonly ResourceType[] {
  const refusals: BridgeError[] = [];
  const searchable = types.filter(({ schema }) => {
    try {
      const { filter } = readListQuery(schema, parameters);
      return filter?.kind !== 'constant' || filter.value;
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      refusals.push(error);
      return false;
    }
  });
  const [refusal] = refusals;
  if (searchable.length === 0 && refusal !== undefined) throw refusal;
  return searchable;
}
