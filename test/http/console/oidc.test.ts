import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { freePort } from '../../e2e/harness/processes.ts';
import { Browser } from './browser.ts';
import { type Misbehaviour, OidcProvider } from './oidc-provider.ts';
import { Installation } from './running-bridge.ts';

const ADA = { sub: '00u1ada', name: 'Ada Admin', email: 'ada@example.com' };

let installation: Installation;
let provider: OidcProvider;
let url: string;
/** Requires strength. */
let strict: string;

function policyFor(issuer: string, more = ''): string {
  return `
console:
  oidc:
    name: Example ID
    issuer: ${issuer}
    clientId: bridge-console
    roles: { viewer: [everyone], operator: [it-support], administrator: [it-admins] }
    ${more}
`;
}

async function startBridge(more = ''): Promise<string> {
  const port = String(await freePort());
  const env = {
    PORT: port,
    BRIDGE_BASE_URL: `http://127.0.0.1:${port}`,
    BRIDGE_OIDC_CLIENT_SECRET: provider.clientSecret,
  };
  return await installation.startBridge({ policy: policyFor(provider.issuer, more), env });
}

beforeAll(async () => {
  provider = await OidcProvider.start();
  installation = await Installation.open();
  url = await startBridge();
  strict = await startBridge('require: { acr: [urn:mfa, urn:hardware], amr: [mfa] }');
});

beforeEach(() => {
  provider.claims = { ...ADA, groups: ['it-admins'] };
  provider.userinfo = undefined;
  provider.misbehaviour = {};
  provider.methods = ['client_secret_basic', 'client_secret_post'];
});

afterAll(async () => {
  await installation.close();
  await provider.close();
});

/** Goes to the provider; answers where it sends the browser back to. */
async function visitProvider(browser: Browser): Promise<string> {
  const started = await browser.ask('/console/oidc/start');
  expect(started.status).toBe(303);
  return await provider.signIn(started.headers.get('location') ?? '');
}

async function signIn(bridge = url): Promise<{ browser: Browser; answer: Response; callback: string }> {
  const browser = new Browser(bridge);
  const callback = await visitProvider(browser);
  const answer = await browser.ask(callback);
  await browser.readSession();
  return { browser, answer, callback };
}

