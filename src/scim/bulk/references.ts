/**
 * References between the operations of a bulk request (RFC 7644 section 3.7.2): `bulkId:` and the bulkId of the
 * operation that creates the resource stand for the id that it will have.
 */

import { isRecord } from '../json.ts';

const PREFIX = 'bulkId:';
/** In a PATCH path, such as `members[value eq "bulkId:ann"]`. */
const IN_PATH = /"bulkId:([^"\\]+)"/g;
/** Deeper than any attribute of a PATCH operation; what lies deeper is no attribute of any schema. */
const MAX_DEPTH = 16;

/** The bulkId that a text refers to; undefined for any other text. */
export function referredBulkId(text: string): string | undefined {
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : undefined;
}

/** The bulkIds that `value` refers to, at any place. */
export function findReferences(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  resolveReferences(value, (bulkId) => {
    found.add(bulkId);
    return '';
  });
  return found;
}

/** A copy of `value` with ids in place of references. */
export function resolveReferences(value: unknown, idOf: (bulkId: string) => string): unknown {
  return resolve(value, idOf, undefined, 0);
}

function resolve(
  value: unknown,
  idOf: (bulkId: string) => string,
  key: string | undefined,
  depth: number,
): unknown {
  if (typeof value === 'string') {
    const bulkId = referredBulkId(value);
    if (bulkId !== undefined) return idOf(bulkId);
    if (key !== 'path') return value;
    return value.replace(IN_PATH, (_, inPath: string) => JSON.stringify(idOf(inPath)));
  }
  if (depth === MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((element) => resolve(element, idOf, undefined, depth + 1));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, resolve(part, idOf, name.toLowerCase(), depth + 1)]),
  );
}
