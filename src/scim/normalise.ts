/** Turns the body of a POST or PUT into clean attributes under their canonical names. */

import type { JsonObject } from './backend.ts';
import { badRequest } from './bad-request.ts';
import { isRecord, valueOfName } from './json.ts';
import { isReadOnly } from './schema/attribute.ts';
import { findTarget, type PathTarget, type ResolvedPath } from './schema/path.ts';
import type { ResourceSchema } from './schema/resource-schema.ts';
import { LEGACY_CORE_URN } from './schema/urns.ts';
import { readSubAttribute, readValue } from './values/read-value.ts';
import { requireComplete } from './values/required.ts';

/**
 * The writable attributes of `body`. Unknown and readOnly ones are ignored (RFC 7644 section 3.3); null, empty
 * strings and empty lists are unassigned; `name.givenName` and `URN:department` are taken as keys.
 */
export function normaliseBody(schema: ResourceSchema, body: unknown): JsonObject {
  if (!isRecord(body)) throw badRequest('invalidSyntax', 'The request body must be a JSON object');
  checkSchemas(schema, body);
  const attributes: JsonObject = {};
  // Qualified keys go last, so that they complete an object that stands under the plain name.
  for (const [key, value] of Object.entries(body).sort(byPlainNameFirst)) {
    const target = findTarget(schema, key);
    if (target !== undefined) assign(schema, attributes, target, value);
  }
  for (const { id } of schema.extensions.values()) {
    const holder = attributes[id];
    if (isRecord(holder) && Object.keys(holder).length === 0) delete attributes[id];
  }
  requireComplete(schema, attributes, 'invalidValue');
  return attributes;
}

/** A missing `schemas` is forgiven, unknown URNs in it are ignored, but it must not name another type. */
function checkSchemas(schema: ResourceSchema, body: Readonly<Record<string, unknown>>): void {
  const given = valueOfName(body, 'schemas');
  if (given === undefined || given === null) return;
  const urns: readonly unknown[] = Array.isArray(given) ? given : [given];
  const accepted = new Set([schema.id.toLowerCase(), LEGACY_CORE_URN]);
  const isKnown = urns.some((urn) => typeof urn === 'string' && accepted.has(urn.toLowerCase()));
  if (!isKnown && urns.length > 0) throw badRequest('invalidSyntax', `'schemas' must contain '${schema.id}'`);
}

function byPlainNameFirst([left]: [string, unknown], [right]: [string, unknown]): number {
  return qualification(left) - qualification(right);
}

function qualification(key: string): number {
  return key.split(/[.:]/).length === 1 ? 0 : 1;
}

function assign(schema: ResourceSchema, attributes: JsonObject, target: PathTarget, value: unknown): void {
  if (target.kind === 'attribute') {
    assignAttribute(attributes, target.path, value);
    return;
  }
  if (value === null) return;
  const prefix = target.kind === 'core' ? schema.id : target.extension.id;
  if (!isRecord(value)) throw badRequest('invalidValue', `'${prefix}' takes an object of attributes`);
  for (const [name, given] of Object.entries(value)) {
    const inner = findTarget(schema, `${prefix}:${name}`);
    if (inner?.kind === 'attribute') assignAttribute(attributes, inner.path, given);
  }
}

function assignAttribute(attributes: JsonObject, path: ResolvedPath, value: unknown): void {
  const { definition, subDefinition, extension } = path;
  if (isReadOnly(definition) || (subDefinition && isReadOnly(subDefinition))) return;
  const holder = extension === undefined ? attributes : objectIn(attributes, extension);
  if (subDefinition === undefined) {
    const read = readValue(definition, value);
    if (read !== undefined) holder[definition.name] = read;
    return;
  }
  const read = readSubAttribute(definition, subDefinition, value);
  if (read === undefined || definition.multiValued) return;
  objectIn(holder, definition.name)[subDefinition.name] = read;
}

function objectIn(holder: JsonObject, name: string): JsonObject {
  const existing = Object.hasOwn(holder, name) ? holder[name] : undefined;
  if (typeof existing === 'object' && existing !== null && !Array.isArray(existing)) return existing;
  const created: JsonObject = {};
  holder[name] = created;
  return created;
}
