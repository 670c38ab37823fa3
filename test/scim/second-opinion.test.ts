/** What our reading of a body lets through has no mistake that scimmy, an implementation not ours, would find. */

import fc from 'fast-check';
import SCIMMY from 'scimmy';
import { expect, it } from 'vitest';
import { BridgeError } from '../../src/errors.ts';
import type { JsonObject } from '../../src/scim/backend.ts';
import { normaliseBody } from '../../src/scim/normalise.ts';
import { loadSchemaCatalogue } from '../../src/scim/schema/catalogue.ts';
import type { AttributeDocument, SchemaDocument } from '../../src/scim/schema/document.ts';
import { ENTERPRISE } from './memory-backend.ts';

const { users } = loadSchemaCatalogue();

/**
 * The attribute as far as scimmy can check it: its canonical values are an enumeration (for RFC 7643 section 7
 * they are suggestions), its decimals refuse 3, its references refuse what is no URL.
 */
function toChecked(document: AttributeDocument): SCIMMY.Types.Attribute[] {
  if (document.type === 'decimal') return [];
  return [
    new SCIMMY.Types.Attribute(
      document.type === 'reference' ? 'string' : document.type,
      document.name,
      {
        multiValued: document.multiValued,
        required: document.required,
        canonicalValues: false,
        mutable: document.mutability,
        returned: document.returned,
      },
      (document.subAttributes ?? []).flatMap(toChecked),
    ),
  ];
}

function define({ name, id, description, attributes }: SchemaDocument): SCIMMY.Types.SchemaDefinition {
  return new SCIMMY.Types.SchemaDefinition(name, id, description, attributes.flatMap(toChecked));
}

const definition = define(users.core);
for (const extension of users.extensions) definition.extend(define(extension), false);

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>('a', '', 'True', 'false', '2024-01-01', 3, true, null),
  fc.constantFrom<unknown>({ value: 'a' }, [{ value: 'a', type: 'work', primary: 'True' }], {
    givenName: 'G',
  }),
  fc.constantFrom<unknown>(['a', 'b'], [{ value: 1 }], [[]], [{}], { value: { value: 1 } }),
);
const NAMES = [
  ...users.core.attributes.map(({ name }) => name),
  ...users.core.attributes.flatMap(({ name, subAttributes = [] }) =>
    subAttributes.map((sub) => `${name}.${sub.name}`),
  ),
  `${ENTERPRISE}:department`,
  `${ENTERPRISE}:manager`,
  'unknown',
];
const body = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 6 });

function read(given: Readonly<Record<string, unknown>>): JsonObject | undefined {
  try {
    return normaliseBody(users.schema, { userName: 'jo', ...given });
  } catch (error) {
    if (error instanceof BridgeError) return undefined;
    throw error;
  }
}

it('finds nothing in what was read', () => {
  expect(() => definition.coerce({ userName: { a: 1 } }, 'in')).toThrow();
  let accepted = 0;
  fc.assert(
    fc.property(body, (given) => {
      const attributes = read(given);
      if (attributes === undefined) return;
      accepted += 1;
      expect(() => definition.coerce(structuredClone(attributes), 'in')).not.toThrow();
    }),
    { numRuns: 2_000 },
  );
  expect(accepted).toBeGreaterThan(200);
});
