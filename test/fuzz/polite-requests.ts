/** Requests as identity providers send them: in order, so that each reaches Genesys Cloud. */

import fc from 'fast-check';
import type { Json } from './hostile-values.ts';
import type { Draft } from './requests.ts';
import type { Known } from './schema-values.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GENESYS = 'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

function draft(about: string, method: string, path: string, document?: Json): Draft {
  const body = document === undefined ? {} : { body: Buffer.from(JSON.stringify(document)) };
  return {
    about,
    method,
    target: `/scim/v2${path}`,
    headers: [['Content-Type', 'application/scim+json']],
    ...body,
  };
}

const operation = (known: Known): fc.Arbitrary<Json> =>
  fc.oneof(
    fc.constantFrom<Json>(
      { op: 'replace', path: 'active', value: false },
      { op: 'replace', path: 'active', value: true },
      { op: 'replace', path: 'roles', value: [{ value: 'employee' }] },
      { op: 'replace', path: `${GENESYS}:routingSkills`, value: [{ name: 'Billing', proficiency: 3 }] },
      { op: 'replace', path: 'phoneNumbers', value: [{ type: 'work', value: '+13175550100' }] },
    ),
    fc.nat(9_999).map((number) => ({ op: 'replace', path: 'title', value: `Title ${number}` })),
    fc.nat(9_999).map((number) => ({ op: 'replace', path: 'displayName', value: `Name ${number}` })),
    fc.nat(9_999).map((number) => ({ op: 'add', path: 'externalId', value: `x${number}` })),
    fc
      .constantFrom(...known.userIds)
      .map((value) => ({ op: 'replace', path: `${ENTERPRISE}:manager`, value: { value } })),
  );

const membership = (known: Known): fc.Arbitrary<Json> =>
  fc
    .tuple(
      fc.constantFrom('add', 'remove', 'replace'),
      fc.array(fc.constantFrom(...known.userIds), { minLength: 1, maxLength: 3 }),
    )
    .map(([op, ids]) =>
      op === 'remove'
        ? { op, path: `members[value eq "${ids[0]}"]` }
        : { op, path: 'members', value: ids.map((value) => ({ value })) },
    );

function patch(operations: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc
    .array(operations, { minLength: 1, maxLength: 2 })
    .map((Operations) => ({ schemas: [PATCH_OP], Operations }));
}

const name = fc.nat(1_000_000);

export function politeRequests(known: Known): fc.Arbitrary<Draft> {
  const user = fc.constantFrom(...known.userIds);
  const group = fc.constantFrom(...known.groupIds);
  const shown = fc.constantFrom(
    '',
    '?attributes=userName,active,groups,roles',
    `?attributes=${ENTERPRISE},${GENESYS}`,
  );
  const filters = fc.oneof(
    fc.constantFrom(...known.userNames).map((each) => `userName eq "${each}"`),
    name.map((number) => `externalId eq "x${number % 10_000}"`),
    fc.constantFrom('active eq false', 'displayName sw "A"', 'id pr'),
  );
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .tuple(user, shown)
        .map(([id, query]) => draft('Users get', 'GET', `/Users/${id}${query}`)),
    },
    {
      weight: 3,
      arbitrary: filters.map((text) =>
        draft('Users filter', 'GET', `/Users?count=20&filter=${encodeURIComponent(text)}`),
      ),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('?count=10', '?count=5&startIndex=40', '?count=10&cursor', '?sortBy=userName&count=5')
        .map((query) => draft('Users list', 'GET', `/Users${query}`)),
    },
    {
      weight: 3,
      arbitrary: name.map((number) =>
        draft('Users create', 'POST', '/Users', {
          schemas: [`${CORE}:User`],
          userName: `polite${number}@example.com`,
          externalId: `p${number}`,
          displayName: `Polite ${number}`,
          roles: [{ value: 'employee' }],
        }),
      ),
    },
    {
      weight: 8,
      arbitrary: fc
        .tuple(user, patch(operation(known)))
        .map(([id, message]) => draft('Users patch', 'PATCH', `/Users/${id}`, message)),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(user, name).map(([id, number]) =>
        draft('Users replace', 'PUT', `/Users/${id}`, {
          schemas: [`${CORE}:User`],
          userName: `put${number}@example.com`,
          active: number % 2 === 0,
        }),
      ),
    },
    { weight: 1, arbitrary: user.map((id) => draft('Users delete', 'DELETE', `/Users/${id}`)) },
    { weight: 2, arbitrary: group.map((id) => draft('Groups get', 'GET', `/Groups/${id}`)) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('?count=5', '?filter=displayName%20eq%20%22Support%22')
        .map((query) => draft('Groups list', 'GET', `/Groups${query}`)),
    },
    {
      weight: 1,
      arbitrary: name.map((number) =>
        draft('Groups create', 'POST', '/Groups', {
          schemas: [`${CORE}:Group`],
          displayName: `Polite ${number}`,
        }),
      ),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(group, patch(membership(known)))
        .map(([id, message]) => draft('Groups patch', 'PATCH', `/Groups/${id}`, message)),
    },
  );
}
