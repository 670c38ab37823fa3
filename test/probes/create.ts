/** POST of a user (RFC 7644 section 3.3). */

import { expect } from 'vitest';
import { GROUP, USER, user } from '../http/scim/harness.ts';
import { ENTERPRISE } from '../scim/memory-backend.ts';
import { answered, keys, type Probe, probe, refused, send } from './probe.ts';

export const CREATE_PROBES: readonly Probe[] = [
  probe(
    33,
    'Valid minimal user',
    send('POST', '/Users', user()),
    answered(201, {
      schemas: [USER],
      id: expect.any(String),
      userName: 'new@example.com',
      meta: { resourceType: 'User' },
    }),
  ),
  probe(34, 'Missing userName', send('POST', '/Users', { schemas: [USER] }), refused('400 invalidValue')),
  probe(35, 'Empty userName', send('POST', '/Users', user({ userName: '' })), refused('400 invalidValue')),
  probe(36, 'Client-supplied id', send('POST', '/Users', user({ id: 'evil' })), answered(201), ({ body }) =>
    expect(body.id).not.toBe('evil'),
  ),
  probe(
    37,
    'Client-supplied meta / groups (readOnly)',
    send(
      'POST',
      '/Users',
      user({ meta: { created: '2001-01-01T00:00:00Z', location: 'x' }, groups: [{ value: 'g1' }] }),
    ),
    answered(201),
    ({ body }) => {
      expect(body.meta.created).not.toContain('2001');
      expect(body.meta.location).toContain(body.id);
      expect(body.groups).toBeUndefined();
    },
  ),
  probe(
    38,
    'Unknown attribute',
    send('POST', '/Users', user({ favouriteColour: 'red' })),
    answered(201),
    ({ body }) => expect(body.favouriteColour).toBeUndefined(),
  ),
  probe(
    39,
    'No schemas attribute',
    send('POST', '/Users', { userName: 'n@x' }),
    answered(201, { schemas: [USER], userName: 'n@x' }),
  ),
  probe(
    40,
    'Wrong schemas',
    send('POST', '/Users', { schemas: [GROUP], userName: 'n@x' }),
    refused('400 invalidSyntax'),
  ),
  probe(
    41,
    'Unknown extra schema URN',
    send('POST', '/Users', { schemas: [USER, 'urn:example:foo'], userName: 'new@example.com' }),
    answered(201),
    ({ body }) => expect(body.schemas).toEqual([USER]),
  ),
  probe(
    42,
    'Duplicate userName',
    send('POST', '/Users', user({ userName: 'USER1@example.com' })),
    refused('409 uniqueness'),
  ),
  probe(
    43,
    'Attribute names in other case (USERNAME, Name.GIVENNAME)',
    send('POST', '/Users', { schemas: [USER], USERNAME: 'c@x', Name: { GIVENNAME: 'G' } }),
    answered(201, { userName: 'c@x', name: { givenName: 'G' } }),
  ),
  probe(
    44,
    'Enterprise extension',
    send('POST', '/Users', {
      schemas: [USER, ENTERPRISE],
      userName: 'new@example.com',
      [ENTERPRISE]: { department: 'D', manager: { value: 'u0001' } },
    }),
    answered(201, {
      schemas: [USER, ENTERPRISE],
      [ENTERPRISE]: { department: 'D', manager: { value: 'u0001' } },
    }),
  ),
  probe(
    45,
    'Extension present but not in schemas',
    send('POST', '/Users', user({ [ENTERPRISE]: { department: 'D' } })),
    answered(201, { schemas: [USER, ENTERPRISE], [ENTERPRISE]: { department: 'D' } }),
  ),
  probe(
    46,
    'active: "True" (Entra string boolean)',
    send('POST', '/Users', user({ active: 'True' })),
    answered(201, { active: true }),
  ),
  probe(
    47,
    'emails.type = "Work" / "business"',
    send('POST', '/Users', user({ emails: [{ value: 'a@b', type: 'business' }] })),
    answered(201, { emails: [{ value: 'a@b', type: 'business' }] }),
  ),
  probe(
    48,
    'roles[{value,type}]',
    send('POST', '/Users', user({ roles: [{ value: 'admin', type: 'app', primary: true }] })),
    answered(201, { roles: [{ value: 'admin', type: 'app', primary: true }] }),
  ),
  probe(
    49,
    'Two primary emails',
    send(
      'POST',
      '/Users',
      user({
        emails: [
          { value: 'a@b', type: 'work', primary: true },
          { value: 'c@d', type: 'home', primary: true },
        ],
      }),
    ),
    refused('400 invalidValue'),
  ),
  probe(
    50,
    'password never returned',
    send('POST', '/Users', user({ password: 'hunter2' })),
    answered(201),
    ({ text }) => expect(text).not.toContain('hunter2'),
  ),
  probe(
    51,
    'null / empty-array values',
    send('POST', '/Users', user({ name: null, emails: [], title: null })),
    answered(201),
    keys('schemas', 'id', 'userName', 'meta'),
  ),
  probe(
    52,
    'emails: null',
    send('POST', '/Users', user({ emails: null })),
    answered(201),
    keys('schemas', 'id', 'userName', 'meta'),
  ),
  probe(53, 'userName: 123', send('POST', '/Users', user({ userName: 123 })), refused('400 invalidValue')),
  probe(
    54,
    'emails as object',
    send('POST', '/Users', user({ emails: { value: 'a@b' } })),
    answered(201, { emails: [{ value: 'a@b' }] }),
  ),
  probe(
    55,
    'manager as bare string (Entra)',
    send('POST', '/Users', {
      schemas: [USER, ENTERPRISE],
      userName: 'new@example.com',
      [ENTERPRISE]: { manager: 'u0001' },
    }),
    answered(201, { [ENTERPRISE]: { manager: { value: 'u0001' } } }),
  ),
  probe(
    56,
    'attributes=userName on POST',
    send('POST', '/Users?attributes=userName', user({ displayName: 'D' })),
    answered(201),
    keys('schemas', 'id', 'userName'),
  ),
  probe(
    57,
    'JSON __proto__ key',
    send('POST', '/Users', `{"schemas":["${USER}"],"userName":"p@x","__proto__":{"polluted":1}}`),
    answered(201),
    () => expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false),
  ),
];
