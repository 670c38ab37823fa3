import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { revokeCredential } from '../../../src/store/credentials.ts';
import { Browser } from './browser.ts';
import { Installation } from './running-bridge.ts';

let installation: Installation;
let url: string;
let adminToken: string;

beforeAll(async () => {
  installation = await Installation.open();
  url = await installation.startBridge();
  adminToken = (await installation.createToken('ops')).token;
});

afterAll(async () => {
  await installation.close();
});

async function signIn(token = adminToken): Promise<Browser> {
  const browser = new Browser(url);
  expect((await browser.signIn(token)).status).toBe(200);
  return browser;
}

/** With a Host header, which fetch does not let anybody choose. */
function askAs(host: string, origin: string): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const headers = { Host: host, Origin: origin, 'Content-Type': 'application/json' };
  const call = httpRequest(new URL('/console/session', url), { method: 'POST', headers }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
  });
  call.on('error', reject);
  call.end(JSON.stringify({ token: adminToken }));
  return promise;
}

describe('signing in with a token', () => {
  it('answers who it is, and sets a cookie that no script and no other site gets', async () => {
    const response = await new Browser(url).signIn(adminToken);
    expect(await response.json()).toEqual({
      who: 'ops',
      role: 'administrator',
      csrfToken: expect.stringMatching(/^[\w-]{43}$/),
      endsAt: expect.stringMatching(/^\d{4}-.*Z$/),
      idleSeconds: 1800,
      signIn: { token: true },
    });
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^gsb-session=[\w-]{43}; Max-Age=43200; Path=\/; .*HttpOnly; SameSite=Strict$/);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('is remembered across requests', async () => {
    const browser = await signIn();
    const response = await browser.ask('/console/session');
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { who: 'ops', csrfToken: browser.csrfToken },
    ]);
  });

  it('keeps only a hash of the cookie', async () => {
    const browser = await signIn();
    const rows = await installation.store.db.selectFrom('console_session').selectAll().execute();
    const id = browser.cookies.get('gsb-session') ?? '';
    expect(id).toHaveLength(43);
    expect(JSON.stringify(rows)).not.toContain(id);
  });

  it('says how to sign in to whoever is not', async () => {
    const response = await new Browser(url).ask('/console/session');
    expect([response.status, await response.json()]).toEqual([401, { signIn: { token: true } }]);
  });

  it('audits who it was, with the credential', async () => {
    const { id, token } = await installation.createToken('audited');
    await signIn(token);
    const [entry] = await installation.audited('session.started');
    expect(entry).toMatchObject({
      actor: 'audited',
      detail: { client: 'audited', credential: id, role: 'administrator' },
    });
  });

  it('refuses an unknown token, and audits it', async () => {
    const response = await new Browser(url).signIn('gsb_unknown');
    expect([response.status, response.headers.getSetCookie()]).toEqual([401, []]);
    await expect.poll(() => installation.audited('authentication.failed')).not.toHaveLength(0);
  });

  it('refuses a token for SCIM', async () => {
    const { token } = await installation.createToken('okta', ['users', 'groups']);
    const response = await new Browser(url).signIn(token);
    expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('--scope admin')]);
  });

  it.each([
    ["another site's page", { 'Sec-Fetch-Site': 'cross-site' }],
    ['a page of a neighbouring host', { 'Sec-Fetch-Site': 'same-site' }],
    ['a page with another origin', { Origin: 'https://evil.example' }],
    ['a page without an origin', { Origin: 'null' }],
  ])('refuses what %s sends', async (_title, headers) => {
    const browser = new Browser(url);
    const response = await browser.ask('/console/session', {
      method: 'POST',
      body: { token: adminToken },
      headers,
    });
    expect([response.status, browser.cookies.size]).toEqual([403, 0]);
  });

  it('refuses to send the cookie in the clear over a network', async () => {
    const { status, text } = await askAs('bridge.example', 'http://bridge.example');
    expect([status, text]).toEqual([403, expect.stringContaining('BRIDGE_BASE_URL')]);
    expect((await askAs('localhost:8080', 'http://localhost:8080')).status).toBe(200);
  });

  it('ends the session that the browser had before', async () => {
    const browser = await signIn();
    const former = browser.at(url);
    await browser.signIn(adminToken);
    expect((await former.ask('/console/session')).status).toBe(401);
    expect((await browser.ask('/console/session')).status).toBe(200);
  });
});

