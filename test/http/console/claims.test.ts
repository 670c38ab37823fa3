import { describe, expect, it } from 'vitest';
import { findClaim, readPerson, readRole } from '../../../src/http/console/oidc/claims.ts';

const SETTINGS = {
  name: 'Example ID',
  issuer: 'https://id.example.com',
  clientId: 'console',
  clientSecret: 'secret',
  scopes: ['openid'],
  rolesClaim: 'groups',
  require: {},
  roles: { viewer: ['everyone'], operator: ['support', 'night shift'], administrator: ['admins'] },
};

describe('a claim', () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ['groups', { groups: ['a'] }, ['a']],
    ['realm_access.roles', { realm_access: { roles: ['a'] } }, ['a']],
    ['https://example.com/roles', { 'https://example.com/roles': ['a'] }, ['a']],
    ['realm_access.roles', { realm_access: 'a' }, undefined],
    ['constructor.name', {}, undefined],
    ['__proto__', {}, undefined],
  ])('%s is found in %j', (name, claims, expected) => {
    expect(findClaim(claims, name)).toEqual(expected);
  });
});

describe('the role', () => {
  it.each<[unknown, string | undefined]>([
    [['admins'], 'administrator'],
    [['everyone', 'admins', 'support'], 'administrator'],
    [['night shift'], 'operator'],
    ['everyone', 'viewer'],
    [['Admins'], undefined],
    ['admins everyone', undefined],
    [[['admins']], undefined],
    [{ admins: true }, undefined],
    [undefined, undefined],
    [null, undefined],
    [[], undefined],
  ])('of %j is %s', (groups, role) => {
    expect(readRole({ groups }, SETTINGS)).toBe(role);
  });
});

describe('the person', () => {
  const read = (claims: Record<string, unknown>) => readPerson({ sub: 'ada', ...claims }, SETTINGS.issuer);

  it('has the name that the provider has', () => {
    expect(read({ name: ' Ada ', email: 'ada@example.com' })).toEqual({
      issuer: SETTINGS.issuer,
      subject: 'ada',
      name: 'Ada',
      email: 'ada@example.com',
    });
    expect(read({ preferred_username: 'ada' })).toMatchObject({ name: 'ada' });
  });

  it('has no name that nothing can keep, and none without end', () => {
    expect(read({ name: 'A\u0000', email: 7 })).toMatchObject({ name: undefined, email: undefined });
    expect(read({ name: 'x'.repeat(10_000) })?.name).toHaveLength(200);
  });

  it.each([undefined, 7, '', 'a\u0000', 'x'.repeat(256)])('is nobody with the subject %j', (sub) => {
    expect(readPerson({ sub }, SETTINGS.issuer)).toBeUndefined();
  });
});
