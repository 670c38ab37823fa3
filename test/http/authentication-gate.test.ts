import express, { type ErrorRequestHandler } from 'express';
import request from 'supertest';
import { beforeEach, describe, expect, it } from 'vitest';
import { authenticateToken } from '../../src/http/authenticate.ts';
import { AuthenticationGate, type Refused } from '../../src/http/authentication-gate.ts';
import { FailedAttempts, MOST_FAILURES, networkOf } from '../../src/http/failed-attempts.ts';
import { FailureAudit } from '../../src/http/failure-audit.ts';
import { sendScimError } from '../../src/http/scim-error.ts';
import type { AuditEntry } from '../../src/store/audit.ts';

const TOKENS = new Map([
  ['good-token-of-okta', 'okta'],
  ['good-token-of-entra', 'entra'],
]);
const revoked = new Set<string>();
const settings = {
  patchAnswer: 200,
  rate: { perSecond: 50, burst: 50 },
  scope: 'all',
  readOnly: false,
  dryRun: false,
} as const;
const AT = new Date('2026-05-01T12:00:00Z');

let elapsed = 0;
let entries: AuditEntry[] = [];
let app: express.Express;
let gate: AuthenticationGate;

const identify = async ({ name, secret }: Refused) =>
  secret === 'revoked-token-of-okta' ? 'okta' : [...TOKENS.values()].find((client) => client === name);

beforeEach(() => {
  elapsed = 0;
  entries = [];
  revoked.clear();
  gate = new AuthenticationGate({
    trustedProxies: ['127.0.0.1'],
    clients: { entra: { addresses: ['203.0.113.0/24', '2001:db8::/32'] } },
    identify,
    record: async (entry) => void entries.push(entry),
    log: { warn: () => undefined },
    now: () => AT,
    clock: () => elapsed,
  });
  const findClient = async (token: string) => {
    const name = revoked.has(token) ? undefined : TOKENS.get(token);
    return name === undefined ? undefined : { name, authority: name, scopes: ['users'], settings };
  };
  app = express();
  app.use(authenticateToken(findClient, gate));
  app.use((_request, response) => {
    response.json({});
  });
  const fail: ErrorRequestHandler = (error, _request, response, _next) => sendScimError(response, error);
  app.use(fail);
});

/** From an address, as a proxy on this machine tells it. */
async function call(authorization: string | undefined, address = '198.51.100.1') {
  const asked = request(app).get('/').set('X-Forwarded-For', address);
  return await (authorization === undefined ? asked : asked.set('Authorization', authorization));
}

async function failOften(address?: string): Promise<void> {
  for (let attempt = 0; attempt < MOST_FAILURES; attempt += 1) {
    expect((await call('Bearer wrong-token-1234567', address)).status).toBe(401);
  }
}

describe('an address that fails too often', () => {
  it('has to wait until the minute is over, and no other with it', async () => {
    elapsed = 1_000;
    await failOften();
    elapsed = 11_000;
    const { status, headers, body } = await call('Bearer good-token-of-okta');
    expect([status, headers['retry-after'], body.detail]).toEqual([
      429,
      '50',
      expect.stringContaining('attempts from your address failed'),
    ]);
    expect((await call('Bearer good-token-of-okta', '198.51.100.2')).status).toBe(200);
    elapsed = 61_000;
    expect((await call('Bearer good-token-of-okta')).status).toBe(200);
  });

  it('does not shut out the clients behind it that were let in before', async () => {
    expect((await call('Bearer good-token-of-okta')).status).toBe(200);
    await failOften();
    expect((await call('Bearer good-token-of-okta')).status).toBe(200);
    expect((await call('good-token-of-okta')).status).toBe(200);
    expect((await call('Bearer good-token-of-entra')).status).toBe(429);
    expect((await call('Bearer wrong-token-1234567')).status).toBe(429);
  });

  it('is one that goes on with a revoked token, too', async () => {
    const token = 'Bearer good-token-of-okta';
    expect((await call(token)).status).toBe(200);
    revoked.add('good-token-of-okta');
    for (let attempt = 0; attempt < MOST_FAILURES; attempt += 1) expect((await call(token)).status).toBe(401);
    expect((await call(token)).status).toBe(429);
  });

  it('is not one that sends no token at all', async () => {
    for (let attempt = 0; attempt <= MOST_FAILURES; attempt += 1)
      expect((await call(undefined)).status).toBe(401);
    expect(entries).toEqual([]);
  });
});