describe('a session', () => {
  it('opens the admin API, and nothing else', async () => {
    const browser = await signIn();
    expect((await browser.ask('/admin/v1/audit')).status).toBe(200);
    expect((await browser.ask('/scim/v2/Users')).status).toBe(401);
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    const cookie = `gsb-session=${browser.cookies.get('gsb-session')}`;
    const token = await fetch(`${url}/oauth2/token`, { method: 'POST', headers: { Cookie: cookie }, body });
    expect(token.status).toBe(401);
  });

  it('changes something with its CSRF token only', async () => {
    const browser = await signIn();
    const release = '/admin/v1/guard/okta/release';
    const other = await signIn();
    expect((await browser.post(release, {}, { 'X-CSRF-Token': '' })).status).toBe(403);
    expect((await browser.post(release, {}, { 'X-CSRF-Token': other.csrfToken })).status).toBe(403);
    expect((await browser.post(release, {}, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect((await browser.post(release, {}, { Origin: 'https://evil.example' })).status).toBe(403);
    // The guard has nothing to decide about: the request was let in.
    expect((await browser.post(release)).status).not.toBe(403);
  });

  it('has each change audited with its person', async () => {
    const { id, token } = await installation.createToken('hand');
    const browser = await signIn(token);
    const response = await browser.post('/admin/v1/guard/okta/reject', { forSeconds: 60 });
    const [entry] = await installation.audited('admin.requested');
    expect(entry).toMatchObject({
      actor: 'hand',
      requestId: response.headers.get('x-request-id'),
      detail: { operation: 'rejectClient', client: 'okta', by: { client: 'hand', credential: id } },
    });
  });

  it('does not stand beside a token that is refused', async () => {
    const browser = await signIn();
    const response = await browser.ask('/admin/v1/audit', { headers: { Authorization: 'Bearer gsb_wrong' } });
    expect(response.status).toBe(401);
  });

  it('is known to every instance', async () => {
    const browser = await signIn();
    const second = await installation.startBridge();
    expect((await browser.at(second).ask('/admin/v1/audit')).status).toBe(200);
    expect((await browser.at(second).ask('/console/session', { method: 'DELETE' })).status).toBe(204);
    expect((await browser.ask('/admin/v1/audit')).status).toBe(401);
  });

  it('does not last longer by what an open page reads by itself', async () => {
    const { id, token } = await installation.createToken('idle');
    const browser = await signIn(token);
    const rows = installation.store.db;
    const longAgo = new Date(Date.now() - 20 * 60_000);
    const usedAt = async () => {
      const query = rows.selectFrom('console_session').select('used_at').where('credential_id', '=', id);
      return (await query.executeTakeFirstOrThrow()).used_at.getTime();
    };
    await rows
      .updateTable('console_session')
      .set({ used_at: longAgo })
      .where('credential_id', '=', id)
      .execute();
    for (const headers of [{ 'X-Background': 'true' }, { Accept: 'text/event-stream' }]) {
      const response = await browser.ask('/admin/v1/audit', { headers });
      expect(response.status).toBe(200);
    }
    expect(await usedAt()).toBe(longAgo.getTime());
    await browser.ask('/admin/v1/audit');
    await expect.poll(usedAt).toBeGreaterThan(longAgo.getTime());
  });

  it('ends by signing out, for whoever has kept the cookie too', async () => {
    const browser = await signIn();
    const copy = browser.at(url);
    expect((await browser.ask('/console/session', { method: 'DELETE' })).status).toBe(204);
    expect(browser.cookies.size).toBe(0);
    expect((await copy.ask('/console/session')).status).toBe(401);
    expect((await copy.ask('/admin/v1/audit')).status).toBe(401);
    expect(await installation.audited('session.ended')).not.toHaveLength(0);
  });

  it('ends with its token', async () => {
    const { id, token } = await installation.createToken('leaver');
    const browser = await signIn(token);
    await revokeCredential(installation.store.db, id, new Date());
    expect((await browser.ask('/console/session')).status).toBe(401);
    const response = await browser.ask('/admin/v1/audit');
    expect([response.status, await response.text()]).toEqual([401, expect.stringContaining('sign in again')]);
  });
});

it('is taken nowhere once the console is switched off', async () => {
  const browser = await signIn();
  const off = await installation.startBridge({ policy: 'console: { enabled: false }' });
  expect((await browser.at(off).ask('/admin/v1/audit')).status).toBe(401);
  expect((await browser.at(off).ask('/console/')).status).toBe(404);
  expect((await browser.at(off).signIn(adminToken)).status).toBe(404);
});

it('has a name that no other host can have set where there is TLS', async () => {
  const secure = await installation.startBridge({ env: { BRIDGE_BASE_URL: 'https://bridge.example' } });
  const browser = new Browser(secure);
  const response = await browser.ask('/console/session', {
    method: 'POST',
    body: { token: adminToken },
    headers: { Origin: 'https://bridge.example' },
  });
  expect(response.headers.getSetCookie()[0]).toMatch(
    /^__Host-gsb-session=[\w-]{43}; .*Path=\/; .*HttpOnly; Secure; SameSite=Strict$/,
  );
});

it('counts for the limits of where its client may call from', async () => {
  const browser = await signIn();
  const elsewhere = await installation.startBridge({
    policy: 'clients: { ops: { addresses: [10.0.0.0/8] } }',
  });
  const response = await browser.at(elsewhere).ask('/admin/v1/audit');
  expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('addresses')]);
});
