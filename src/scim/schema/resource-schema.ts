/** What a resource type consists of: its core schema, its extensions and where it lives. */

import { type AttributeTable, compileAttributes } from './attribute.ts';
import { COMMON_ATTRIBUTES } from './common-attributes.ts';
import type { SchemaDocument } from './document.ts';

export interface ExtensionSchema {
  readonly id: string;
  readonly attributes: AttributeTable;
}

export interface ResourceSchema {
  /** URN of the core schema. */
  readonly id: string;
  readonly name: 'User' | 'Group';
  /** Path below the SCIM root, for example `/Users`. */
  readonly endpoint: '/Users' | '/Groups';
  /** The common attributes and those of the core schema. */
  readonly attributes: AttributeTable;
  /** By lower-case URN. */
  readonly extensions: ReadonlyMap<string, ExtensionSchema>;
}

export function compileResourceSchema(
  { name, endpoint }: Pick<ResourceSchema, 'name' | 'endpoint'>,
  core: SchemaDocument,
  extensions: readonly SchemaDocument[],
): ResourceSchema {
  return {
    id: core.id,
    name,
    endpoint,
    attributes: new Map([...COMMON_ATTRIBUTES, ...compileAttributes(core.attributes)]),
    extensions: new Map(
      extensions.map((document) => [document.id.toLowerCase(), compileExtension(document)]),
    ),
  };
}

function compileExtension(document: SchemaDocument): ExtensionSchema {
  return { id: document.id, attributes: compileAttributes(document.attributes, `${document.id}:`) };
}

/** The attributes of the core schema, or of the extension with this URN. */
export function attributesOf(schema: ResourceSchema, extension: string | undefined): AttributeTable {
  if (extension === undefined) return schema.attributes;
  return schema.extensions.get(extension.toLowerCase())?.attributes ?? new Map();
}
