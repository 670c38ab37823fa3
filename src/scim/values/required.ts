/** RFC 7643 section 2.2: required attributes and sub-attributes must have a value. */

import type { ScimType } from '../../errors.ts';
import type { JsonObject } from '../backend.ts';
import { badRequest } from '../bad-request.ts';
import { isAssigned, isJsonObject, ownValue } from '../json.ts';
import { type Attribute, type AttributeTable, isReadOnly, selectAttributes } from '../schema/attribute.ts';
import type { ResourceSchema } from '../schema/resource-schema.ts';

/** Throws a 400 with `scimType` when a required attribute is missing, naming it. */
export function requireComplete(schema: ResourceSchema, attributes: JsonObject, scimType: ScimType): void {
  requireTable(schema.attributes, attributes, scimType);
  for (const extension of schema.extensions.values()) {
    const holder = ownValue(attributes, extension.id);
    if (isJsonObject(holder)) requireTable(extension.attributes, holder, scimType);
  }
}

/** Few attributes of a schema require anything. */
const requiring = selectAttributes(
  (attribute) => !isReadOnly(attribute) && (attribute.required || attribute.requiredSubAttributes.length > 0),
);

function requireTable(table: AttributeTable, holder: JsonObject, scimType: ScimType): void {
  for (const attribute of requiring(table)) {
    const value = ownValue(holder, attribute.name);
    if (attribute.required && !isAssigned(value)) {
      throw badRequest(scimType, `'${attribute.fullName}' is required: give it a value`);
    }
    if (!Array.isArray(value)) continue;
    for (const [index, element] of value.entries()) requireSubAttributes(attribute, element, index + 1);
  }
}

function requireSubAttributes(attribute: Attribute, element: unknown, number: number): void {
  for (const { name } of attribute.requiredSubAttributes) {
    if (typeof element === 'object' && element !== null && Object.hasOwn(element, name)) continue;
    throw badRequest('invalidValue', `Value ${number} of '${attribute.fullName}' needs '${name}'`);
  }
}
