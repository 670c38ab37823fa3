import { describe, expect, it } from 'vitest';
import { parsePatch } from '../../src/scim/patch/operation.ts';
import { Projection } from '../../src/scim/projection.ts';
import { loadSchemaCatalogue } from '../../src/scim/schema/catalogue.ts';
import { touchedByBody, touchedByOperations } from '../../src/scim/touched.ts';
import { wantedForList } from '../../src/scim/wanted.ts';

const { schema } = loadSchemaCatalogue().users;
const GENESYS = 'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('what a body touches', () => {
  it('is each attribute that it names, also with an empty value', () => {
    const body = {
      USERNAME: 'a',
      roles: [],
      'name.givenName': 'A',
      shoeSize: 1,
      [GENESYS]: { routingSkills: null },
    };
    expect([...touchedByBody(schema, body)].sort()).toEqual(
      ['name', 'roles', `${GENESYS}:routingSkills`, 'userName'].sort(),
    );
  });

  it('is nothing of an extension that it does not name, and all of one that it clears', () => {
    expect(touchedByBody(schema, { userName: 'a' })).not.toContain(`${GENESYS}:routingSkills`);
    expect(touchedByBody(schema, { [GENESYS]: null })).toContain(`${GENESYS}:routingLanguages`);
    expect(touchedByBody(schema, { [`${ENTERPRISE}:department`]: 'D' })).toContain(
      `${ENTERPRISE}:department`,
    );
  });
});

describe('what operations touch', () => {
  const touched = (...operations: object[]) =>
    [
      ...touchedByOperations(
        schema,
        parsePatch(schema, {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
          Operations: operations,
        }),
      ),
    ].sort();

  it('is the attribute of a path, whatever its filter and sub-attribute', () => {
    expect(
      touched(
        { op: 'add', path: 'roles[primary eq "True"].value', value: 'Admin' },
        { op: 'remove', path: `${GENESYS}:routingSkills` },
        { op: 'replace', path: 'name.familyName', value: 'B' },
      ),
    ).toEqual(['name', 'roles', `${GENESYS}:routingSkills`].sort());
  });

  it('is what a value without a path names, and all of an extension that is removed', () => {
    const value = { active: false, 'phoneNumbers[type eq "work"].value': '1' };
    expect(touched({ op: 'replace', value })).toEqual(['active', 'phoneNumbers']);
    expect(touched({ op: 'remove', path: GENESYS })).toEqual(
      ['externalIds', 'routingLanguages', 'routingSkills'].map((name) => `${GENESYS}:${name}`),
    );
  });
});

describe('what a list names', () => {
  it('is what the query and its filter name, not what is returned by default', () => {
    const plain = wantedForList(new Projection(schema, {}), {});
    expect([plain.has('roles'), plain.names?.('roles')]).toEqual([true, false]);
    const asked = wantedForList(new Projection(schema, { attributes: 'userName,roles.value' }), {});
    expect([asked.has('roles'), asked.names?.('roles'), asked.has('title')]).toEqual([true, true, false]);
    const parts = wantedForList(new Projection(schema, { attributes: `${GENESYS}:routingSkills` }), {});
    expect([parts.has(`${GENESYS}:routingSkills`), parts.has(`${GENESYS}:externalIds`)]).toEqual([
      true,
      false,
    ]);
  });
});
