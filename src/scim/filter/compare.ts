/** The comparison operators on values of one type; false for values that cannot be compared. */

import type { JsonValue } from '../backend.ts';
import type { ComparisonOperator } from './ast.ts';

export function compare(operator: ComparisonOperator, actual: JsonValue, expected: JsonValue): boolean {
  if (operator === 'eq') return actual === expected;
  if (operator === 'ne') return actual !== expected;
  if (typeof actual === 'number' && typeof expected === 'number') return inOrder(operator, actual, expected);
  if (typeof actual !== 'string' || typeof expected !== 'string') return false;
  switch (operator) {
    case 'co':
      return actual.includes(expected);
    case 'sw':
      return actual.startsWith(expected);
    case 'ew':
      return actual.endsWith(expected);
    default:
      return inOrder(operator, actual, expected);
  }
}

function inOrder<T extends string | number>(operator: ComparisonOperator, actual: T, expected: T): boolean {
  switch (operator) {
    case 'gt':
      return actual > expected;
    case 'ge':
      return actual >= expected;
    case 'lt':
      return actual < expected;
    case 'le':
      return actual <= expected;
    default:
      return false;
  }
}