describe('signing in with an OpenID provider', () => {
  it('is offered', async () => {
    const response = await new Browser(url).ask('/console/session');
    expect(await response.json()).toEqual({ signIn: { token: true, oidc: { name: 'Example ID' } } });
  });

  it('asks for a code with state, nonce and PKCE, which the cookie does not tell', async () => {
    const browser = new Browser(url);
    const started = await browser.ask('/console/oidc/start');
    const target = new URL(started.headers.get('location') ?? '');
    expect(target.origin).toBe(provider.issuer);
    const query = Object.fromEntries(target.searchParams);
    const random = expect.stringMatching(/^[\w-]{43}$/);
    expect(query).toEqual({
      response_type: 'code',
      client_id: 'bridge-console',
      redirect_uri: `${url}/console/oidc/callback`,
      scope: 'openid profile email',
      state: random,
      nonce: random,
      code_challenge: random,
      code_challenge_method: 'S256',
    });
    const [cookie = ''] = started.headers.getSetCookie();
    expect(cookie).toMatch(
      /^gsb-sign-in=[\w-]{43}; Max-Age=600; Path=\/console\/oidc; .*HttpOnly; SameSite=Lax$/,
    );
    const other = await new Browser(url).ask('/console/oidc/start');
    expect(other.headers.get('location')).not.toContain(query.state);
  });

  it('starts a session of the role that the claim gives, and audits who it was', async () => {
    const { browser, answer } = await signIn();
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${url}/console/`]);
    expect(answer.headers.getSetCookie().join()).toMatch(/gsb-session=[\w-]{43};.*HttpOnly; SameSite=Strict/);
    expect(browser.cookies.has('gsb-sign-in')).toBe(false);
    const session = await browser.readSession();
    expect(await session.json()).toMatchObject({ who: 'Ada Admin', role: 'administrator' });
    const [entry] = await installation.audited('session.started');
    expect(entry).toMatchObject({
      actor: 'oidc:00u1ada',
      detail: { issuer: provider.issuer, subject: '00u1ada', role: 'administrator' },
      personal: { administrator: 'Ada Admin', administratorEmail: 'ada@example.com' },
    });
  });

  it('audits each change with the person, erasably', async () => {
    const { browser } = await signIn();
    const response = await browser.post('/admin/v1/guard/okta/reject', { forSeconds: 60 });
    const [entry] = await installation.audited('admin.requested');
    expect(entry).toMatchObject({
      actor: 'oidc:00u1ada',
      requestId: response.headers.get('x-request-id'),
      detail: { operation: 'rejectClient', by: { subject: '00u1ada', role: 'administrator' } },
      personal: { administratorEmail: 'ada@example.com' },
    });
    expect(JSON.stringify(entry?.detail)).not.toContain('ada@example.com');
  });

  it('asks for the strength that is required, and lets in who has it', async () => {
    const started = await new Browser(strict).ask('/console/oidc/start');
    const asked = new URL(started.headers.get('location') ?? '').searchParams;
    expect(asked.get('acr_values')).toBe('urn:mfa urn:hardware');
    provider.claims = { ...ADA, groups: ['it-admins'], acr: 'urn:hardware', amr: ['pwd', 'mfa'] };
    expect((await signIn(strict)).answer.status).toBe(303);
  });

  it('sends the secret as the provider wants it', async () => {
    await signIn();
    expect(provider.tokenRequests.at(-1)?.form.get('client_secret')).toBe(provider.clientSecret);
    provider.methods = ['client_secret_basic'];
    const { answer } = await signIn(await startBridge());
    expect(answer.status).toBe(303);
    expect(provider.tokenRequests.at(-1)?.form.get('client_secret')).toBeNull();
    provider.methods = undefined;
    expect((await signIn(await startBridge())).answer.status).toBe(303);
  });

  it('asks for the claims that are not in the ID token', async () => {
    provider.claims = ADA;
    provider.userinfo = { groups: ['it-support'] };
    const { browser } = await signIn(await startBridge());
    expect(await (await browser.readSession()).json()).toMatchObject({ role: 'operator', who: 'Ada Admin' });
  });

  it('goes on at another instance', async () => {
    const browser = new Browser(url);
    const callback = await visitProvider(browser);
    const second = await installation.startBridge({
      policy: policyFor(provider.issuer),
      env: { BRIDGE_BASE_URL: url, BRIDGE_OIDC_CLIENT_SECRET: provider.clientSecret },
    });
    const there = browser.at(second);
    expect((await there.ask(new URL(callback).pathname + new URL(callback).search)).status).toBe(303);
  });
});

describe('refused is', () => {
  async function expectRefusal(browser: Browser, answer: Response, status = 401): Promise<string> {
    const page = await answer.text();
    expect([answer.status, answer.headers.get('content-type'), browser.cookies.size]).toEqual([
      status,
      'text/html; charset=utf-8',
      0,
    ]);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).toContain('<a href="/console/">');
    return page;
  }

  it('whoever has no role, with a page that says so, and an entry in the audit trail', async () => {
    provider.claims = { ...ADA, name: '<b>Ada</b>', groups: ['other'] };
    const { browser, answer } = await signIn();
    expect(await expectRefusal(browser, answer, 403)).toContain('&lt;b&gt;Ada&lt;/b&gt; has no role');
    const [entry] = await installation.audited('session.refused');
    expect(entry).toMatchObject({
      actor: 'oidc:00u1ada',
      detail: { reason: 'no-role', subject: '00u1ada', issuer: provider.issuer },
      personal: { administratorEmail: 'ada@example.com' },
    });
  });

  it.each([
    ['acr', { acr: 'urn:password' }, 'acr is not urn:mfa or urn:hardware'],
    ['amr', { acr: 'urn:mfa', amr: ['pwd'] }, 'amr lacks mfa'],
    ['amr', { acr: 'urn:mfa', amr: 'mfa' }, 'amr lacks mfa'],
    ['acr', {}, 'acr is not urn:mfa'],
  ])('whoever has not proved enough by %s: %o', async (_claim, strength, reason) => {
    provider.claims = { ...ADA, groups: ['it-admins'], ...strength };
    const { browser, answer } = await signIn(strict);
    expect(await expectRefusal(browser, answer, 403)).toContain(reason);
    const [entry] = await installation.audited('session.refused');
    expect(entry).toMatchObject({ actor: 'oidc:00u1ada', detail: { reason: 'weak' } });
  });

  it('whose strength the ID token does not tell', async () => {
    provider.claims = ADA;
    provider.userinfo = { groups: ['it-admins'], amr: ['mfa'] };
    const { browser, answer } = await signIn(await startBridge('require: { amr: [mfa] }'));
    expect(await expectRefusal(browser, answer, 403)).toContain('amr lacks mfa');
  });

  it.each<[string, Misbehaviour, string]>([
    ['a token for another client', { audience: 'other-client' }, 'aud'],
    ['a token with another nonce', { nonce: 'other' }, 'nonce'],
    ['a token of another issuer', { issuer: 'https://other.example' }, 'iss'],
    ['an expired token', { expired: true }, 'exp'],
    ['a token that the provider has not signed', { foreignKey: true }, 'signature'],
  ])('%s', async (_title, misbehaviour, reason) => {
    provider.misbehaviour = misbehaviour;
    const { browser, answer } = await signIn();
    expect(await expectRefusal(browser, answer)).toContain(reason);
  });

  it('another state than the one that was sent', async () => {
    const browser = new Browser(url);
    const callback = new URL(await visitProvider(browser));
    callback.searchParams.set('state', 'other');
    expect(await expectRefusal(browser, await browser.ask(callback.href))).toContain('state');
  });

  it('an answer without a code', async () => {
    const browser = new Browser(url);
    const callback = new URL(await visitProvider(browser));
    callback.searchParams.delete('code');
    callback.searchParams.set('error', 'access_denied');
    expect(await expectRefusal(browser, await browser.ask(callback.href))).toContain('access_denied');
  });

  it('the answer to an attempt of another browser', async () => {
    const callback = await visitProvider(new Browser(url));
    const victim = new Browser(url);
    await expectRefusal(victim, await victim.ask(callback));
    await victim.ask('/console/oidc/start');
    await expectRefusal(victim, await victim.ask(callback));
  });

  it('an answer for the second time, by the bridge and by the provider', async () => {
    const browser = new Browser(url);
    const callback = await visitProvider(browser);
    const copy = browser.at(url);
    expect((await browser.ask(callback)).status).toBe(303);
    const repeated = await browser.ask(callback);
    expect([repeated.status, await repeated.text()]).toEqual([
      401,
      expect.stringContaining('start it again'),
    ]);
    expect(await expectRefusal(copy, await copy.ask(callback))).toContain('invalid_grant');
  });

  it('a session of a provider that is not configured any more', async () => {
    const { browser } = await signIn();
    const without = await installation.startBridge();
    expect((await browser.at(without).ask('/admin/v1/audit')).status).toBe(401);
  });
});

it('says that the provider is away, and lets a token in meanwhile', async () => {
  const port = String(await freePort());
  const bridge = await installation.startBridge({
    policy: policyFor('http://127.0.0.1:9'),
    env: { BRIDGE_BASE_URL: `http://127.0.0.1:${port}`, BRIDGE_OIDC_CLIENT_SECRET: 'x', PORT: port },
  });
  const browser = new Browser(bridge);
  const response = await browser.ask('/console/oidc/start');
  expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('try again later')]);
  const { token } = await installation.createToken('ops');
  expect((await browser.signIn(token)).status).toBe(200);
});

