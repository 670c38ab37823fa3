import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Genesys } from '../../src/genesys/client.ts';
import { type Reply, USER_ID } from './fake-genesys.ts';
import { CALL, CLIENT_SECRET, connect, failureOf } from './with-genesys.ts';

const TOKEN = 'canary-access-token';
const PASSWORD = 'canary-password';
const BASIC = Buffer.from(`client-id:${CLIENT_SECRET}`).toString('base64');

function expectNoSecret(...things: unknown[]): void {
  const shown = things.map((thing) => inspect(thing, { depth: 20, showHidden: true })).join('\n');
  const serialised = JSON.stringify(things, (_key, value: unknown) =>
    value instanceof Error ? { ...value, message: value.message, cause: value.cause } : value,
  );
  for (const secret of [CLIENT_SECRET, TOKEN, PASSWORD, BASIC]) {
    expect(shown).not.toContain(secret);
    expect(serialised).not.toContain(secret);
  }
}

async function failWith(reply: Reply, call: (genesys: Genesys) => Promise<unknown>): Promise<unknown[]> {
  const seen: unknown[] = [];
  const { fake, genesys } = await connect(() => reply, {
    onCall: (info) => seen.push(info),
    onLog: (entry) => seen.push(entry),
    timeoutMs: 100,
  });
  fake.onLogin = () => ({ body: { access_token: TOKEN, expires_in: 3600 } });
  const outcome = await call(genesys).catch((error: unknown) => error);
  return [outcome, ...seen];
}

describe('secrets', () => {
  const echo = `Authorization: Bearer ${TOKEN}, Basic ${BASIC}, secret ${CLIENT_SECRET}`;
  const never = new Promise<void>(() => undefined);

  it.each<[string, Reply]>([
    ['a refusal that echoes them', { status: 400, body: { code: 'bad.request', message: echo } }],
    ['an outage that echoes them', { status: 500, body: { message: echo } }],
    ['a page that echoes them', { status: 502, headers: { 'content-type': 'text/html' }, body: echo }],
    ['an unexpected body that echoes them', { body: { id: 1, name: echo } }],
    ['a refused token', { status: 401, body: { message: echo } }],
    ['a lost connection', { drop: true }],
    ['no answer in time', { after: never }],
  ])('are in no error and no report of %s', async (_what, reply) => {
    expectNoSecret(...(await failWith(reply, (genesys) => genesys.users.get(USER_ID, {}, CALL))));
    expectNoSecret(
      ...(await failWith(reply, (genesys) => genesys.users.setPassword(USER_ID, PASSWORD, CALL))),
    );
  });

  it.each([
    { status: 400, body: { message: `the password '${PASSWORD}' is too short` } },
    { status: 500, body: { message: 'failed', details: [{ errorCode: PASSWORD }] } },
    { body: 'a page', headers: { 'content-type': 'text/html', 'inin-correlation-id': 'c' } },
  ])('are in no error about a password that Genesys repeats: %j', async (reply) => {
    const setPassword = (genesys: Genesys) => genesys.users.setPassword(USER_ID, PASSWORD, CALL);
    expectNoSecret(...(await failWith(reply, setPassword)));
  });

  it('are in no error of the log-in', async () => {
    const { fake, genesys } = await connect();
    fake.onLogin = () => ({ status: 400, body: { error: 'invalid_client', description: echo } });
    expectNoSecret(await failureOf(genesys.users.get(USER_ID, {}, CALL)));
    await fake.close();
    expectNoSecret(await failureOf(genesys.users.get(USER_ID, {}, CALL)));
  });
});
