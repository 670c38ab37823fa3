import { afterEach, describe, expect, it } from 'vitest';
import { SimulatorClient } from './simulator-client.ts';

const { code } = SimulatorClient;
let api: SimulatorClient;
let clock = Date.UTC(2026, 5, 1);

async function start(options: Parameters<typeof SimulatorClient.start>[0] = {}): Promise<void> {
  api = await SimulatorClient.start({ now: () => clock, ...options });
}
afterEach(() => api.close());

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

describe('login', () => {
  it('takes any credentials unless clients are listed', async () => {
    await start({ clients: [{ id: 'one', secret: 'right' }] });
    expect((await api.login('one', 'wrong')).status).toBe(401);
    const unknown = await api.login('two', 'right');
    expect([unknown.status, unknown.body.text('error')]).toEqual([401, 'invalid_client']);
    const answer = await api.login('one', 'right');
    expect([answer.status, answer.body.number('expires_in')]).toEqual([200, 86_400]);
  });

  it('knows only the client-credentials grant', async () => {
    await start();
    const form = new URLSearchParams({ grant_type: 'password' });
    expect((await api.raw('POST', '/oauth/token', form)).body.text('error')).toBe('unsupported_grant_type');
  });

  it('issues tokens that expire and can be revoked', async () => {
    await start();
    const token = (await api.login('a', 'b')).body.text('access_token');
    const me = (method: string) => api.raw(method, '/api/v2/tokens/me', undefined, bearer(token));
    expect((await me('GET')).body.text('OAuthClient', 'id')).toBe('a');
    expect((await me('HEAD')).status).toBe(200);
    expect((await me('DELETE')).status).toBe(200);
    expect(code(await me('GET'))).toBe('401 bad.credentials');
    clock += 86_400_000;
    expect(code(await api.get('/users'))).toBe('401 bad.credentials');
  });

  it('says whether a token is missing or bad, with a correlation id', async () => {
    await start();
    const none = await api.raw('GET', '/api/v2/users');
    expect(code(none)).toBe('401 authentication.required');
    expect(none.headers.get('inin-correlation-id')).toBe(none.body.text('contextId'));
    expect(code(await api.raw('GET', '/api/v2/users', undefined, bearer('x')))).toBe('401 bad.credentials');
  });
});

describe('request bodies', () => {
  it('must be JSON', async () => {
    await start();
    const token = (await api.login('a', 'b')).body.text('access_token');
    const post = (body: string, type: string) =>
      api.raw('POST', '/api/v2/users/search', body, { ...bearer(token), 'content-type': type });
    expect(code(await post('{"query":', 'application/json'))).toBe('400 bad.request');
    expect(code(await post('x', 'text/plain'))).toBe('415 unsupported.media.type');
    expect((await post('[]', 'application/json')).status).toBe(400);
  });
});

describe('rate limit', () => {
  it('counts for each token and minute and says when to come back', async () => {
    await start({ rateLimit: 3 });
    const first = await api.get('/systempresences');
    expect(first.headers.get('inin-ratelimit-count')).toBe('1');
    expect(first.headers.get('inin-ratelimit-allowed')).toBe('3');
    clock += 15_000;
    await api.get('/systempresences');
    await api.get('/systempresences');
    const refused = await api.get('/systempresences');
    expect(code(refused)).toBe('429 too.many.requests');
    expect(refused.headers.get('retry-after')).toBe('45');
    expect(refused.headers.get('inin-ratelimit-reset')).toBe('45');
    expect((await api.get('/simulator/behaviour')).status).toBe(200);
    const other = (await api.login('other', 'x')).body.text('access_token');
    expect((await api.raw('GET', '/api/v2/systempresences', undefined, bearer(other))).status).toBe(200);
    clock += 45_000;
    expect((await api.get('/systempresences')).headers.get('inin-ratelimit-count')).toBe('1');
  });

  it('of 0 means none, and no headers', async () => {
    await start({ rateLimit: 0 });
    const answer = await api.get('/systempresences');
    expect([...answer.headers.keys()].filter((name) => name.startsWith('inin-ratelimit'))).toEqual([]);
  });
});

describe('an extension', () => {
  it('is given with a permission of its own only, and kept without', async () => {
    await start({ clients: [{ id: 'one', secret: 'x', permissions: ['directory:user:edit'] }] });
    const user = await api.firstUser();
    const path = `/users/${user.text('id')}`;
    const patch = (addresses: unknown, version: number) => api.ask('PATCH', path, { addresses, version });
    const held = user.at('addresses').value;
    const version = user.number('version');
    expect((await patch(held, version)).status).toBe(200);
    const refused = await patch([{ extension: '7777', mediaType: 'PHONE', type: 'WORK2' }], version + 1);
    expect(code(refused)).toBe('403 missing.permissions');
    expect(refused.body.text('message')).toContain('telephony:extension:assign');
  });
});