describe('a role', () => {
  const OPERATE = '/admin/v1/guard/okta/reject';
  const ADMINISTER = '/admin/v1/clients/okta/credentials';

  it.each([
    ['everyone', 'viewer', 403, 403],
    // The guard has nothing to decide about: 409.
    ['it-support', 'operator', 409, 403],
    ['it-admins', 'administrator', 409, 201],
  ])(
    'given by %s (%s) lets operate with %i and administer with %i',
    async (group, role, operate, administer) => {
      provider.claims = { ...ADA, groups: ['other', group] };
      const { browser } = await signIn();
      expect(await (await browser.readSession()).json()).toMatchObject({ role });
      expect((await browser.ask('/admin/v1/audit')).status).toBe(200);
      expect((await browser.post(OPERATE, { forSeconds: 60 })).status).toBe(operate);
      const issued = await browser.post(ADMINISTER, { scopes: ['users'] });
      expect(issued.status).toBe(administer);
      if (administer !== 403) return;
      expect(await issued.text()).toContain("needs the role 'administrator'");
      const [entry] = await installation.audited('admin.refused');
      expect(entry).toMatchObject({ detail: { operation: 'createCredential', by: { role } } });
    },
  );

  it('is the highest that somebody has', async () => {
    provider.claims = { ...ADA, groups: ['everyone', 'it-admins', 'it-support'] };
    const { browser } = await signIn();
    expect(await (await browser.readSession()).json()).toMatchObject({ role: 'administrator' });
  });

  it('does not let anybody do what has no name', async () => {
    provider.claims = { ...ADA, groups: ['it-support'] };
    const { browser } = await signIn();
    for (const path of ['/admin/v1/GUARD/okta/reject', `${OPERATE}/`, '/admin/v1/unknown']) {
      expect([path, (await browser.post(path)).status]).toEqual([path, 403]);
    }
  });
});

