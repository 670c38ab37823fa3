/** Changes one single-valued attribute: a simple value, a complex one, or a sub-attribute of it. */

import type { JsonObject, JsonValue } from '../backend.ts';
import { isJsonObject, ownValue } from '../json.ts';
import { type Attribute, isReadOnly } from '../schema/attribute.ts';
import type { ResolvedPath } from '../schema/path.ts';
import { readSubAttribute, readSubAttributes, readValue } from '../values/read-value.ts';
import type { PatchVerb } from './operation.ts';

/** Add and replace are one for single values (RFC 7644 sections 3.5.2.1 and 3.5.2.3); null unassigns. */
export function editSingle(holder: JsonObject, path: ResolvedPath, verb: PatchVerb, value: unknown): void {
  const { definition, subDefinition } = path;
  const given = verb === 'remove' || value === '' ? null : value;
  if (subDefinition !== undefined) {
    const read = readSubAttribute(definition, subDefinition, given);
    merge(holder, definition, new Map([[subDefinition.name, read]]));
  } else if (given === null || Array.isArray(given) || definition.type !== 'complex') {
    assign(holder, definition.name, readValue(definition, given));
  } else {
    merge(holder, definition, readSubAttributes(definition, given));
  }
}

/** RFC 7644 section 3.5.2.3: sub-attributes that the value does not name are left as they are. */
function merge(
  holder: JsonObject,
  definition: Attribute,
  changes: ReadonlyMap<string, JsonValue | undefined>,
): void {
  const current = ownValue(holder, definition.name);
  const merged = isJsonObject(current) ? { ...current } : {};
  for (const [name, value] of changes) assign(merged, name, value);
  const isEmpty = !Object.keys(merged).some((name) => isWritableSub(definition, name));
  assign(holder, definition.name, isEmpty ? undefined : merged);
}

function isWritableSub(definition: Attribute, name: string): boolean {
  const sub = definition.subAttributes.get(name.toLowerCase());
  return sub !== undefined && !isReadOnly(sub);
}

function assign(holder: JsonObject, name: string, value: JsonValue | undefined): void {
  if (value === undefined) delete holder[name];
  else holder[name] = value;
}
