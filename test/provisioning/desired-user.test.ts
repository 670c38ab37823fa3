import { describe, expect, it } from 'vitest';
import { toDesiredUser } from '../../src/provisioning/desired-user.ts';
import { ENTERPRISE_URN } from '../../src/provisioning/urns.ts';
import type { JsonObject } from '../../src/scim/backend.ts';

const desire = (attributes: JsonObject, emailDomain?: string) =>
  toDesiredUser(attributes, emailDomain, new Map());

describe('the e-mail address', () => {
  const work = { value: 'work@example.com', type: 'work' };
  const home = { value: 'home@example.com', type: 'home' };

  it.each([
    [
      'the primary one',
      { userName: 'u@example.com', emails: [work, { ...home, primary: true }] },
      'home@example.com',
    ],
    ['else the work one', { userName: 'u@example.com', emails: [home, work] }, 'work@example.com'],
    ['else userName', { userName: 'u@example.com', emails: [home] }, 'u@example.com'],
  ])('is %s', (_name, attributes, expected) => {
    expect(desire(attributes).email).toBe(expected);
  });

  it('is userName at the configured domain where userName is no address', () => {
    expect(desire({ userName: 'ada' }, 'example.org').email).toBe('ada@example.org');
  });

  it('is required, and the refusal says how to give one', () => {
    expect(() => desire({ userName: 'ada' })).toThrow(/provisioning\.emailDomain/);
    expect(() => desire({ userName: 'ada', emails: [{ value: 'nonsense', type: 'work' }] })).toThrow(
      /nonsense/,
    );
  });
});

describe('the name', () => {
  const name = { givenName: 'Ada', familyName: 'Lovelace' };

  it.each([
    ['displayName', { displayName: 'Countess', name }, 'Countess'],
    ['else the formatted name', { name: { ...name, formatted: 'Lady Ada' } }, 'Lady Ada'],
    ['else given and family name', { name }, 'Ada Lovelace'],
    ['else userName', {}, 'ada@example.com'],
  ])('is %s', (_name, attributes, expected) => {
    expect(desire({ userName: 'ada@example.com', ...attributes }).name).toBe(expected);
  });
});

it('refuses a manager that is no id of this server', () => {
  const attributes = {
    userName: 'ada@example.com',
    [ENTERPRISE_URN]: { manager: { value: 'Charles Babbage' } },
  };
  expect(() => desire(attributes)).toThrow(/Charles Babbage/);
});

it('leaves the division alone when none is named', () => {
  expect(desire({ userName: 'ada@example.com' }).divisionName).toBeUndefined();
});

describe('the date of hire', () => {
  const hired = (dateHire: string) => desire({ userName: 'a@example.com', [ENTERPRISE_URN]: { dateHire } });

  it('is a date, or the date of a time', () => {
    expect(hired('2026-01-31').dateHire).toBe('2026-01-31');
    expect(hired('2026-01-31T09:00:00Z').dateHire).toBe('2026-01-31');
  });

  it.each(['31.01.2026', '2026-13-01', 'soon'])('is not %s', (text) => {
    expect(() => hired(text)).toThrow(`'${text}'`);
  });
});
