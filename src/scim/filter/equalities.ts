/** What a filter demands by `eq`, for backends that can look a resource up instead of scanning. */

import type { ComparisonValue, Filter } from './ast.ts';

export interface Equality {
  /** Canonical name; attributes of an extension as `URN:name`. */
  readonly attribute: string;
  readonly sub?: string;
  readonly value: ComparisonValue;
}

/**
 * The comparisons that every resource matching `filter` must satisfy: its `eq` terms that are joined by `and`
 * only, also inside value paths (`emails[value eq "x"]` gives `emails`, `value`, `x`). They are necessary, not
 * sufficient: what they find still has to be checked with `matches`.
 */
export function conjunctEqualities(filter: Filter): readonly Equality[] {
  switch (filter.kind) {
    case 'and':
      return filter.terms.flatMap(conjunctEqualities);
    case 'value':
      // Within one element `eq null` says nothing about the other elements.
      return conjunctEqualities(filter.where).filter(({ value }) => value !== null);
    case 'compare': {
      if (filter.operator !== 'eq') return [];
      const { extension, attribute, sub } = filter.path;
      const name = extension === undefined ? attribute : `${extension}:${attribute}`;
      return [{ attribute: name, ...(sub === undefined ? {} : { sub }), value: filter.value }];
    }
    default:
      return [];
  }
}

/** Names that a filter reads: top-level attributes and extension URNs. */
export function attributesRead(filter: Filter): ReadonlySet<string> {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return new Set(filter.terms.flatMap((term) => [...attributesRead(term)]));
    case 'not':
      return attributesRead(filter.term);
    case 'constant':
      return new Set();
    default:
      return new Set([filter.path.extension ?? filter.path.attribute]);
  }
}
