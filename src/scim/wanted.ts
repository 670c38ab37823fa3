/** What a backend has to read beyond what the response carries. */

import type { ListQuery, Wanted } from './backend.ts';
import { attributesRead } from './filter/equalities.ts';
import type { Projection } from './projection.ts';
import { isReadOnly } from './schema/attribute.ts';
import { attributesOf, type ResourceSchema } from './schema/resource-schema.ts';

/** For a list: what is returned, and what filter and sort look at. */
export function wantedForList(
  projection: Projection,
  { filter, sort }: Pick<ListQuery, 'filter' | 'sort'>,
): Wanted {
  const read = new Set(filter === undefined ? [] : attributesRead(filter));
  if (sort !== undefined) read.add(sort.by.extension ?? sort.by.attribute);
  const isRead = (name: string) => read.has(name) || [...read].some((urn) => name.startsWith(`${urn}:`));
  return {
    has: (name) => isRead(name) || projection.has(name),
    names: (name) => isRead(name) || projection.names(name),
  };
}

/** For a change: what is returned, and all that can be written, since the next state is complete. */
export function wantedForChange(returned: Wanted, schema: ResourceSchema): Wanted {
  const isWritten = (name: string): boolean => {
    const attribute = schema.attributes.get(name.toLowerCase());
    const parts = attribute === undefined ? [...attributesOf(schema, name).values()] : [attribute];
    return parts.some((part) => !isReadOnly(part));
  };
  return { has: (name) => isWritten(name) || returned.has(name) };
}

/** For a precondition: only the version counts. */
export const WANTS_NOTHING: Wanted = { has: () => false };
