import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSecretName, redactText, redactValue } from '../../src/telemetry/redaction.ts';

describe('secret names', () => {
  it.each([
    'authorization',
    'Authorization',
    'Proxy-Authorization',
    'set-cookie',
    'password',
    'token',
    'access_token',
    'accessToken',
    'client_secret',
    'GENESYSCLOUD_OAUTHCLIENT_SECRET',
    'BRIDGE_DEMO_TOKEN',
    'adminToken',
    'x-api-key',
    'databaseUrl',
    'client_assertion',
    'encryptionKeys',
  ])('%s', (name) => expect(isSecretName(name)).toBe(true));

  it.each(['userName', 'tokens', 'secretary', 'tokenCount', 'authority', 'id'])('not %s', (name) =>
    expect(isSecretName(name)).toBe(false),
  );
});

describe('redactText', () => {
  it.each([
    ['Authorization: Bearer abc.def-123', 'abc.def-123'],
    ['basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
    ['token gsb_0123-_abcXYZ was refused', 'gsb_0123-_abcXYZ'],
    ['token gsa_0123-_abcXYZ was refused', 'gsa_0123-_abcXYZ'],
    ['siem:whsec_c2VjcmV0c2VjcmV0+/==, siem', 'c2VjcmV0c2VjcmV0'],
    ['assertion eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl is old', 'eyJpc3MiOiJhIn0'],
    ['-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n-----END PRIVATE KEY-----', 'MIGHAgEAMBMGByqGSM49'],
    ['sent {"newPassword": "hunter2"}', 'hunter2'],
    [JSON.stringify({ body: JSON.stringify({ client_secret: 'hunter2' }) }), 'hunter2'],
    ['connect postgres://bridge:hunter2@db:5432/x', 'hunter2'],
    ['POST grant_type=x&client_secret=hunter2&a=b', 'hunter2'],
  ])('hides the secret in %j', (text, secret) => {
    expect(redactText(text)).not.toContain(secret);
    expect(redactText(text)).toContain('[redacted]');
  });

  it.each([
    'Bearer token is missing',
    'missing permission oauth:token:delete',
    'https://example.com/a?b=c',
    'basic facts',
  ])('leaves %j as it is', (text) => {
    expect(redactText(text)).toBe(text);
  });
});

describe('redactValue', () => {
  it('reaches into objects, lists, causes and messages', () => {
    const secret = 'gsb_hunter2hunter2';
    const nested = {
      list: [{ deep: { password: secret, note: `saw ${secret}` } }],
      error: new Error(secret, { cause: { token: secret } }),
    };
    expect(JSON.stringify(redactValue(nested))).not.toContain('hunter2');
  });

  it('keeps plain values and makes the others printable', () => {
    const at = new Date('2026-03-01T10:00:00Z');
    const value = { n: 1, b: true, none: null, at, big: 10n, list: ['a'], never: new Date(Number.NaN) };
    expect(redactValue(value)).toEqual({ ...value, at: at.toISOString(), big: '10', never: null });
  });

  it('says that a secret was there only when it was', () => {
    expect(redactValue({ token: 'x', secret: null, password: undefined })).toEqual({
      token: '[redacted]',
      secret: null,
      password: undefined,
    });
  });

  it('survives circles, and a value met twice is no circle', () => {
    const shared = { a: 1 };
    const circle: Record<string, unknown> = { shared, again: shared };
    circle.self = circle;
    expect(redactValue(circle)).toEqual({ shared, again: shared, self: '[circular]' });
  });

  it('never lets a bridge token through, wherever it is', () => {
    const token = fc.stringMatching(/^gsb_[A-Za-z0-9_-]{43}$/);
    const frame = fc.string({ unit: fc.constantFrom(' ', '"', ':', '/', '=', 'x', '\n'), maxLength: 5 });
    fc.assert(
      fc.property(token, frame, frame, (secret, before, after) => {
        const text = `${before}${secret}${after}`;
        expect(JSON.stringify(redactValue({ list: [text], error: new Error(text) }))).not.toContain(secret);
      }),
    );
  });
});
