import { badRequest } from './platform-error.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export type JsonObject = Readonly<Record<string, unknown>>;

export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

export function objectBody(body: unknown): JsonObject {
  if (isObject(body)) return body;
  throw badRequest('The request body must be a JSON object.');
}

export function listBody(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body;
  throw badRequest('The request body must be a JSON array.');
}

export function requiredText(body: JsonObject, field: string): string {
  const value = body[field];
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw badRequest(`The field '${field}' is required and must be a text.`);
}

export function requiredId(body: unknown, field: string): string {
  const value = isObject(body) ? body[field] : undefined;
  if (isUuid(value)) return value.toLowerCase();
  throw badRequest(`The field '${field}' is required and must be a valid UUID.`, 'invalid.id');
}

/** A member of the enumeration, or undefined when the field is absent or null. */
export function optionalChoice<T extends string>(
  body: JsonObject,
  field: string,
  choices: readonly T[],
): T | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  const choice = choices.find((candidate) => candidate === value);
  if (choice !== undefined) return choice;
  throw badRequest(
    `Value [${String(value)}] is not valid for field '${field}'. Allowed: ${choices.join(', ')}.`,
    'invalid.value',
  );
}

/** Ids of a JSON array of texts, lower case; 400 beyond `max` or for something that is no UUID. */
export function idList(values: unknown, what: string, max: number): string[] {
  if (!isTextList(values) || values.length === 0) throw badRequest(`Supply a list of ${what} ids.`);
  if (values.length > max) throw badRequest(`At most ${max} ${what} ids are accepted at a time.`);
  const wrong = values.find((value) => !isUuid(value));
  if (wrong !== undefined) throw badRequest(`'${wrong}' is not a valid UUID.`, 'invalid.id');
  return values.map((value) => value.toLowerCase());
}
