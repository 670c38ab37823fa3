/** The element that a value filter describes, for creating it when it is absent. */

import type { JsonObject } from '../backend.ts';
import type { Filter } from '../filter/ast.ts';

/** The sub-attributes that `where` fixes; undefined when it is more than a conjunction of `eq` terms. */
export function equalityTemplate(where: Filter): JsonObject | undefined {
  if (where.kind === 'compare') {
    const { sub } = where.path;
    if (where.operator !== 'eq' || where.value === null || sub === undefined) return undefined;
    return { [sub]: where.value };
  }
  if (where.kind !== 'and') return undefined;
  const parts = where.terms.map(equalityTemplate);
  const known = parts.filter((part) => part !== undefined);
  return known.length === parts.length ? Object.assign({}, ...known) : undefined;
}
