import { type IncomingMessage, request } from 'node:http';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pathMatcher } from '../../src/simulator/control/faults.ts';
import { SimulatorClient } from './simulator-client.ts';

const { code } = SimulatorClient;
let api: SimulatorClient;
let userId: string;

beforeEach(async () => {
  api = await SimulatorClient.start();
  userId = (await api.firstUser()).text('id');
  await api.ask('DELETE', '/simulator/requests');
});
afterEach(() => api.close());

function fault(...faults: object[]) {
  return api.ask('POST', '/simulator/faults', faults);
}

/** What arrived of an answer that the simulator may have cut off. */
async function cutAnswer(path: string) {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request(`${api.simulator.url}${path}`, { headers: { authorization: api.authorization } }, resolve)
    .on('error', reject)
    .end();
  const message = await promise;
  let text = '';
  message.on('data', (chunk) => {
    text += String(chunk);
  });
  await new Promise((done) => message.on('close', done).on('error', () => undefined));
  return { status: message.statusCode, headers: message.headers, text, complete: message.complete };
}

describe('journal', () => {
  it('holds Platform API requests with their answers, after a number, bodies on demand', async () => {
    await api.get('/users?pageSize=1&expand=skills');
    const version = await api.version(userId);
    await api.ask('PATCH', `/users/${userId}`, { title: 'Coach', version });
    await api.get('/simulator/behaviour');
    const entries = (await api.get('/simulator/requests')).body.items();
    expect(entries.map((entry) => `${entry.text('method')} ${entry.number('status')}`)).toEqual([
      'GET 200',
      'GET 200',
      'PATCH 200',
    ]);
    expect(entries[0]?.at('query').value).toEqual({ pageSize: '1', expand: 'skills' });
    expect(entries[0]?.text('client')).toBe('bridge');
    expect(new Date(entries[0]?.text('at') ?? '').toISOString()).toBe(entries[0]?.text('at'));
    expect(entries[2]?.at('body').value).toBeUndefined();
    const since = entries[1]?.number('seq');
    const rest = (await api.get(`/simulator/requests?since=${since}&bodies=true`)).body;
    expect(rest.items()).toHaveLength(1);
    expect(rest.at(0, 'body').value).toEqual({ title: 'Coach', version });
  });

  it('refuses a since that is no number', async () => {
    expect((await api.get('/simulator/requests?since=x')).status).toBe(400);
  });
});

