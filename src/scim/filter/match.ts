/** Decides in memory whether a resource, or one element of a multi-valued attribute, satisfies a filter. */

import type { JsonObject, JsonValue, ScimResource } from '../backend.ts';
import { isAssigned, isJsonObject, ownValue } from '../json.ts';
import type { Attribute } from '../schema/attribute.ts';
import { leafOf, type ResolvedPath } from '../schema/path.ts';
import type { ComparisonFilter, ComparisonOperator, Filter } from './ast.ts';
import { compare } from './compare.ts';

/** All values that a path leads to; several for a multi-valued attribute, none for an unassigned one. */
type LookUp = (path: ResolvedPath) => readonly JsonValue[];

/** Whether the resource satisfies the filter (RFC 7644 section 3.4.2.2). */
export function matches(filter: Filter, resource: ScimResource): boolean {
  return evaluate(filter, (path) => valuesOf(resource, path));
}

/** Whether one element of a multi-valued attribute satisfies what stands between the brackets of a value path. */
export function matchesElement(filter: Filter, element: JsonObject): boolean {
  return evaluate(filter, ({ sub }) =>
    sub === undefined ? [element] : assignedValues(ownValue(element, sub)),
  );
}

function evaluate(filter: Filter, lookUp: LookUp): boolean {
  switch (filter.kind) {
    case 'constant':
      return filter.value;
    case 'and':
      return filter.terms.every((term) => evaluate(term, lookUp));
    case 'or':
      return filter.terms.some((term) => evaluate(term, lookUp));
    case 'not':
      return !evaluate(filter.term, lookUp);
    case 'present':
      return lookUp(filter.path).length > 0;
    case 'value':
      return lookUp(filter.path).some(
        (element) => isJsonObject(element) && matchesElement(filter.where, element),
      );
    case 'compare':
      return satisfies(filter, lookUp(filter.path));
  }
}

function satisfies({ operator, value, path }: ComparisonFilter, found: readonly JsonValue[]): boolean {
  if (value === null) return (found.length === 0) === (operator === 'eq');
  if (operator === 'ne' && found.length === 0) return true;
  const attribute = leafOf(path);
  const expected = comparable(attribute, operator, value);
  return found.some((actual) => compare(operator, comparable(attribute, operator, actual), expected));
}

/** The form in which values are compared: text folded unless caseExact, dates as epoch milliseconds. */
function comparable(
  { type, caseExact }: Attribute,
  operator: ComparisonOperator,
  value: JsonValue,
): JsonValue {
  if (typeof value !== 'string') return value;
  const isText = operator === 'co' || operator === 'sw' || operator === 'ew';
  if (type === 'dateTime' && !isText) return Date.parse(value);
  return caseExact ? value : value.toLowerCase();
}

/** All values at `path`, unassigned ones left out. */
export function valuesOf(resource: ScimResource, path: ResolvedPath): readonly JsonValue[] {
  const values = assignedValues(attributeValue(resource, path));
  const { sub } = path;
  if (sub === undefined) return values;
  return values.flatMap((value) => (isJsonObject(value) ? assignedValues(ownValue(value, sub)) : []));
}

function attributeValue(
  resource: ScimResource,
  { extension, attribute }: ResolvedPath,
): JsonValue | undefined {
  if (extension !== undefined) {
    const holder = ownValue(resource.attributes, extension);
    return isJsonObject(holder) ? ownValue(holder, attribute) : undefined;
  }
  if (attribute === 'id') return resource.id;
  if (attribute === 'meta') return { ...resource.meta };
  return ownValue(resource.attributes, attribute);
}

function assignedValues(value: JsonValue | undefined): readonly JsonValue[] {
  const values = Array.isArray(value) ? value : [value];
  return values.filter(isAssigned);
}
