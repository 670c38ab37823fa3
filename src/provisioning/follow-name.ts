/**
 * A displayName that only repeats the name parts follows them when they change. Not every client sends
 * displayName, and a PATCH of the family name alone has to reach Genesys, which knows one name only.
 */

import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../scim/backend.ts';
import { definedOnly, readObject, readText } from './attribute-values.ts';

function joinParts(name: JsonObject | undefined): string {
  return [readText(name, 'givenName'), readText(name, 'familyName')]
    .filter((part) => part !== undefined)
    .join(' ');
}

/** `next` as it is to be written, given what was shown before. */
export function followName(shown: JsonObject, next: JsonObject): JsonObject {
  const [before, after] = [readObject(shown, 'name'), readObject(next, 'name')];
  const displayName = readText(shown, 'displayName');
  if (after === undefined || isDeepStrictEqual(before, after)) return next;
  if (readText(next, 'displayName') !== displayName || displayName !== joinParts(before)) return next;
  const formatted = readText(after, 'formatted');
  const joined = joinParts(after);
  if (formatted !== undefined && formatted !== displayName) return { ...next, displayName: formatted };
  if (joined === '') return next;
  const name = definedOnly({ ...after, formatted: formatted === undefined ? undefined : joined });
  return { ...next, name, displayName: joined };
}
