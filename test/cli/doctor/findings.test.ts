import { expect, it } from 'vitest';
import { judgeRoom, judgeSchema, judgeTokens } from '../../../src/cli/doctor/database-findings.ts';
import { judgeCertificate } from '../../../src/cli/doctor/endpoint-findings.ts';
import { worstOf } from '../../../src/cli/doctor/finding.ts';
import { judgeClock, judgeRate } from '../../../src/cli/doctor/genesys-findings.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const DAY = 86_400_000;
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY);

it.each([
  ['the same second', 0, 'ok'],
  ['four seconds', 4_000, 'ok'],
  ['ten seconds ahead', 10_000, 'warning'],
  ['ten seconds behind', -10_000, 'warning'],
  ['three minutes', 180_000, 'failure'],
])('takes a clock that differs by %s as it is', (_what, differs, severity) => {
  const asked = NOW.getTime() + differs;
  expect(judgeClock(NOW, asked, asked + 200)[0]?.severity).toBe(severity);
});

it('blames no slow answer on the clock', () => {
  expect(judgeClock(NOW, NOW.getTime() - 9_000, NOW.getTime() + 9_000)).toMatchObject([{ severity: 'ok' }]);
});

it('warns when little of the minute is left', () => {
  const rate = { allowed: 300, resetSeconds: 40 };
  expect(judgeRate({ ...rate, count: 10 })).toMatchObject([{ severity: 'ok' }]);
  expect(judgeRate({ ...rate, count: 250 })).toMatchObject([{ severity: 'warning' }]);
  expect(judgeRate(undefined)).toMatchObject([{ severity: 'note' }]);
});

it.each([
  ['of this version', { applied: ['0001'], pending: [], unknown: [], incompatible: [] }, 'ok'],
  ['that is empty', { applied: [], pending: ['0001'], unknown: [], incompatible: [] }, 'note'],
  ['of an older version', { applied: ['0001'], pending: ['0002'], unknown: [], incompatible: [] }, 'warning'],
  [
    'of a newer version',
    { applied: ['0001', '0009'], pending: [], unknown: ['0009'], incompatible: ['0009'] },
    'failure',
  ],
  [
    'of a newer version, told by an older bridge',
    { applied: ['0001', '0009'], pending: [], unknown: ['0009'] },
    'failure',
  ],
  [
    'of a newer version that only added',
    { applied: ['0001', '0009'], pending: [], unknown: ['0009'], incompatible: [] },
    'warning',
  ],
])('judges a database %s', (_what, schema, severity) => {
  expect(judgeSchema({ version: '18.0', bytes: 1, schema }).severity).toBe(severity);
});

it('sees the disk fill up', () => {
  const severities = [2_000, 500, 50].map((mib) => judgeRoom(mib * 1024 * 1024).severity);
  expect(severities).toEqual(['ok', 'warning', 'failure']);
});

it('judges the last token of each client', () => {
  const token = (client: string, expiresAt: Date | null, revokedAt: Date | null = null) => ({
    client,
    scopes: ['users'],
    expiresAt,
    revokedAt,
  });
  const tokens = [
    token('rotated', inDays(-1)),
    token('rotated', inDays(300)),
    token('endless', null),
    token('soon', inDays(3)),
    token('late', inDays(-2)),
    token('gone', inDays(-2), inDays(-3)),
  ];
  const found = judgeTokens(tokens, NOW).map(({ severity, finding }) => `${severity}: ${finding}`);
  expect(found).toEqual([
    'ok: client rotated has a token that lasts',
    'ok: client endless has a token that lasts',
    'warning: the last token of client soon expires soon: 2026-03-04T12:00:00.000Z',
    'failure: the last token of client late has expired: 2026-02-27T12:00:00.000Z',
  ]);
  expect(judgeTokens([], NOW)).toMatchObject([
    { severity: 'warning', cure: expect.stringContaining('token create') },
  ]);
});

it('judges the end of a certificate', () => {
  const severities = [200, 20, -1].map((days) => judgeCertificate(inDays(days), 'it', NOW).severity);
  expect(severities).toEqual(['ok', 'warning', 'failure']);
});

it('goes by the worst', () => {
  const of = (...severities: ('ok' | 'note' | 'warning' | 'failure')[]) =>
    worstOf(severities.map((severity) => ({ check: 'x', severity, finding: 'x' })));
  expect([of(), of('ok', 'note'), of('note', 'warning', 'ok'), of('failure', 'warning')]).toEqual([
    'ok',
    'note',
    'warning',
    'failure',
  ]);
});
