/** Comparison operators and the literals they take, checked against the attribute they are applied to. */

import { badRequest, quoted } from '../bad-request.ts';
import type { Attribute } from '../schema/attribute.ts';
import { formatPath, leafOf, type ResolvedPath } from '../schema/path.ts';
import type { ComparisonOperator, ComparisonValue } from './ast.ts';
import type { Token } from './lexer.ts';

const OPERATORS: ReadonlySet<string> = new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']);
const TEXT_OPERATORS: ReadonlySet<string> = new Set(['co', 'sw', 'ew']);
const ORDER_OPERATORS: ReadonlySet<string> = new Set(['gt', 'ge', 'lt', 'le']);
const NUMBER = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;

export function readOperator({ text, position }: Token): ComparisonOperator {
  const operator = text.toLowerCase();
  if (isOperator(operator)) return operator;
  throw badRequest(
    'invalidFilter',
    `${quoted(text)} at position ${position} is not an operator: use eq, ne, co, sw, ew, gt, ge, lt, le or pr`,
  );
}

function isOperator(text: string): text is ComparisonOperator {
  return OPERATORS.has(text);
}

/** The literal as it stands; Entra writes `False`, so the words of JSON are read without regard to case. */
export function readLiteral({ kind, text, position }: Token): ComparisonValue {
  if (kind === 'string') return text;
  if (kind !== 'word') throw badRequest('invalidFilter', `A value is missing at position ${position}`);
  const word = text.toLowerCase();
  if (word === 'null') return null;
  if (word === 'true' || word === 'false') return word === 'true';
  if (NUMBER.test(text)) return Number(text);
  throw badRequest('invalidFilter', `The value ${quoted(text)} at position ${position} needs double quotes`);
}

/**
 * The value in the type of the attribute: Entra sends booleans as strings.
 * Throws 400 invalidFilter when operator, attribute and value cannot go together.
 */
export function fitValue(
  path: ResolvedPath,
  operator: ComparisonOperator,
  value: ComparisonValue,
  position: number,
): ComparisonValue {
  const attribute = leafOf(path);
  const refuse = (why: string) =>
    badRequest('invalidFilter', `'${formatPath(path)}' at position ${position} ${why}`);
  if (value === null) {
    if (operator === 'eq' || operator === 'ne') return null;
    throw refuse(`can be compared with null by eq and ne only, not by ${operator}`);
  }
  switch (attribute.type) {
    case 'complex':
      throw refuse('is complex: compare one of its sub-attributes');
    case 'boolean':
      if (operator === 'eq' || operator === 'ne') return fitBoolean(value, refuse);
      throw refuse(`is a boolean and cannot be compared by ${operator}`);
    case 'binary':
      if (ORDER_OPERATORS.has(operator)) throw refuse(`is binary and cannot be compared by ${operator}`);
      return fitScalar(attribute, operator, value, refuse);
    default:
      return fitScalar(attribute, operator, value, refuse);
  }
}

function fitBoolean(value: ComparisonValue, refuse: (why: string) => Error): boolean {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (word !== 'true' && word !== 'false') throw refuse('is a boolean: compare it with true or false');
  return word === 'true';
}

function fitScalar(
  { type }: Attribute,
  operator: ComparisonOperator,
  value: ComparisonValue,
  refuse: (why: string) => Error,
): ComparisonValue {
  if (type === 'dateTime') {
    if (TEXT_OPERATORS.has(operator)) return value;
    if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return value;
    throw refuse('is a date: compare it with a value such as "2026-01-31T00:00:00Z"');
  }
  const isNumeric = type === 'integer' || type === 'decimal';
  if (!isNumeric) {
    if (typeof value === 'string') return value;
    throw refuse('is a string: put the value in double quotes');
  }
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && NUMBER.test(value)) return Number(value);
  throw refuse('is a number: compare it with one');
}
