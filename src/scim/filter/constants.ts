/**
 * Terms about what a backend does not hold, because it is the same for the whole resource type: `schemas` and
 * `meta.resourceType`. They are decided here, so that a backend meets a constant only as the whole filter.
 */

import { badRequest } from '../bad-request.ts';
import type { ResourceSchema } from '../schema/resource-schema.ts';
import type { ComparisonFilter, Filter, JunctionFilter, PresenceFilter } from './ast.ts';

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
  const { attribute, sub, extension } = filter.path;
  if (extension !== undefined) return filter;
  if (attribute === 'schemas' || (attribute === 'meta' && sub === 'location')) {
    throw badRequest(
      'invalidFilter',
      `'${sub ?? attribute}' cannot be filtered on: filter on meta.resourceType`,
    );
  }
  if (attribute !== 'meta' || (sub !== undefined && sub !== 'resourceType')) return filter;
  return filter.kind === 'present' ? ALWAYS : decideResourceType(filter, schema.name);
}

function decideResourceType({ operator, value }: ComparisonFilter, name: string): Filter {
  if (value === null) return constant(operator === 'ne');
  const text = String(value);
  switch (operator) {
    case 'eq':
      return constant(name === text);
    case 'ne':
      return constant(name !== text);
    case 'co':
      return constant(name.includes(text));
    case 'sw':
      return constant(name.startsWith(text));
    case 'ew':
      return constant(name.endsWith(text));
    default:
      throw badRequest('invalidFilter', `meta.resourceType cannot be compared by ${operator}: use eq`);
  }
}

function constant(value: boolean): Filter {
  return value ? ALWAYS : NEVER;
}
