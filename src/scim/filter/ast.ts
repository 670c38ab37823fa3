/** The tree of a parsed filter (RFC 7644 section 3.4.2.2). Paths are resolved, values have the attribute's type. */

import type { ResolvedPath } from '../schema/path.ts';

export type ComparisonOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';
export type ComparisonValue = string | number | boolean | null;

export interface ComparisonFilter {
  readonly kind: 'compare';
  readonly path: ResolvedPath;
  readonly operator: ComparisonOperator;
  readonly value: ComparisonValue;
}

export interface PresenceFilter {
  readonly kind: 'present';
  readonly path: ResolvedPath;
}

/** `emails[...]`: one element satisfies all of `where`, whose paths lead through the same attribute. */
interface ValueFilter {
  readonly kind: 'value';
  readonly path: ResolvedPath;
  readonly where: Filter;
}

export interface JunctionFilter {
  readonly kind: 'and' | 'or';
  readonly terms: readonly Filter[];
}

interface NegationFilter {
  readonly kind: 'not';
  readonly term: Filter;
}

/** A term with the same answer for every resource of the type, such as `meta.resourceType eq "User"`. */
interface ConstantFilter {
  readonly kind: 'constant';
  readonly value: boolean;
}

export type Filter =
  | ComparisonFilter
  | PresenceFilter
  | ValueFilter
  | JunctionFilter
  | NegationFilter
  | ConstantFilter;
