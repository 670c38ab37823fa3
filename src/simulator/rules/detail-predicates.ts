import { isObject, optionalChoice } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';

/** Something that analytics filters look at: the value of each dimension, absent when there is none. */
export type Dimensions = Readonly<Record<string, string | undefined>>;

type Test = (item: Dimensions) => boolean;

function readPredicate(value: unknown, known: ReadonlySet<string>): Test {
  if (!isObject(value)) throw badRequest('A predicate must be a JSON object.');
  const { dimension } = value;
  if (typeof dimension !== 'string' || !known.has(dimension)) {
    throw badRequest(`Dimension [${String(dimension)}] is not supported here.`, 'invalid.value');
  }
  const operator =
    optionalChoice(value, 'operator', ['matches', 'exists', 'notExists'] as const) ?? 'matches';
  if (operator === 'exists') return (item) => item[dimension] !== undefined;
  if (operator === 'notExists') return (item) => item[dimension] === undefined;
  const wanted = value.value;
  if (typeof wanted !== 'string') throw badRequest("A predicate that matches needs a 'value'.");
  return (item) => item[dimension]?.toLowerCase() === wanted.toLowerCase();
}

function combine(value: unknown, tests: readonly Test[]): Test {
  const type = isObject(value) ? optionalChoice(value, 'type', ['and', 'or'] as const) : undefined;
  if (type === undefined) throw badRequest("The field 'type' of a filter is required: and, or.");
  return type === 'and'
    ? (item) => tests.every((test) => test(item))
    : (item) => tests.some((test) => test(item));
}

function listIn(value: unknown, field: 'clauses' | 'predicates'): readonly unknown[] {
  const list = isObject(value) ? (value[field] ?? []) : [];
  if (Array.isArray(list)) return list;
  throw badRequest(`The field '${field}' of a filter must be a list.`);
}

function readClause(value: unknown, known: ReadonlySet<string>): Test {
  const predicates = listIn(value, 'predicates').map((predicate) => readPredicate(predicate, known));
  return combine(value, predicates);
}

function readFilter(value: unknown, known: ReadonlySet<string>): Test {
  const clauses = listIn(value, 'clauses').map((clause) => readClause(clause, known));
  const predicates = listIn(value, 'predicates').map((predicate) => readPredicate(predicate, known));
  if (clauses.length + predicates.length === 0) throw badRequest('A filter needs predicates or clauses.');
  return combine(value, [...clauses, ...predicates]);
}

/** One test for each filter of an analytics query; an item has to pass all of them. */
export function readFilters(value: unknown, known: ReadonlySet<string>): Test[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw badRequest('Filters must be a list.');
  return value.map((filter) => readFilter(filter, known));
}