describe('the sessions of others', () => {
  const BOB = { sub: '00u2bob', name: 'Bob Viewer', email: 'bob@example.com', groups: ['everyone'] };
  const signInAs = async (claims: JWTPayload) => {
    provider.claims = claims;
    return (await signIn()).browser;
  };
  const answer = z.object({
    sessions: z.array(
      z.object({
        actor: z.string(),
        reference: z.string(),
        current: z.boolean(),
        who: z.string(),
        role: z.string(),
      }),
    ),
  });
  const list = async (browser: Browser) =>
    answer.parse(await (await browser.ask('/admin/v1/sessions')).json()).sessions;
  const current = async (browser: Browser) =>
    (await list(browser)).find((session) => session.current)?.reference ?? '';
  const isSignedIn = async (browser: Browser) => (await browser.ask('/console/session')).status === 200;

  it('are seen and ended by an administrator, at once and in the audit trail', async () => {
    const bob = await signInAs(BOB);
    const reference = await current(bob);
    const ada = await signInAs({ ...ADA, groups: ['it-admins'] });
    expect(await list(ada)).toContainEqual(
      expect.objectContaining({ actor: 'oidc:00u2bob', who: 'Bob Viewer', role: 'viewer', current: false }),
    );
    expect((await ada.post(`/admin/v1/sessions/${reference}/end`)).status).toBe(200);
    expect([await isSignedIn(bob), await isSignedIn(ada)]).toEqual([false, true]);
    const [entry] = await installation.audited('session.ended');
    expect(entry).toMatchObject({
      actor: 'oidc:00u1ada',
      detail: { session: reference, subject: '00u2bob', role: 'viewer' },
    });
    expect((await ada.post(`/admin/v1/sessions/${reference}/end`)).status).toBe(404);
  });

  it('are for anybody else only their own in other browsers', async () => {
    const [first, second] = [await signInAs(BOB), await signInAs(BOB)];
    const ada = await signInAs({ ...ADA, groups: ['it-admins'] });
    expect(new Set((await list(second)).map(({ actor }) => actor))).toEqual(new Set(['oidc:00u2bob']));
    expect((await second.post(`/admin/v1/sessions/${await current(ada)}/end`)).status).toBe(404);
    expect((await second.post(`/admin/v1/sessions/${await current(first)}/end`)).status).toBe(200);
    expect([await isSignedIn(first), await isSignedIn(second), await isSignedIn(ada)]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('are seen and ended with a token too', async () => {
    const bob = await signInAs(BOB);
    const reference = await current(bob);
    const { token } = await installation.createToken('ops');
    const headers = { Authorization: `Bearer ${token}` };
    const ask = async (path: string, method: string) => await fetch(new URL(path, url), { method, headers });
    expect(await (await ask('/admin/v1/sessions', 'GET')).text()).toContain(reference);
    expect((await ask(`/admin/v1/sessions/${reference}/end`, 'POST')).status).toBe(200);
    expect(await isSignedIn(bob)).toBe(false);
  });
});
