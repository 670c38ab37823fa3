import { describe, expect, it } from 'vitest';
import {
  type Client,
  type Credential,
  describeAccess,
  describeCredential,
  describeGuard,
  describeWrites,
  endAfter,
  hrefOfClient,
  lastUseOf,
} from '../../../src/console/pages/clients/client-words.ts';

const NOW = new Date('2026-01-31T12:00:00.000Z');

function credential(more: Partial<Credential> = {}): Credential {
  return { id: 'a', state: 'live', scopes: ['users'], createdAt: '2026-01-01T00:00:00.000Z', ...more };
}

function client(credentials: Credential[], more: Partial<Client['settings']> = {}): Client {
  return {
    name: 'okta',
    configured: false,
    settings: {
      scope: 'all',
      readOnly: false,
      dryRun: false,
      patchAnswer: 200,
      rate: { perSecond: 25, burst: 50 },
      guard: 'off',
      ...more,
    },
    credentials,
  };
}

describe('a credential', () => {
  it('warns of its end two weeks before, unless another one has its place', () => {
    const expiresAt = '2026-02-10T12:00:00.000Z';
    expect(describeCredential(credential({ expiresAt }), NOW)).toEqual({
      tone: 'warn',
      word: 'ends in 10 d',
    });
    expect(describeCredential(credential({ expiresAt, replacedBy: 'b' }), NOW)).toEqual({
      tone: 'busy',
      word: 'replaced, ends in 10 d',
    });
    expect(describeCredential(credential({ expiresAt: '2026-03-31T12:00:00.000Z' }), NOW).word).toBe('live');
    expect(describeCredential(credential(), NOW).word).toBe('live');
  });

  it('is what it is once it has ended', () => {
    const ended = credential({ state: 'expired', expiresAt: '2026-01-30T12:00:00.000Z' });
    expect(describeCredential(ended, NOW)).toEqual({ tone: 'calm', word: 'expired' });
  });
});

describe('the access of a client', () => {
  it('ends soon when every credential does that nothing has replaced', () => {
    const soon = credential({ expiresAt: '2026-02-01T12:00:00.000Z' });
    expect(describeAccess(client([soon]), NOW).word).toBe('ends soon');
    expect(describeAccess(client([soon, credential()]), NOW).word).toBe('2 live');
    expect(describeAccess(client([{ ...soon, replacedBy: 'b' }, credential()]), NOW).tone).toBe('good');
  });

  it('may be by signed JWT alone', () => {
    expect(describeAccess(client([]), NOW).word).toBe('no credential');
    expect(describeAccess(client([], { signedAssertions: { scopes: ['users'] } }), NOW).word).toBe(
      'signed assertions',
    );
  });
});

it('knows the last use of all credentials', () => {
  expect(lastUseOf([credential()])).toBeUndefined();
  const used = ['2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z', undefined];
  expect(lastUseOf(used.map((lastUsedAt) => credential({ lastUsedAt })))).toBe('2026-01-03T00:00:00.000Z');
});

it('says what becomes of writes; read only counts before dry run', () => {
  expect(describeWrites(client([]).settings).word).toBe('carried out');
  expect(describeWrites(client([], { dryRun: true }).settings).word).toBe('dry run');
  expect(describeWrites(client([], { dryRun: true, readOnly: true }).settings).word).toBe('read only');
});

it('says the guard in the largest whole unit', () => {
  expect(describeGuard({ deactivations: 20, withinSeconds: 7_200 })).toBe('20 deactivations within 2 hours');
  expect(describeGuard({ deactivations: 1, withinSeconds: 60 })).toBe('1 deactivation within 1 minute');
  expect(describeGuard('off')).toBe('off');
});

it('counts an end from now', () => {
  expect(endAfter('', NOW)).toBeUndefined();
  expect(endAfter('30', NOW)).toBe('2026-03-02T12:00:00.000Z');
});

it('keeps the name of a client to one segment of the address', () => {
  expect(hrefOfClient('a/b')).toBe('/clients/a%2Fb');
});
