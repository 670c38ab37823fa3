/** `attributes` and `excludedAttributes` (RFC 7644 section 3.9). */

import { expect } from 'vitest';
import { USER } from '../http/scim/harness.ts';
import { ENTERPRISE } from '../scim/memory-backend.ts';
import { answered, get, keys, type Probe, probe } from './probe.ts';

export const ATTRIBUTE_PROBES: readonly Probe[] = [
  probe(
    84,
    'attributes=userName',
    get('/Users/u0001?attributes=userName'),
    answered(200),
    keys('schemas', 'id', 'userName'),
  ),
  probe(
    85,
    'attributes=userName keeps schemas',
    get('/Users/u0001?attributes=userName'),
    answered(200, { schemas: [USER] }),
  ),
  probe(
    86,
    'attributes=USERNAME',
    get('/Users/u0001?attributes=USERNAME'),
    answered(200),
    keys('schemas', 'id', 'userName'),
  ),
  probe(
    87,
    'attributes=name.givenName,emails.value',
    get('/Users/u0003?attributes=name.givenName,emails.value'),
    answered(200),
    keys('schemas', 'id', 'name', 'emails'),
    ({ body }) => {
      expect(body.name).toEqual({ givenName: 'Given3' });
      expect(body.emails).toEqual([{ value: 'user3@example.com' }, { value: 'u3@home.net' }]);
    },
  ),
  probe(
    88,
    'attributes=Name.GivenName',
    get('/Users/u0003?attributes=Name.GivenName'),
    answered(200),
    keys('schemas', 'id', 'name'),
    ({ body }) => expect(body.name).toEqual({ givenName: 'Given3' }),
  ),
  probe(
    89,
    'attributes={core URN}:userName',
    get(`/Users/u0001?attributes=${USER}:userName`),
    answered(200),
    keys('schemas', 'id', 'userName'),
  ),
  probe(
    90,
    'attributes={ext URN}:department',
    get(`/Users/u0001?attributes=${ENTERPRISE}:department`),
    answered(200),
    keys('schemas', 'id', ENTERPRISE),
    ({ body }) => expect(body[ENTERPRISE]).toEqual({ department: 'Sales' }),
  ),
  probe(
    91,
    'attributes={ext URN}',
    get(`/Users/u0001?attributes=${ENTERPRISE}`),
    answered(200),
    keys('schemas', 'id', ENTERPRISE),
    ({ body }) => expect(body[ENTERPRISE]).toEqual({ department: 'Sales', employeeNumber: '1001' }),
  ),
  probe(
    92,
    'attributes=userName,{ext URN}:department',
    get(`/Users/u0001?attributes=userName,${ENTERPRISE}:department`),
    answered(200),
    keys('schemas', 'id', 'userName', ENTERPRISE),
    ({ body }) => expect(body[ENTERPRISE]).toEqual({ department: 'Sales' }),
  ),
  probe(
    93,
    'attributes="userName, active" (space)',
    get('/Users/u0001?attributes=userName%2C%20active'),
    answered(200),
    keys('schemas', 'id', 'userName', 'active'),
  ),
  probe(94, 'attributes=nope', get('/Users/u0001?attributes=nope'), answered(200), keys('schemas', 'id')),
  probe(
    95,
    'excludedAttributes=emails,name',
    get('/Users/u0001?excludedAttributes=emails,name'),
    answered(200),
    ({ body }) => {
      expect(body).toMatchObject({ userName: 'user1@example.com', title: 'Agent', active: true });
      expect(body).not.toHaveProperty('emails');
      expect(body).not.toHaveProperty('name');
    },
  ),
  probe(
    96,
    'excludedAttributes=id',
    get('/Users/u0001?excludedAttributes=id'),
    answered(200, { id: 'u0001' }),
  ),
  probe(
    97,
    'excludedAttributes=name.familyName',
    get('/Users/u0001?excludedAttributes=name.familyName'),
    answered(200, { userName: 'user1@example.com' }),
    ({ body }) => expect(body.name).toEqual({ givenName: 'Given1' }),
  ),
  probe(
    98,
    'excludedAttributes=members on Group',
    get('/Groups/g1?excludedAttributes=members'),
    answered(200, { displayName: 'Team A' }),
    keys('schemas', 'id', 'displayName', 'meta'),
  ),
  probe(
    99,
    'attributes + excludedAttributes together',
    get('/Users/u0001?attributes=userName&excludedAttributes=id'),
    answered(200),
    keys('schemas', 'id', 'userName'),
  ),
  probe(
    100,
    'attributes= (empty)',
    get('/Users/u0001?attributes='),
    answered(200, { userName: 'user1@example.com', title: 'Agent' }),
  ),
  probe(
    101,
    'attributes=a) or (b  (injection)',
    get('/Users/u0001?attributes=userName%20pr%20or%20(x'),
    answered(200),
    keys('schemas', 'id'),
  ),
];
