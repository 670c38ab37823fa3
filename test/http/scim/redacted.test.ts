import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactBody, redactQuotes, redactUrl } from '../../../src/http/scim/redacted.ts';

const ID = '5f0e2c3a-1b2c-4d5e-8f90-123456789abc';

describe('a redacted request', () => {
  it('shows what was asked for and not of whom', () => {
    expect(
      redactBody({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [
          { op: 'Replace', path: 'active', value: 'False' },
          { op: 'add', path: 'emails[type eq "work"].value', value: 'jane@example.com' },
          { op: 'remove', path: `members[value eq "${ID}"]` },
          { op: 'replace', value: { displayName: 'Jane Doe', password: 'hunter2', title: 7 } },
        ],
      }),
    ).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [
        { op: 'Replace', path: 'active', value: 'False' },
        { op: 'add', path: 'emails[type eq "work"].value', value: '[redacted, 16 characters]' },
        { op: 'remove', path: `members[value eq "${ID}"]` },
        {
          op: 'replace',
          value: {
            displayName: '[redacted, 8 characters]',
            password: '[redacted]',
            title: '[redacted number]',
          },
        },
      ],
    });
  });

  it('shows roles, ids and what a list says of itself', () => {
    expect(
      redactBody({
        totalResults: 3,
        Resources: [{ id: ID, userName: 'jane', roles: [{ value: 'employee', primary: true }] }],
      }),
    ).toEqual({
      totalResults: 3,
      Resources: [
        { id: ID, userName: '[redacted, 4 characters]', roles: [{ value: 'employee', primary: true }] },
      ],
    });
  });

  it.each([
    [`/scim/v2/Users/${ID}`, `/scim/v2/Users/${ID}`],
    ['/scim/v2/Users/jane%40example.com', '/scim/v2/Users/[redacted, 16 characters]'],
    [
      '/scim/v2/Users?filter=userName%20eq%20%22jane%22&startIndex=1&count=10&attributes=userName,active',
      '/scim/v2/Users?filter=userName eq "[redacted, 4 characters]"&startIndex=1&count=10&attributes=userName,active',
    ],
    [
      '/scim/v2/Users?jane%40example.com=1&cursor=abc',
      '/scim/v2/Users?[redacted, 16 characters]&cursor=[redacted, 3 characters]',
    ],
    ['/scim/v2/%zz', '/scim/v2/[redacted, 3 characters]'],
  ])('has the path %s as %s', (path, shown) => {
    expect(redactUrl(path)).toBe(shown);
  });

  it.each([
    ["userName 'jane doe' is taken", "userName '[redacted, 8 characters]' is taken"],
    ['jane@example.com has left', '[redacted, 16 characters] has left'],
    ['\'userName\' must be given; say "active"', '\'userName\' must be given; say "active"'],
    ['a token gsb_abcdef is none', 'a token [redacted] is none'],
  ])('tells an error %s as %s', (text, shown) => {
    expect(redactQuotes(text)).toBe(shown);
  });

  it('never holds what is said of a person, whatever the attribute', () => {
    const said = fc.string({ minLength: 3, maxLength: 12 }).map((text) => `canary${text}`);
    const attribute = fc.constantFrom(
      'userName',
      'displayName',
      'externalId',
      'nickName',
      'value',
      'x',
      'employeeNumber',
    );
    const nested = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        said,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(attribute, tie('value'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(nested.value, said, (body, key) => {
        const text = JSON.stringify(
          redactBody({ Operations: [{ op: 'add', value: body, [`${key} @`]: 1 }], body }),
        );
        expect(text).not.toContain('canary');
      }),
    );
  });
});
