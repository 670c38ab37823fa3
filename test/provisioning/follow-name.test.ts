import { describe, expect, it } from 'vitest';
import { followName } from '../../src/provisioning/follow-name.ts';

const ada = { givenName: 'Ada', familyName: 'Lovelace' };
const shown = { displayName: 'Ada Lovelace', name: ada };

describe('a displayName that repeats the name parts', () => {
  it('follows a part that changes, and so does the formatted name', () => {
    const name = { ...ada, familyName: 'King', formatted: 'Ada Lovelace' };
    const before = { ...shown, name: { ...ada, formatted: 'Ada Lovelace' } };
    expect(followName(before, { ...before, name })).toEqual({
      displayName: 'Ada King',
      name: { givenName: 'Ada', familyName: 'King', formatted: 'Ada King' },
    });
  });

  it('takes a formatted name that the client changed as well', () => {
    const name = { ...ada, formatted: 'Countess of Lovelace' };
    expect(followName(shown, { ...shown, name }).displayName).toBe('Countess of Lovelace');
  });
});

describe('a displayName stays as it is', () => {
  it.each([
    [
      'when the client sends another one',
      shown,
      { displayName: 'Countess', name: { ...ada, familyName: 'King' } },
    ],
    [
      'when it is a name of its own',
      { ...shown, displayName: 'Countess' },
      { displayName: 'Countess', name: {} },
    ],
    ['when no part changes', shown, { ...shown, title: 'Countess' }],
    ['when the name is cleared', shown, { displayName: 'Ada Lovelace' }],
  ])('%s', (_name, before, next) => {
    expect(followName(before, next)).toEqual(next);
  });
});
