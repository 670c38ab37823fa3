/** The published schema definitions: JSON files in the form of RFC 7643 section 7, checked when they are read. */

import { readFileSync } from 'node:fs';
import { z } from 'zod';

const characteristics = {
  name: z.string().regex(/^[A-Za-z$][\w$-]*$/),
  type: z.enum(['string', 'boolean', 'decimal', 'integer', 'dateTime', 'binary', 'reference', 'complex']),
  multiValued: z.boolean(),
  description: z.string(),
  required: z.boolean(),
  caseExact: z.boolean().optional(),
  canonicalValues: z.array(z.string()).min(1).optional(),
  referenceTypes: z.array(z.string()).min(1).optional(),
  mutability: z.enum(['readOnly', 'readWrite', 'immutable', 'writeOnly']),
  returned: z.enum(['always', 'never', 'default', 'request']),
  uniqueness: z.enum(['none', 'server', 'global']).optional(),
};
const subAttribute = z.strictObject(characteristics);
const attribute = z.strictObject({ ...characteristics, subAttributes: z.array(subAttribute).optional() });
const schemaDocument = z.strictObject({
  schemas: z.array(z.string()),
  id: z.string().startsWith('urn:ietf:params:scim:schemas:'),
  name: z.string(),
  description: z.string(),
  attributes: z.array(attribute),
});

export type AttributeDocument = z.infer<typeof attribute>;
export type SchemaDocument = z.infer<typeof schemaDocument>;

/** Reads one file of `scim-schemas/`; throws when it is no schema definition. */
export function readSchemaDocument(fileName: string): SchemaDocument {
  // src/scim/schema and dist/scim/schema are equally deep, so the same relative address holds for both.
  const file = new URL(`../../../scim-schemas/${fileName}`, import.meta.url);
  return schemaDocument.parse(JSON.parse(readFileSync(file, 'utf8')));
}
