import { describe, expect, it } from 'vitest';
import type { GenesysUser } from '../../src/genesys/models.ts';
import type { Standing } from '../../src/offboarding/offboardings.ts';
import { isActive, type KnownUser, toScimUser } from '../../src/provisioning/scim-user.ts';
import type { KeptUser } from '../../src/store/kept-users.ts';
import type { Offboarding } from '../../src/store/offboardings.ts';

const ID = '11111111-2222-4333-8444-555555555555';
const AT = new Date('2026-03-01T12:00:00Z');

const user: GenesysUser = {
  id: ID,
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  state: 'active',
  version: 7,
};

const kept: KeptUser = {
  userId: ID,
  userName: 'alovelace',
  emailKey: 'ada@example.com',
  genesysName: 'Ada Lovelace',
  attributes: {
    name: { givenName: 'Ada', familyName: 'Lovelace', honorificPrefix: 'Countess' },
    emails: [{ value: 'Ada@example.com', type: 'work', primary: true }, { value: 'ada@home.example' }],
    locale: 'en-GB',
  },
  clientName: 'okta',
  createdAt: AT,
  updatedAt: AT,
};

function known(change: Partial<KnownUser> = {}): KnownUser {
  return { user, kept: undefined, externalId: undefined, standing: undefined, ...change };
}

function standing(
  wanted: Standing['person']['wanted'],
  status: Offboarding['status'],
  kind: Offboarding['kind'],
): Standing {
  return {
    person: { userId: ID, wanted, generation: 1, offboardingId: 'journey' },
    offboarding: {
      id: 'journey',
      userId: ID,
      kind,
      generation: 1,
      status,
      clientName: 'okta',
      requestId: 'r',
      requestedAt: AT,
      lockedOutAt: undefined,
      completedAt: undefined,
      restoredAt: undefined,
      snapshot: undefined,
    },
  };
}

const RULES = { roleDivision: 'Home', defaultRoles: ['employee'], defaultCountry: 'US' };
const show = (change: Partial<KnownUser>) => toScimUser(known(change), 'https://bridge/scim/v2', RULES);

describe('a person nobody provisioned', () => {
  it('has userName, e-mail and name parts from Genesys', () => {
    expect(show({}).attributes).toMatchObject({
      userName: 'ada@example.com',
      displayName: 'Ada Lovelace',
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      emails: [{ value: 'ada@example.com', type: 'work', primary: true }],
      active: true,
    });
    expect(show({}).meta).toEqual({ version: 'W/"7"' });
  });
});

describe('kept attributes', () => {
  it('come back as sent', () => {
    expect(show({ kept }).attributes).toMatchObject({
      userName: 'alovelace',
      name: { honorificPrefix: 'Countess' },
      emails: [{ value: 'Ada@example.com' }, { value: 'ada@home.example' }],
      locale: 'en-GB',
    });
  });

  it('give way to a name that changed in Genesys', () => {
    const changed = { ...user, name: 'Ada King' };
    expect(show({ kept, user: changed }).attributes.name).toEqual({
      formatted: 'Ada King',
      givenName: 'Ada',
      familyName: 'King',
    });
  });

  it('follow an address that changed in Genesys, in its own place', () => {
    const changed = { ...user, email: 'king@example.com' };
    expect(show({ kept, user: changed }).attributes.emails).toEqual([
      { value: 'king@example.com', type: 'work', primary: true },
      { value: 'ada@home.example' },
    ]);
  });

  it('let a userName that was the address follow it too', () => {
    const byEmail = { ...kept, userName: 'ada@example.com' };
    const changed = { ...user, email: 'king@example.com' };
    expect(show({ kept: byEmail, user: changed }).attributes.userName).toBe('king@example.com');
  });

  it('change the entity tag when only they change', () => {
    const before = show({ kept }).meta.version;
    const after = show({ kept: { ...kept, updatedAt: new Date(AT.getTime() + 1000) } }).meta.version;
    expect(after).not.toBe(before);
  });
});

describe('active', () => {
  const inactive = { ...user, state: 'inactive' as const };

  it.each([
    [
      'what was accepted while the lock-out runs',
      user,
      standing('inactive', 'lockingOut', 'deactivate'),
      false,
    ],
    ['what was accepted while the return runs', inactive, standing('active', 'restoring', 'restore'), true],
    ['the Genesys state once all is done', user, standing('inactive', 'complete', 'deactivate'), true],
    ['the Genesys state of somebody without a journey', inactive, undefined, false],
  ])('is %s', (_name, who, stands, expected) => {
    expect(isActive(known({ user: who, standing: stands }))).toBe(expected);
  });
});
