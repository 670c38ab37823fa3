/**
 * Carries what a client cannot write over from the current resource, so that the difference between current
 * and next is about what the client may change (RFC 7644 section 3.5.1: readOnly input is ignored).
 */

import type { JsonObject, JsonValue } from '../backend.ts';
import { isJsonObject, ownValue } from '../json.ts';
import { type Attribute, type AttributeTable, isReadOnly, selectAttributes } from '../schema/attribute.ts';
import type { ResourceSchema } from '../schema/resource-schema.ts';
import { identityKey } from './element-list.ts';

/** `next` with the read-only attributes of `current` in place of its own. */
export function carryReadOnly(schema: ResourceSchema, current: JsonObject, next: JsonObject): JsonObject {
  const carried = carryTable(schema.attributes, current, next);
  for (const extension of schema.extensions.values()) {
    const before = ownValue(current, extension.id);
    const after = ownValue(next, extension.id);
    // What an operation has not been about is the same object.
    if (before === after) continue;
    const holder = carryTable(
      extension.attributes,
      isJsonObject(before) ? before : {},
      isJsonObject(after) ? after : {},
    );
    if (Object.keys(holder).length > 0) carried[extension.id] = holder;
    else delete carried[extension.id];
  }
  return carried;
}

function carryTable(attributes: AttributeTable, current: JsonObject, next: JsonObject): JsonObject {
  const carried = { ...next };
  for (const attribute of unwritableIn(attributes)) {
    const before = ownValue(current, attribute.name);
    const after = ownValue(next, attribute.name);
    // What an operation has not been about is the same object.
    if (before === after) continue;
    const value = isReadOnly(attribute) ? before : carryValue(attribute, before, after);
    if (value === undefined) delete carried[attribute.name];
    else carried[attribute.name] = value;
  }
  return carried;
}

/** The attributes that hold something a client cannot write. */
const unwritableIn = selectAttributes(
  (attribute) => isReadOnly(attribute) || [...attribute.subAttributes.values()].some(isUnwritable),
);

function carryValue(
  attribute: Attribute,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): JsonValue | undefined {
  if (Array.isArray(after)) return carryElements(attribute, Array.isArray(before) ? before : [], after);
  if (!isJsonObject(after)) return after;
  const isSame = isJsonObject(before) && ownValue(before, 'value') === ownValue(after, 'value');
  return carrySubAttributes(attribute, isSame ? before : undefined, after);
}

function carryElements(
  attribute: Attribute,
  before: readonly JsonValue[],
  after: readonly JsonValue[],
): JsonValue[] {
  const known = new Map(
    before.filter(isJsonObject).map((element) => [identityKey(attribute, element), element] as const),
  );
  known.delete(undefined);
  return after
    .filter(isJsonObject)
    .map((element) => carrySubAttributes(attribute, known.get(identityKey(attribute, element)), element));
}

function carrySubAttributes(
  attribute: Attribute,
  before: JsonObject | undefined,
  after: JsonObject,
): JsonObject {
  const carried = { ...after };
  for (const sub of attribute.subAttributes.values()) {
    if (!isUnwritable(sub)) continue;
    if (isReadOnly(sub)) delete carried[sub.name];
    const value = before && ownValue(before, sub.name);
    if (value !== undefined && !Object.hasOwn(carried, sub.name)) carried[sub.name] = value;
  }
  return carried;
}

/** An immutable sub-attribute that a client leaves out keeps its value, since it could not have changed it. */
function isUnwritable({ mutability }: Attribute): boolean {
  return mutability === 'readOnly' || mutability === 'immutable';
}