describe('a failure is audited', () => {
  it.each([
    ['Bearer wrong-token-1234567', { reason: 'unknown-token' }],
    ['Bearer revoked-token-of-okta', { reason: 'unknown-token', client: 'okta' }],
    [basic('okta:wrong-token-1234567'), { reason: 'unknown-token', client: 'okta' }],
    [basic('entra:good-token-of-okta'), { reason: 'other-client', client: 'entra' }],
    [basic('secret-in-the-wrong-place:x'), { reason: 'unknown-token' }],
    ['Digest x', { reason: 'malformed' }],
  ])('%s', async (authorization, detail) => {
    await call(authorization);
    await gate.close();
    expect(entries).toEqual([
      {
        at: AT,
        actor: 'bridge',
        action: 'authentication.failed',
        requestId: '',
        detail: { address: '198.51.100.1', count: 1, ...detail },
      },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/token-|secret-/);
  });

  it('once a minute for each address, with a count', async () => {
    const wrong = 'Bearer wrong-token-1234567';
    for (const second of [0, 1, 59]) {
      elapsed = second * 1_000;
      await call(wrong);
    }
    await call(wrong, '198.51.100.2');
    elapsed = 60_000;
    await call(wrong);
    elapsed = 70_000;
    await call(wrong);
    await gate.close();
    expect(entries.map(({ detail }) => [detail.address, detail.count])).toEqual([
      ['198.51.100.1', 1],
      ['198.51.100.2', 1],
      ['198.51.100.1', 3],
      ['198.51.100.1', 1],
    ]);
  });

  it('in a few entries however many addresses fail', async () => {
    const audit = new FailureAudit({
      record: async (entry) => void entries.push(entry),
      log: { warn: () => undefined },
      now: () => AT,
      clock: () => elapsed,
    });
    const note = (address: string) =>
      audit.note({ address, reason: 'malformed', requestId: '', identify: async () => undefined });
    for (let host = 0; host < 500; host += 1) note(`198.51.100.${host}`);
    elapsed = 60_000;
    audit.writeDue();
    await audit.close();
    expect(entries).toHaveLength(102);
    expect(entries.map(({ detail }) => Number(detail.count)).reduce((sum, count) => sum + count)).toBe(500);
    expect(entries.at(-1)?.detail).toMatchObject({ address: 'others', count: 399 });
  });

  it('never at the cost of the answer', async () => {
    const warned: string[] = [];
    const broken = new FailureAudit({
      record: () => Promise.reject(new Error('the database is away')),
      log: { warn: (message) => void warned.push(message) },
      now: () => AT,
      clock: () => elapsed,
    });
    broken.note({ address: '::1', reason: 'malformed', requestId: '', identify: async () => undefined });
    await broken.close();
    expect(warned).toEqual(['a failed authentication was not audited']);
  });
});

describe('a client with addresses', () => {
  it.each([
    ['203.0.113.77', 200],
    ['2001:db8:5::1', 200],
    ['198.51.100.1', 403],
    ['203.0.114.1', 403],
  ])('from %s gets %i', async (address, expected) => {
    const { status, body } = await call('Bearer good-token-of-entra', address);
    expect(status).toBe(expected);
    if (expected === 200) return;
    expect(body.detail).toContain(`Client 'entra' may not call from ${address}`);
    await gate.close();
    expect(entries).toMatchObject([{ detail: { address, reason: 'address-not-allowed', client: 'entra' } }]);
  });
});

describe('failures are counted', () => {
  it('for a network of IPv6 as a whole', () => {
    expect(networkOf('2001:db8::1')).toBe(networkOf('2001:db8:0:0:ffff:ffff:ffff:ffff'));
    expect(networkOf('2001:db8:0:1::1')).not.toBe(networkOf('2001:db8::1'));
    expect(networkOf('::1')).toBe('0:0:0:0::/64');
    expect(networkOf('198.51.100.1')).toBe('198.51.100.1');
  });

  it('in bounded memory', () => {
    const attempts = new FailedAttempts(() => 0);
    for (let attempt = 0; attempt < MOST_FAILURES; attempt += 1) attempts.add('198.51.100.1');
    expect(attempts.waitMs('198.51.100.1')).toBe(60_000);
    for (let host = 0; host < 10_000; host += 1) attempts.add(`host ${host}`);
    expect(attempts.waitMs('198.51.100.1')).toBe(0);
  });
});

function basic(pair: string): string {
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
