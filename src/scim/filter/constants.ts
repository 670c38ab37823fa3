/**
 * Terms about what a backend does not hold, because it follows from the resource type: `schemas` and
 * `meta.resourceType`. They are decided here, so that a backend meets a constant only as the whole filter.
 */

import { badRequest } from '../bad-request.ts';
import type { ExtensionSchema, ResourceSchema } from '../schema/resource-schema.ts';
import type { ComparisonFilter, Filter, JunctionFilter, PresenceFilter } from './ast.ts';
import { compare } from './compare.ts';

const ALWAYS: Filter = { kind: 'constant', value: true };
const NEVER: Filter = { kind: 'constant', value: false };

export function foldConstants(filter: Filter, schema: ResourceSchema): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return foldJunction(filter, schema);
    case 'not': {
      const term = foldConstants(filter.term, schema);
      return term.kind === 'constant' ? constant(!term.value) : { kind: 'not', term };
    }
    case 'compare':
    case 'present':
      return decideTerm(filter, schema);
    case 'value':
      // Every resource has one `meta`, so the brackets change nothing.
      return isCommon(filter, 'meta') ? foldConstants(filter.where, schema) : filter;
    default:
      return filter;
  }
}

function foldJunction({ kind, terms }: JunctionFilter, schema: ResourceSchema): Filter {
  const decides = kind === 'or';
  const folded = terms.map((term) => foldConstants(term, schema));
  if (folded.some((term) => term.kind === 'constant' && term.value === decides)) return constant(decides);
  const open = folded.filter((term) => term.kind !== 'constant');
  const [only] = open;
  if (only === undefined) return constant(!decides);
  return open.length === 1 ? only : { kind, terms: open };
}

function decideTerm(filter: ComparisonFilter | PresenceFilter, schema: ResourceSchema): Filter {
  const { sub } = filter.path;
  if (isCommon(filter, 'schemas')) return decideSchemas(filter, schema);
  if (!isCommon(filter, 'meta') || (sub !== undefined && sub !== 'resourceType' && sub !== 'location')) {
    return filter;
  }
  if (filter.kind === 'present') return ALWAYS;
  if (sub === 'location') {
    throw badRequest('invalidFilter', "'meta.location' cannot be compared: compare 'id'");
  }
  return decideResourceType(filter, schema.name);
}

function isCommon({ path }: { readonly path: ComparisonFilter['path'] }, name: string): boolean {
  return path.extension === undefined && path.attribute === name;
}

function decideResourceType({ operator, value }: ComparisonFilter, name: string): Filter {
  return constant(value === null ? operator === 'ne' : compare(operator, name, value));
}

/** The example of RFC 7644 section 3.4.2.2: a resource has the schemas of which it has an attribute. */
function decideSchemas(filter: ComparisonFilter | PresenceFilter, schema: ResourceSchema): Filter {
  if (filter.kind === 'present') return ALWAYS;
  const { operator, value } = filter;
  if (typeof value !== 'string') return constant(value === null && operator === 'ne');
  const isMeant = ({ id }: { readonly id: string }) =>
    compare(operator, id.toLowerCase(), value.toLowerCase());
  if (isMeant(schema)) return ALWAYS;
  const extensions = [...schema.extensions.values()].filter(isMeant);
  return foldJunction({ kind: 'or', terms: extensions.flatMap(presenceOf) }, schema);
}

function presenceOf({ id, attributes }: ExtensionSchema): readonly PresenceFilter[] {
  return [...attributes.values()].map((definition) => ({
    kind: 'present',
    path: { extension: id, attribute: definition.name, definition },
  }));
}

function constant(value: boolean): Filter {
  return value ? ALWAYS : NEVER;
}
