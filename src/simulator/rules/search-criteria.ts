import { isObject, isTextList, type JsonObject } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';

/** The values of a field of the searched thing, as text. */
export type FieldReader<T> = (item: T, field: string) => string | undefined;

export type Predicate<T> = (item: T) => boolean;

type Matcher = (text: string, wanted: string) => boolean;

function terms(text: string): string[] {
  return text.split(/\s+/).filter((term) => term !== '');
}

/** All lower case by the time they are compared. REGEX is left out: a simulator runs nobody's expressions. */
const MATCHERS: ReadonlyMap<unknown, Matcher> = new Map<unknown, Matcher>([
  ['EXACT', (text, wanted) => text === wanted],
  [
    'STARTS_WITH',
    (text, wanted) => text.startsWith(wanted) || terms(text).some((term) => term.startsWith(wanted)),
  ],
  ['CONTAINS', (text, wanted) => text.includes(wanted)],
  ['TERM', (text, wanted) => text === wanted || terms(text).includes(wanted)],
  ['TERMS', (text, wanted) => text === wanted || terms(text).includes(wanted)],
  ['QUERY_STRING', (text, wanted) => terms(wanted).every((term) => text.includes(term))],
  ['REQUIRED_FIELDS', (text) => text !== ''],
]);

function wantedValues(criterion: JsonObject): string[] {
  const values = isTextList(criterion.values) ? [...criterion.values] : [];
  if (typeof criterion.value === 'string') values.push(criterion.value);
  return values.map((value) => value.toLowerCase());
}

function simplePredicate<T>(criterion: JsonObject, read: FieldReader<T>): Predicate<T> {
  if (criterion.type === 'MATCH_ALL') return () => true;
  const matches = MATCHERS.get(criterion.type);
  if (matches === undefined) throw badRequest(`Search type [${String(criterion.type)}] is not supported.`);
  const fields = criterion.fields;
  if (!isTextList(fields) || fields.length === 0) throw badRequest("A criterion needs 'fields'.");
  const wanted = criterion.type === 'REQUIRED_FIELDS' ? [''] : wantedValues(criterion);
  if (wanted.length === 0) throw badRequest("A criterion needs 'value' or 'values'.");
  return (item) =>
    fields.some((field) => {
      const text = read(item, field)?.toLowerCase();
      return text !== undefined && wanted.some((value) => matches(text, value));
    });
}

function predicateOf<T>(criterion: unknown, read: FieldReader<T>): { operator: unknown; test: Predicate<T> } {
  if (!isObject(criterion)) throw badRequest('A search criterion must be a JSON object.');
  const { operator, group } = criterion;
  const nested = Array.isArray(group) && group.length > 0;
  return { operator, test: nested ? combine(group, read) : simplePredicate(criterion, read) };
}

/** All AND criteria hold, no NOT criterion does, and one of the OR criteria where there are any. */
export function combine<T>(criteria: readonly unknown[], read: FieldReader<T>): Predicate<T> {
  const parts = criteria.map((criterion) => predicateOf(criterion, read));
  const either = parts.filter(({ operator }) => operator === 'OR');
  const none = parts.filter(({ operator }) => operator === 'NOT');
  const all = parts.filter(({ operator }) => operator !== 'OR' && operator !== 'NOT');
  return (item) =>
    all.every(({ test }) => test(item)) &&
    !none.some(({ test }) => test(item)) &&
    (either.length === 0 || either.some(({ test }) => test(item)));
}

/** The fields that the criteria look at, nested ones too. */
export function fieldsOf(criteria: readonly unknown[]): string[] {
  return criteria
    .filter(isObject)
    .flatMap(({ fields, group }) => [
      ...(isTextList(fields) ? fields : []),
      ...(Array.isArray(group) ? fieldsOf(group) : []),
    ]);
}

/** Whether any criterion looks at the field. */
export function mentions(criteria: readonly unknown[], field: string): boolean {
  return fieldsOf(criteria).includes(field);
}

/** Value of a top-level criterion that demands the field to be one exact value: what an index can answer. */
export function exactValue(criteria: readonly unknown[], field: string): string | undefined {
  for (const criterion of criteria) {
    if (!isObject(criterion) || criterion.type !== 'EXACT' || criterion.group !== undefined) continue;
    if (criterion.operator !== undefined && criterion.operator !== 'AND') continue;
    const { fields } = criterion;
    if (!isTextList(fields) || fields.length !== 1 || fields[0] !== field) continue;
    const [value, ...others] = wantedValues(criterion);
    if (value !== undefined && others.length === 0) return value;
  }
  return undefined;
}
