import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BridgeError } from '../../src/errors.ts';
import { normaliseBody } from '../../src/scim/normalise.ts';
import { loadSchemaCatalogue } from '../../src/scim/schema/catalogue.ts';
import { ENTERPRISE } from './memory-backend.ts';

const { users, groups } = loadSchemaCatalogue();
const GENESYS = 'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User';

const normalise = (attributes: object) => normaliseBody(users.schema, { userName: 'jo', ...attributes });

describe('normaliseBody', () => {
  it.each<[object, object]>([
    [{ active: 'FALSE' }, { active: false }],
    [{ name: { formatted: null, givenName: '' }, title: '', emails: [], roles: null }, {}],
    [
      { emails: [null, { value: null, type: 'work', primary: true }, { value: 'a@b' }] },
      { emails: [{ value: 'a@b' }] },
    ],
    [{ emails: ['a@b', 'a@b'] }, { emails: [{ value: 'a@b' }] }],
    [{ EMAILS: { VALUE: 'a@b', Primary: 'True' } }, { emails: [{ value: 'a@b', primary: true }] }],
    [{ manager: '2' }, { [ENTERPRISE]: { manager: { value: '2' } } }],
    [{ department: 'old', [ENTERPRISE]: { department: 'new' } }, { [ENTERPRISE]: { department: 'new' } }],
    [{ [ENTERPRISE.toUpperCase()]: { DEPARTMENT: 'D' } }, { [ENTERPRISE]: { department: 'D' } }],
    [
      { [`${ENTERPRISE}:manager.value`]: '2', [ENTERPRISE]: { department: 'D' } },
      { [ENTERPRISE]: { department: 'D', manager: { value: '2' } } },
    ],
    [{ [ENTERPRISE]: { manager: { value: '', displayName: 'x' } } }, {}],
    [{ [ENTERPRISE]: null }, {}],
    [
      { [GENESYS]: { routingSkills: [{ name: 'Sales', proficiency: 3 }] } },
      { [GENESYS]: { routingSkills: [{ name: 'Sales', proficiency: 3 }] } },
    ],
    [{ roles: '{"value":"","displayName":"Admin"}' }, { roles: [{ value: 'Admin' }] }],
    [{ profileUrl: 'not a URL' }, { profileUrl: 'not a URL' }],
  ])('%j', (given, expected) => {
    expect(normalise(given)).toEqual({ userName: 'jo', ...expected });
  });

  it.each<[object, string]>([
    [{ [GENESYS]: { routingSkills: [{ proficiency: 3 }] } }, "'name'"],
    [{ [GENESYS]: { routingSkills: [{ name: 'Sales', proficiency: 'high' }] } }, 'number'],
    [{ [ENTERPRISE]: 'D' }, 'object'],
    [{ emails: 42 }, 'complex'],
  ])('refuses %j', (given, because) => {
    expect(() => normalise(given)).toThrow(because);
  });

  it('drops a member of which nothing but the name is known', () => {
    const body = { displayName: 'G', members: [{ display: 'x', value: null }, { value: 'u1' }] };
    expect(normaliseBody(groups.schema, body)).toEqual({ displayName: 'G', members: [{ value: 'u1' }] });
  });

  it('never fails but with a 400, and never pollutes', () => {
    const key = fc.oneof(
      fc.constantFrom(
        'name',
        'emails',
        'active',
        '__proto__',
        'constructor',
        ENTERPRISE,
        `${ENTERPRISE}:__proto__`,
        'schemas',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue()), (body) => {
        try {
          normalise(body);
        } catch (error) {
          if (!(error instanceof BridgeError)) throw error;
          expect(error.status).toBe(400);
        }
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a refusal', () => {
  it.each([
    [{ emails: [{ value: 'a@x' }, { value: 7 }] }, "'emails.value' takes a string (value 2 of the list)"],
    [
      { emails: [{ value: 'a@x' }, 'b@x', 7] },
      "'emails' takes a complex value, an object (value 3 of the list)",
    ],
    [{ name: { givenName: 7 } }, "'name.givenName' takes a string"],
    [{ [ENTERPRISE]: { manager: { value: 7 } } }, `'${ENTERPRISE}:manager.value' takes a string`],
    [{ [ENTERPRISE]: 7 }, `'${ENTERPRISE}' takes an object of attributes`],
    [{ active: 'perhaps' }, "'active' takes true or false"],
  ])('of %j says where', (attributes, detail) => {
    expect(() => normalise(attributes)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidValue', message: detail }),
    );
  });
});
