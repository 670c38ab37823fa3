/** Reads attribute values of a known shape out of plain attribute objects. */

import type { JsonObject, JsonValue } from '../scim/backend.ts';

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readText(holder: JsonObject | undefined, name: string): string | undefined {
  const value = holder?.[name];
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export function readObject(holder: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = holder?.[name];
  return isObject(value) ? value : undefined;
}

export function readObjects(holder: JsonObject | undefined, name: string): JsonObject[] {
  const value = holder?.[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Attributes of a published schema, some of them perhaps unassigned; for `satisfies`. */
export type Draft<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/** The same where only the names can be checked: parts of it come out of the database. */
export type NamedBy<T> = { readonly [Name in keyof T]?: JsonValue | undefined };

/** Leaves out what is undefined: absent and unassigned are the same in SCIM (RFC 7643 section 2.5). */
export function definedOnly(entries: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const result: JsonObject = {};
  for (const [name, value] of Object.entries(entries)) if (value !== undefined) result[name] = value;
  return result;
}