describe('faults', () => {
  it('answer for as many times as they are told, then let through', async () => {
    await fault({
      method: 'get',
      path: '/api/v2/users/*',
      status: 503,
      times: 2,
      headers: { 'Retry-After': '7' },
    });
    const refused = await api.get(`/users/${userId}`);
    expect(code(refused)).toBe('503 service.unavailable');
    expect(refused.headers.get('retry-after')).toBe('7');
    expect((await api.get('/users')).status).toBe(200);
    expect((await api.get(`/users/${userId}/queues`)).status).toBe(200);
    expect((await api.get(`/users/${userId}`)).status).toBe(503);
    expect((await api.get(`/users/${userId}`)).status).toBe(200);
  });

  it('send a text as it is and a code in the usual body', async () => {
    await fault({ path: '/api/v2/users', status: 502, body: '<html>Bad Gateway</html>' });
    const html = await api.get('/users');
    expect([html.status, html.text]).toEqual([502, '<html>Bad Gateway</html>']);
    expect(html.headers.get('content-type')).toContain('text/html');
    await fault({ path: '/api/v2/**', status: 400, code: 'invalid.value' });
    expect(code(await api.get(`/users/${userId}/queues`))).toBe('400 invalid.value');
    await api.ask('DELETE', '/simulator/faults');
    expect((await api.get('/users')).status).toBe(200);
  });

  it('with only a delay let the request through, later', async () => {
    await fault({ path: '/api/v2/systempresences', delayMs: 60 });
    const started = performance.now();
    expect((await api.get('/systempresences')).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(55);
  });

  it('drop the connection before or after the effect', async () => {
    const version = await api.version(userId);
    const path = `/users/${userId}/state`;
    const body = { state: 'inactive', version };
    await fault({ method: 'PUT', drop: 'before', times: 1 });
    await expect(api.ask('PUT', path, body)).rejects.toThrow();
    expect(await api.version(userId)).toBe(version);
    await fault({ method: 'PUT', drop: 'after', times: 1 });
    await expect(api.ask('PUT', path, body)).rejects.toThrow();
    expect((await api.get(path)).body.value).toMatchObject({ state: 'inactive', version: version + 1 });
    const dropped = (await api.get('/simulator/requests')).body
      .items()
      .filter((entry) => entry.text('method') === 'PUT');
    expect(dropped.map((entry) => entry.number('status'))).toEqual([0, 0]);
  });

  it('send a body slowly, its head at once', async () => {
    await fault({ path: '/api/v2/systempresences', bodyMs: 100 });
    const usual = await api.get('/presence/definitions');
    const started = performance.now();
    const slow = await api.get('/systempresences');
    expect(performance.now() - started).toBeGreaterThanOrEqual(90);
    expect([usual.status, slow.status]).toEqual([200, 200]);
    expect(slow.body.items()).toHaveLength(7);
    expect(Number(slow.headers.get('content-length'))).toBe(slow.text.length);
  });

  it.each([false, true])('cut a body off, chunked: %s', async (chunked) => {
    await fault({ path: '/api/v2/systempresences', cutAfterBytes: 20, chunked, times: 1 });
    const cut = await cutAnswer('/api/v2/systempresences');
    expect(cut.headers[chunked ? 'transfer-encoding' : 'content-length']).toBeDefined();
    expect([cut.status, cut.text.length, cut.complete]).toEqual([200, 20, false]);
    expect((await api.get('/systempresences')).body.items()).toHaveLength(7);
  });

  it('send JSON that ends too early in an answer that is complete', async () => {
    const headers = { 'Content-Type': 'application/json' };
    await fault({ path: '/api/v2/users', status: 200, body: '{"entities":[{"id":', headers });
    const { status, text, headers: sent } = await api.get('/users');
    expect([status, text]).toEqual([200, '{"entities":[{"id":']);
    expect(sent.get('content-type')).toContain('application/json');
  });

  it('make a storm of refusals that ends by itself', async () => {
    await fault({ path: '/api/v2/**', status: 429, headers: { 'Retry-After': '3' }, times: 5 });
    const answers = await Promise.all(Array.from({ length: 7 }, () => api.get('/users?pageSize=1')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(5);
    expect(refused.map((answer) => answer.headers.get('retry-after'))).toEqual(Array(5).fill('3'));
    expect(refused.map(code)).toEqual(Array(5).fill('429 too.many.requests'));
  });

  it('reach the login, but never the controls', async () => {
    await fault({ status: 500 });
    expect((await api.login('a', 'b')).status).toBe(500);
    expect((await api.get('/simulator/faults')).body.items()).toHaveLength(1);
  });

  it('that make no sense are refused by name', async () => {
    const answer = await fault({ statsu: 500 });
    expect([answer.status, answer.body.text('message')]).toEqual([400, expect.stringContaining("'statsu'")]);
    expect((await fault({ drop: 'during' })).status).toBe(400);
    expect((await fault({ status: 99 })).status).toBe(400);
    expect((await fault({ probability: 2 })).status).toBe(400);
    expect((await fault({ chunked: 1 })).status).toBe(400);
    expect((await fault({ cutAfterBytes: -1 })).status).toBe(400);
  });

  it('happen never with probability 0', async () => {
    await fault({ status: 500, probability: 0 });
    expect((await api.get('/users')).status).toBe(200);
  });
});

describe('fault paths', () => {
  const segment = fc.stringMatching(/^[a-z0-9-]{1,8}$/);
  const segments = fc.array(segment, { minLength: 1, maxLength: 6 });

  it('let * stand for exactly one segment and ** for any number', () => {
    fc.assert(
      fc.property(segments, fc.nat(), (path, seed) => {
        const text = `/${path.join('/')}`;
        const place = seed % path.length;
        expect(pathMatcher(text)(text)).toBe(true);
        expect(pathMatcher(`/${path.with(place, '*').join('/')}`)(text)).toBe(true);
        expect(pathMatcher(`${text}/*`)(text)).toBe(false);
        expect(pathMatcher(`${text}/**`)(text)).toBe(true);
        expect(pathMatcher(`/**/${path.slice(place).join('/')}`)(text)).toBe(true);
        expect(pathMatcher(`/${path.slice(0, place).concat('**').join('/')}`)(text)).toBe(true);
      }),
    );
  });
});

describe('behaviour', () => {
  it('describes each switch with a sentence and a section', async () => {
    const { body } = await api.get('/simulator/behaviour');
    expect(body.at('rolesRemovedOnInactive').value).toMatchObject({ value: true, default: true, facts: '1' });
    expect(body.text('searchLagMs', 'meaning')).toMatch(/\.$/);
  });

  it('refuses an unknown switch or a wrong value and then changes nothing', async () => {
    const unknown = await api.behave({ ssoTokenReissue: false, teleport: true });
    expect([unknown.status, unknown.body.text('message')]).toEqual([
      400,
      expect.stringContaining("'teleport'"),
    ]);
    expect((await api.behave({ ssoTokenReissue: 1 })).status).toBe(400);
    expect((await api.behave({ searchLagMs: -1 })).status).toBe(400);
    const { body } = await api.get('/simulator/behaviour');
    expect(body.at('ssoTokenReissue', 'value').value).toBe(true);
  });
});

describe('reset', () => {
  it('brings the same organisation back and keeps tokens alive', async () => {
    await api.setState(userId, 'inactive');
    await api.ask('POST', '/simulator/reset');
    const user = await api.firstUser();
    expect([user.text('id'), user.text('state')]).toEqual([userId, 'active']);
  });

  it('makes an organisation of another size or seed', async () => {
    await api.ask('POST', '/simulator/reset', { users: 10, queues: 3, seed: 9 });
    expect((await api.get('/users?state=any')).body.number('total')).toBe(10);
    expect((await api.get('/routing/queues')).body.number('total')).toBe(3);
    expect((await api.firstUser()).text('id')).not.toBe(userId);
    expect((await api.ask('POST', '/simulator/reset', { users: -1 })).status).toBe(400);
  });
});
