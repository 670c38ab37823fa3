/** A list that is read by cursor (RFC 9865), over one resource type or one after the other. */

import type { ScimAnswer } from './answer.ts';
import { badRequest } from './bad-request.ts';
import type { ScimCall } from './call.ts';
import { type CursorSubject, invalidCursor, readCursor, writeCursor } from './cursor.ts';
import { MAX_RESULTS } from './limits.ts';
import { type QueryParameters, readInteger, readText } from './list-query.ts';
import { listResponse } from './list-response.ts';
import type { ResourceType } from './resource-type.ts';

/** An empty `cursor` asks for the first page by this method. */
export function isByCursor({ cursor }: QueryParameters): boolean {
  return cursor !== undefined && cursor !== null;
}

/**
 * Throws 400 for a cursor or a count that cannot be used.
 *
 * @param types those of which the filter can match something
 */
export async function listByCursor(
  call: ScimCall,
  types: readonly ResourceType[],
  parameters: QueryParameters,
): Promise<ScimAnswer> {
  if (parameters.startIndex !== undefined && parameters.startIndex !== null) {
    throw badRequest('invalidValue', "'startIndex' and 'cursor' exclude each other: send one of them");
  }
  checkCount(parameters.count);
  if (types.length === 0) return listResponse({ totalResults: 0 }, []);
  const subject = toSubject(call, types, parameters);
  const cursor = readText('cursor', parameters.cursor) ?? '';
  const { type, position } = findPlace(types, cursor === '' ? '' : readCursor(cursor, subject));
  const page = await type.listByCursor(call, parameters, position);
  const next = placeAfter(types, type, page.next);
  const total = types.length > 1 ? undefined : page.totalResults;
  const paging = {
    ...(total === undefined ? {} : { totalResults: total }),
    ...(next === undefined ? {} : { nextCursor: writeCursor(subject, next) }),
  };
  return listResponse(paging, page.resources);
}

/** RFC 9865 section 2.1: at least 1; more than the largest page is answered with the largest page. */
function checkCount(count: unknown): void {
  const number = readInteger('count', count, 'invalidCount');
  if (number !== undefined && number < 1) {
    throw badRequest('invalidCount', `'count' takes a whole number from 1 to ${MAX_RESULTS}, not ${number}`);
  }
}

function toSubject(
  { context }: ScimCall,
  types: readonly ResourceType[],
  { filter, sortBy, sortOrder }: QueryParameters,
): CursorSubject {
  const names = types.map(({ schema }) => schema.name);
  return { client: context.client.name, types: names, filter, sortBy, sortOrder };
}

interface Place {
  readonly type: ResourceType;
  /** Within the list of the type; undefined for its beginning. */
  readonly position: string | undefined;
}

function findPlace(types: readonly ResourceType[], text: string): Place {
  const [name, ...rest] = text.split(' ');
  const type = text === '' ? types[0] : types.find(({ schema }) => schema.name === name);
  if (type === undefined) throw invalidCursor();
  const position = rest.join(' ');
  return { type, position: position === '' ? undefined : position };
}

function placeAfter(
  types: readonly ResourceType[],
  type: ResourceType,
  position: string | undefined,
): string | undefined {
  if (position !== undefined) return `${type.schema.name} ${position}`;
  return types[types.indexOf(type) + 1]?.schema.name;
}
