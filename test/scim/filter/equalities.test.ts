import { describe, expect, it } from 'vitest';
import { attributesRead, conjunctEqualities } from '../../../src/scim/filter/equalities.ts';
import { parseFilter } from '../../../src/scim/filter/parser.ts';
import { loadSchemaCatalogue } from '../../../src/scim/schema/catalogue.ts';
import { ENTERPRISE } from '../memory-backend.ts';

const { schema } = loadSchemaCatalogue().users;

describe('conjunctEqualities', () => {
  it.each([
    ['userName eq "a"', [{ attribute: 'userName', value: 'a' }]],
    [
      'USERNAME eq "a" and active eq "False"',
      [
        { attribute: 'userName', value: 'a' },
        { attribute: 'active', value: false },
      ],
    ],
    [
      '(userName eq "a" and (title pr and id eq "1"))',
      [
        { attribute: 'userName', value: 'a' },
        { attribute: 'id', value: '1' },
      ],
    ],
    ['emails eq "a@b"', [{ attribute: 'emails', sub: 'value', value: 'a@b' }]],
    [
      'emails[type eq "work" and value eq "a@b"]',
      [
        { attribute: 'emails', sub: 'type', value: 'work' },
        { attribute: 'emails', sub: 'value', value: 'a@b' },
      ],
    ],
    [
      'emails[type eq "work"].value eq "a@b"',
      [
        { attribute: 'emails', sub: 'type', value: 'work' },
        { attribute: 'emails', sub: 'value', value: 'a@b' },
      ],
    ],
    ['emails[type eq null]', []],
    ['title eq null', [{ attribute: 'title', value: null }]],
    [`${ENTERPRISE}:manager eq "1"`, [{ attribute: `${ENTERPRISE}:manager`, sub: 'value', value: '1' }]],
    ['userName eq "a" or id eq "1"', []],
    ['not (userName eq "a")', []],
    ['userName sw "a"', []],
    ['meta.resourceType eq "User" and id eq "1"', [{ attribute: 'id', value: '1' }]],
  ])('%s', (filter, expected) => {
    expect(conjunctEqualities(parseFilter(filter, schema))).toEqual(expected);
  });
});

it('attributesRead names everything a filter looks at', () => {
  const filter = `title pr or not (emails[type eq "a"] and ${ENTERPRISE}:division eq "b" and meta.created pr)`;
  expect([...attributesRead(parseFilter(filter, schema))].sort()).toEqual([
    'emails',
    'meta',
    'title',
    ENTERPRISE,
  ]);
});
