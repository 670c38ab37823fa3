/** Guards and access for JSON values. Only own properties are ever read, so `__proto__` is a name like any other. */

import type { JsonObject, JsonValue } from './backend.ts';

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function ownValue(object: JsonObject, name: string): JsonValue | undefined {
  const value = object[name];
  // Most of a schema's attributes are absent from a resource: those need no second look.
  return value === undefined || Object.hasOwn(object, name) ? value : undefined;
}

/** Value of the property with this name, else of one that differs from it in case (RFC 7643 section 2.1). */
export function valueOfName(record: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(record, name)) return record[name];
  const wanted = name.toLowerCase();
  return Object.entries(record).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** RFC 7643 section 2.5: null, an empty list, an empty string and an empty object are all unassigned. */
export function isAssigned(value: JsonValue | undefined): value is JsonValue {
  if (value === undefined || value === null || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || !isEmpty(value);
}

/** Whether an object has no properties, without a list of them. */
function isEmpty(object: JsonObject): boolean {
  for (const name in object) if (Object.hasOwn(object, name)) return false;
  return true;
}

/** The objects of a list; none for anything else. */
export function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
