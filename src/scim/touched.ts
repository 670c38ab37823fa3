/**
 * Which attributes a change itself speaks of. A PUT that leaves `roles` out and a PATCH of the title say nothing
 * of entitlements; `"roles": []` does. Names as in `Wanted`: `title`, or `URN:attribute` within an extension.
 */

import { isRecord } from './json.ts';
import type { PatchOperation } from './patch/operation.ts';
import type { PatchTarget } from './patch/target.ts';
import { findTarget, formatPath } from './schema/path.ts';
import { attributesOf, type ResourceSchema } from './schema/resource-schema.ts';

export function touchedByBody(schema: ResourceSchema, body: unknown): ReadonlySet<string> {
  const touched = new Set<string>();
  if (isRecord(body)) for (const [key, value] of Object.entries(body)) touch(touched, schema, key, value);
  return touched;
}

export function touchedByOperations(
  schema: ResourceSchema,
  operations: readonly PatchOperation[],
): ReadonlySet<string> {
  const touched = new Set<string>();
  for (const { target, value } of operations) {
    if (target !== undefined) touchTarget(touched, schema, target, value);
    else for (const name of touchedByBody(schema, value)) touched.add(name);
  }
  return touched;
}

function touch(touched: Set<string>, schema: ResourceSchema, key: string, value: unknown): void {
  const target = findTarget(schema, withoutBrackets(key));
  if (target !== undefined) touchTarget(touched, schema, target, value);
}

/** `emails[type eq "work"].value` is about `emails`. */
function withoutBrackets(key: string): string {
  const open = key.indexOf('[');
  return open < 0 ? key : key.slice(0, open);
}

function touchTarget(
  touched: Set<string>,
  schema: ResourceSchema,
  target: PatchTarget,
  value: unknown,
): void {
  if (target.kind === 'attribute') {
    const { extension, attribute } = target.path;
    touched.add(formatPath({ extension, attribute }));
    return;
  }
  const prefix = target.kind === 'core' ? schema.id : target.extension.id;
  const names = isRecord(value) ? Object.keys(value) : wholeExtension(schema, prefix);
  for (const name of names) touch(touched, schema, `${prefix}:${name}`, undefined);
}

/** A removal, or null in place of the object, takes everything of the extension away. */
function wholeExtension(schema: ResourceSchema, urn: string): readonly string[] {
  return [...attributesOf(schema, urn).values()].map(({ name }) => name);
}
