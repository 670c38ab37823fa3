/** Resources as the published schemas describe them, now and then with a value that does not fit. */

import fc from 'fast-check';
import { loadSchemaCatalogue } from '../../src/scim/schema/catalogue.ts';
import type { AttributeDocument, SchemaDocument } from '../../src/scim/schema/document.ts';
import { hostileValue, type Json, nastyText } from './hostile-values.ts';

const { users, groups } = loadSchemaCatalogue();
const DOCUMENTS: readonly SchemaDocument[] = [users.core, ...users.extensions, groups.core];

export const SCHEMA_URNS: readonly string[] = DOCUMENTS.map(({ id }) => id);

export const ATTRIBUTE_NAMES: readonly string[] = DOCUMENTS.flatMap(({ attributes }) =>
  attributes.flatMap(({ name, subAttributes = [] }) => [
    name,
    ...subAttributes.map((sub) => `${name}.${sub.name}`),
  ]),
);

/** What fuzzed requests may name: people and groups that exist, and names of roles, skills and divisions. */
export interface Known {
  readonly userIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly userNames: readonly string[];
}

const WORDS = [
  'Ada',
  'Grace Hopper',
  'employee',
  'Supervisor',
  'English',
  'Spanish',
  'Home',
  'work',
  'mobile',
  'en-US',
];

function textOf(name: string, known: Known): fc.Arbitrary<string> {
  const fresh = fc.nat(100_000).map((number) => `fuzz${number}@example.com`);
  const usual = {
    userName: fc.oneof(
      { weight: 4, arbitrary: fresh },
      { weight: 1, arbitrary: fc.constantFrom(...known.userNames) },
    ),
    value: fc.oneof(
      fresh,
      fc.constantFrom(...known.userIds, ...known.groupIds, ...WORDS, '+13175550123', '(317) 555-0123'),
    ),
    externalId: fc.nat(2_000).map((number) => `ext-${number}`),
    dateHire: fc.constantFrom('2020-01-31', '2020-02-31', 'yesterday'),
    division: fc.constantFrom('Home', 'Sales', 'Nowhere'),
  }[name];
  return fc.oneof(
    { weight: 6, arbitrary: usual ?? fc.constantFrom(...WORDS) },
    { weight: 1, arbitrary: nastyText },
  );
}

function singleValue(attribute: Omit<AttributeDocument, 'subAttributes'>, known: Known): fc.Arbitrary<Json> {
  switch (attribute.type) {
    case 'boolean':
      return fc.constantFrom<Json>(true, false, true, false, 'True', 'False', 'yes');
    case 'decimal':
    case 'integer':
      return fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true }));
    case 'dateTime':
      return fc.constantFrom('2026-01-01T00:00:00Z', '2026-13-01', '');
    default:
      return textOf(attribute.name, known);
  }
}

function valueFor(attribute: AttributeDocument, known: Known): fc.Arbitrary<Json> {
  const single: fc.Arbitrary<Json> =
    attribute.type === 'complex'
      ? fc.record(
          Object.fromEntries(
            (attribute.subAttributes ?? []).map((sub) => [sub.name, singleValue(sub, known)]),
          ),
          { requiredKeys: [] },
        )
      : singleValue(attribute, known);
  const fitting: fc.Arbitrary<Json> = attribute.multiValued ? fc.array(single, { maxLength: 3 }) : single;
  return fc.oneof({ weight: 14, arbitrary: fitting }, { weight: 1, arbitrary: hostileValue });
}

function attributesOf(
  document: SchemaDocument,
  known: Known,
): fc.Arbitrary<Readonly<Record<string, Json | undefined>>> {
  return fc.record(
    Object.fromEntries(document.attributes.map((each) => [each.name, valueFor(each, known)])),
    {
      requiredKeys: [],
    },
  );
}

/** Few attributes at a time: with all of them, one that does not fit hides the rest. */
function some(
  record: fc.Arbitrary<Readonly<Record<string, Json | undefined>>>,
): fc.Arbitrary<Readonly<Record<string, Json | undefined>>> {
  return fc
    .tuple(record, fc.nat(63))
    .map(([all, mask]) =>
      Object.fromEntries(Object.entries(all).filter((_, index) => (mask >> (index % 6)) % 3 === 0)),
    );
}

export function userResource(known: Known): fc.Arbitrary<Json> {
  const extensions = users.extensions.map((each) => some(attributesOf(each, known)));
  return fc
    .tuple(some(attributesOf(users.core, known)), textOf('userName', known), fc.nat(7), ...extensions)
    .map(([core, userName, mask, ...added]) => {
      const used = users.extensions.flatMap(({ id }, index) =>
        (mask >> index) % 2 ? [[id, added[index] ?? {}]] : [],
      );
      return {
        schemas: [users.core.id, ...used.map(([id]) => String(id))],
        userName,
        ...(mask % 3 === 0 ? { externalId: `ext-${userName.length}-${mask}` } : {}),
        ...core,
        ...Object.fromEntries(used),
      };
    });
}

export function groupResource(known: Known): fc.Arbitrary<Json> {
  const members = fc.array(
    fc.record({ value: fc.constantFrom(...known.userIds) }, { requiredKeys: ['value'] }),
    { maxLength: 4 },
  );
  return fc.tuple(attributesOf(groups.core, known), fc.nat(50_000), members).map(([core, number, few]) => ({
    schemas: [groups.core.id],
    displayName: `Fuzz ${number}`,
    ...core,
    ...(number % 2 ? { members: few } : {}),
  }));
}

/** A value for any attribute, fitting or not: of a PATCH operation. */
export function anyValue(known: Known): fc.Arbitrary<Json> {
  const values = DOCUMENTS.flatMap(({ attributes }) => attributes.map((each) => valueFor(each, known)));
  return fc.oneof({ weight: 6, arbitrary: fc.oneof(...values) }, { weight: 1, arbitrary: hostileValue });
}

/** An attribute and a value that fits it. */
export function attributeWithValue(known: Known): fc.Arbitrary<readonly [path: string, value: Json]> {
  const pairs = DOCUMENTS.flatMap(({ id, attributes }) =>
    attributes.map((each) =>
      valueFor(each, known).map(
        (value) => [id.includes(':core:') ? each.name : `${id}:${each.name}`, value] as const,
      ),
    ),
  );
  return fc.oneof(...pairs);
}
