import { describe, expect, it } from 'vitest';
import type { Genesys } from '../../src/genesys/client.ts';
import {
  isDuplicateEmail,
  isMissingPermission,
  isNotFound,
  isUnreachable,
  isVersionConflict,
} from '../../src/genesys/errors.ts';
import { aUser, OTHER_ID, type Reply, USER_ID } from './fake-genesys.ts';
import { CALL, connect, failureOf } from './with-genesys.ts';

const NEW_USER = { name: 'A', email: 'a@example.com', divisionId: USER_ID, state: 'active' } as const;

async function refuse(reply: Reply): Promise<unknown> {
  const { genesys } = await connect(() => reply);
  return failureOf(genesys.users.update(USER_ID, { version: 1, name: 'B' }, CALL));
}

describe('what Genesys answers, for the SCIM client', () => {
  const page = { headers: { 'content-type': 'text/html' }, body: '<html>Bad gateway</html>' };

  it.each([
    [
      'an HTML 502',
      { status: 502, ...page },
      { code: 'genesys.unreachable', status: 503, genesysStatus: 502 },
    ],
    ['an empty 500', { status: 500 }, { code: 'genesys.unreachable', status: 503, genesysStatus: 500 }],
    ['a 501', { status: 501, body: {} }, { code: 'genesys.unreachable', status: 503 }],
    [
      'a dropped connection',
      { drop: true } as const,
      { code: 'genesys.unreachable', genesysStatus: undefined },
    ],
    ['an HTML 404', { status: 404, ...page }, { code: 'genesys.bad-answer', status: 503 }],
    ['an HTML 200', page, { code: 'genesys.bad-answer', status: 503 }],
    ['an empty 200', {}, { code: 'genesys.bad-answer', status: 503 }],
    ['an array', { body: [] }, { code: 'genesys.bad-answer', status: 503 }],
    [
      'a redirect',
      { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      { code: 'genesys.bad-answer' },
    ],
  ])('%s makes it unreachable', async (_what, reply, expected) => {
    const error = await refuse(reply);
    expect(error).toMatchObject({ ...expected, operation: 'PATCH /api/v2/users/{userId}' });
    expect(error).toHaveProperty('retryAfterSeconds', expect.any(Number));
    expect(isUnreachable(error)).toBe(true);
    expect(isNotFound(error)).toBe(false);
  });

  it('404 is a not-found for the caller and no 404 for the client', async () => {
    const error = await refuse({
      status: 404,
      headers: { 'inin-correlation-id': 'corr-1' },
      body: { code: 'general.resource.not.found', message: 'Unable to find a user with that userId' },
    });
    expect(isNotFound(error)).toBe(true);
    expect(error).toMatchObject({ status: 502, expose: false, correlationId: 'corr-1', genesysStatus: 404 });
  });

  it('403 names the permission, for the log only', async () => {
    const error = await refuse({
      status: 403,
      body: {
        code: 'missing.any.permissions',
        message: 'You are missing the following permission(s): directory:user:edit, admin:all:*',
      },
    });
    expect(isMissingPermission(error)).toBe(true);
    expect(error).toMatchObject({
      status: 502,
      expose: false,
      missingPermissions: ['directory:user:edit', 'admin:all:*'],
    });
    expect(String(error)).toContain('lacks directory:user:edit');
  });

  const mismatch = 'The version supplied does not match the current version of the user';
  it.each([
    ['409 general.conflict', { status: 409, body: { code: 'general.conflict', message: mismatch } }],
    ['400 with that text', { status: 400, body: { code: 'bad.request', message: mismatch } }],
    ['408', { status: 408, body: { code: 'request.timeout', message: 'The request timed out.' } }],
  ])('%s is a version conflict', async (_what, reply) => {
    const error = await refuse(reply);
    expect(isVersionConflict(error)).toBe(true);
    expect(isDuplicateEmail(error)).toBe(false);
    expect(error).toMatchObject({ code: 'genesys.conflict', status: 503, retryAfterSeconds: 1 });
  });

  it('409 on creation is a taken e-mail address, not a version conflict', async () => {
    const { genesys } = await connect(() => ({ status: 409, body: { code: 'general.conflict' } }));
    const error = await failureOf(genesys.users.create(NEW_USER, CALL));
    expect(isDuplicateEmail(error)).toBe(true);
    expect(isVersionConflict(error)).toBe(false);
  });

  it('400 keeps what Genesys said, for the log only', async () => {
    const error = await refuse({
      status: 400,
      body: { code: 'invalid.value', message: 'name is\ntoo long' },
    });
    expect(error).toMatchObject({
      code: 'genesys.refused',
      status: 502,
      expose: false,
      genesysCode: 'invalid.value',
      genesysMessage: 'name is too long',
    });
  });

  it('says that nothing listens', async () => {
    const { fake, genesys } = await connect();
    await fake.close();
    const error = await failureOf(genesys.users.get(USER_ID, {}, CALL));
    expect(error).toMatchObject({ code: 'genesys.unreachable', operation: 'POST /oauth/token' });
    expect(String(error)).toContain('ECONNREFUSED');
  });
});

describe('repetition', () => {
  it('repeats a GET after a 502, a lost connection, and then stops', async () => {
    const { fake, genesys } = await connect((_request, index) =>
      index === 0 ? { status: 502 } : index === 1 ? { drop: true } : { body: aUser },
    );
    await expect(genesys.users.get(USER_ID, {}, CALL)).resolves.toMatchObject({ version: 7 });
    expect(fake.requests).toHaveLength(3);
  });

  it('makes at most three attempts', async () => {
    const { fake, genesys } = await connect(() => ({ status: 503 }));
    await failureOf(genesys.users.setState(USER_ID, { state: 'inactive', version: 1 }, CALL));
    expect(fake.requests).toHaveLength(3);
  });

  it.each([{ status: 500 }, { drop: true } as const])(
    'does not repeat a POST or PATCH whose effect is unknown: %o',
    async (reply) => {
      const { fake, genesys } = await connect(() => reply);
      await failureOf(genesys.users.create(NEW_USER, CALL));
      await failureOf(genesys.users.update(USER_ID, { version: 1 }, CALL));
      expect(fake.requests).toHaveLength(2);
    },
  );

  it('repeats a POST that does no harm twice', async () => {
    const { fake, genesys } = await connect((_request, index) =>
      index === 0 ? { status: 500 } : { body: { total: 0, results: [] } },
    );
    await genesys.users.searchByEmail('a@example.com', { states: ['active'] }, CALL);
    expect(fake.requests).toHaveLength(2);
  });

  it('does not repeat a 501', async () => {
    const { fake, genesys } = await connect(() => ({ status: 501 }));
    await failureOf(genesys.users.get(USER_ID, {}, CALL));
    expect(fake.requests).toHaveLength(1);
  });

  it('waits as long as a 429 asks, with everybody', async () => {
    const { fake, genesys } = await connect((_request, index) =>
      index === 0 ? { status: 429, headers: { 'retry-after': '1' } } : { body: aUser },
    );
    const startedAt = Date.now();
    await genesys.users.create(NEW_USER, CALL);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(990);
    expect(fake.requests).toHaveLength(2);
  });

  it('fails at once when a 429 asks for more time than there is', async () => {
    const { fake, genesys } = await connect(() => ({ status: 429, headers: { 'retry-after': '20' } }));
    const call = { ...CALL, deadline: Date.now() + 2_000 };
    expect(await failureOf(genesys.users.get(USER_ID, {}, call))).toMatchObject({
      code: 'genesys.throttled',
      status: 429,
      retryAfterSeconds: 20,
    });
    const second = await failureOf(genesys.users.get(USER_ID, {}, call));
    expect(second).toMatchObject({ code: 'genesys.throttled', status: 429, retryAfterSeconds: 20 });
    expect(fake.requests).toHaveLength(1);
  });
});

describe('patience', () => {
  it('ends a call that takes too long', async () => {
    const never = Promise.withResolvers<void>();
    const { genesys } = await connect(() => ({ after: never.promise }), { timeoutMs: 50 });
    const error = await failureOf(genesys.users.create(NEW_USER, CALL));
    expect(error).toMatchObject({ code: 'genesys.unreachable', status: 503 });
    expect(String(error)).toContain('in time');
  });

  it('ends a call on the wire when its signal says so', async () => {
    const arrived = Promise.withResolvers<void>();
    const never = Promise.withResolvers<void>();
    const { genesys } = await connect(() => {
      arrived.resolve();
      return { after: never.promise };
    });
    const controller = new AbortController();
    const failure = failureOf(genesys.users.get(USER_ID, {}, { ...CALL, signal: controller.signal }));
    await arrived.promise;
    controller.abort();
    expect(await failure).toMatchObject({ code: 'genesys.aborted', status: 503 });
  });

  it('sends nothing for a signal that is aborted already', async () => {
    const { fake, genesys } = await connect();
    const call = { ...CALL, signal: AbortSignal.abort() };
    expect(await failureOf(genesys.users.get(USER_ID, {}, call))).toMatchObject({ code: 'genesys.aborted' });
    expect(fake.logins).toHaveLength(0);
  });

  it('refuses whoever comes after close', async () => {
    const { genesys } = await connect();
    await genesys.close();
    expect(await failureOf(genesys.users.get(USER_ID, {}, CALL))).toMatchObject({ code: 'genesys.closed' });
  });
});

describe('an answer that cannot be right', () => {
  const lies: readonly [string, Reply, (genesys: Genesys) => Promise<unknown>][] = [
    [
      'about another user',
      { body: { ...aUser, id: OTHER_ID } },
      (genesys) => genesys.users.get(USER_ID, {}, CALL),
    ],
    [
      'to a change of another user',
      { body: { ...aUser, id: OTHER_ID } },
      (genesys) => genesys.users.update(USER_ID, { version: 1 }, CALL),
    ],
    [
      'about another group',
      { body: { id: OTHER_ID, name: 'G' } },
      (genesys) => genesys.groups.find(USER_ID, CALL),
    ],
    [
      'with a user that has no id of Genesys',
      { body: { total: 1, entities: [{ ...aUser, id: '../groups' }] } },
      (genesys) => genesys.users.list({ state: 'active', pageSize: 1, pageNumber: 1 }, CALL),
    ],
    [
      'with a group that has no id of Genesys',
      { body: { total: 1, entities: [{ id: 'x', name: 'G' }] } },
      (genesys) => genesys.groups.list({ pageSize: 1, pageNumber: 1 }, CALL),
    ],
  ];

  it.each(lies)('%s is none', async (_what, reply, call) => {
    const { genesys } = await connect(() => reply);
    expect(await failureOf(call(genesys))).toMatchObject({ code: 'genesys.bad-answer', status: 503 });
  });

  it('because it is nested without end does no harm', async () => {
    const { genesys } = await connect(() => ({
      body: `{"id":"${USER_ID}","state":"active","title":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    }));
    expect(await failureOf(genesys.users.get(USER_ID, {}, CALL))).toMatchObject({
      code: 'genesys.bad-answer',
    });
  });

  it('because it holds what nothing can keep is made fit', async () => {
    const { genesys } = await connect(() => ({ body: { ...aUser, name: 'A\u0000B\ud800', title: 'T' } }));
    expect(await genesys.users.get(USER_ID, {}, CALL)).toMatchObject({ name: 'A\ufffdB\ufffd', title: 'T' });
  });
});
