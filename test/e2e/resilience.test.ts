import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENGINES } from './harness/databases.ts';
import {
  answers,
  eventually,
  freePort,
  launch,
  launchInShell,
  runCommand,
  waitUntilReady,
} from './harness/processes.ts';
import { ENTERPRISE, PATCH_OP, type ScimApi, USER } from './harness/scim-api.ts';
import { World } from './harness/world.ts';

const LEAVE = [{ op: 'replace', path: 'active', value: false }];
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

describe.each(ENGINES)('a bridge in trouble on %s', (engine) => {
  let world: World;
  let scim: ScimApi;
  let agents: { id: string; email: string }[];

  beforeAll(async () => {
    world = await World.start({ engine });
    scim = await world.createClient('okta');
    await world.startBridge();
    agents = await world.genesys.users('active');
  });

  afterAll(() => world.end());

  const agent = (position: number) => {
    const found = agents[position];
    if (found === undefined) throw new Error('too few users');
    return found;
  };

  const complete = (id: string, withinMs = 30_000) =>
    eventually(
      async () => ((await scim.progress(id)).status === 'complete' ? true : undefined),
      `the release of ${id}`,
      withinMs,
    );

  it('resumes after kill -9 at the first unfinished step', async () => {
    const { id } = agent(1);
    await world.genesys.fault({
      method: 'DELETE',
      path: '/api/v2/users/*/station/associatedstation',
      delayMs: 3000,
    });
    expect((await scim.patch(id, LEAVE)).status).toBe(200);
    const seen = await eventually(async () => {
      const { steps } = await scim.progress(id);
      const byName = Object.fromEntries(
        steps.map((step: { name: string; status: string }) => [step.name, step.status]),
      );
      return byName.presence === 'done' && byName.station === 'pending' ? steps : undefined;
    }, 'the station step to be under way');
    await world.endBridge('SIGKILL');
    await world.genesys.clearFaults();
    const since = await world.genesys.lastSeq();
    await world.startBridge();
    await complete(id);
    const calls = (await world.genesys.journal(since)).map(({ method, path }) => `${method} ${path}`);
    expect(calls).not.toContain(`PUT /api/v2/users/${id}/state`);
    expect(calls).not.toContain(`DELETE /api/v2/tokens/${id}`);
    const after = (await scim.progress(id)).steps;
    for (const name of ['snapshot', 'state', 'tokens', 'presence']) {
      const completedAt = (steps: { name: string; completedAt: string }[]) =>
        steps.find((step) => step.name === name)?.completedAt;
      expect(completedAt(after), name).toBe(completedAt(seen));
    }
  });

  it('carries out a lock-out whose request died with the process', async () => {
    const { id } = agent(2);
    await world.genesys.fault({ method: 'PUT', path: '/api/v2/users/*/state', delayMs: 2000 });
    const asked = scim.patch(id, LEAVE).catch(() => undefined);
    await eventually(
      async () => ((await scim.progress(id)).status === 'lockingOut' ? true : undefined),
      'the intent to be accepted',
    );
    await world.endBridge('SIGKILL');
    await asked;
    await world.genesys.clearFaults();
    await world.startBridge();
    await complete(id);
    expect(await world.genesys.user(id)).toMatchObject({ state: 'inactive' });
    expect((await world.genesys.inside(id)).tokens).toBe(0);
  });

  it('answers two deactivations of one person at once with one offboarding', async () => {
    const { id } = agent(3);
    const since = await world.genesys.lastSeq();
    const answers = await Promise.all([scim.patch(id, LEAVE), scim.patch(id, LEAVE)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await complete(id);
    const calls = await world.genesys.journal(since);
    const states = calls.filter(({ method, path }) => method === 'PUT' && path.endsWith(`${id}/state`));
    expect(states).toHaveLength(1);
  });

  it('falls back to PATCH where PUT state is refused', async () => {
    const { id } = agent(4);
    await world.genesys.fault({ method: 'PUT', path: `/api/v2/users/${id}/state`, status: 405 });
    expect((await scim.patch(id, LEAVE)).status).toBe(200);
    expect(await world.genesys.user(id)).toMatchObject({ state: 'inactive' });
    await world.genesys.clearFaults();
  });

  it('reads the version again after a conflict', async () => {
    const { id } = agent(5);
    await world.genesys.fault({
      method: 'PUT',
      path: `/api/v2/users/${id}/state`,
      status: 409,
      code: 'general.conflict',
      times: 2,
    });
    expect((await scim.patch(id, LEAVE)).status).toBe(200);
    expect(await world.genesys.user(id)).toMatchObject({ state: 'inactive' });
  });

  it('survives a lost answer: the effect happened, the connection did not', async () => {
    const { id } = agent(6);
    await world.genesys.fault({ method: 'PUT', path: `/api/v2/users/${id}/state`, drop: 'after', times: 1 });
    expect((await scim.patch(id, LEAVE)).status).toBe(200);
    await complete(id);
  });

  it('names the missing permission, and finishes once it is granted', async () => {
    const { id } = agent(7);
    await world.genesys.fault({
      method: 'DELETE',
      path: `/api/v2/tokens/${id}`,
      status: 403,
      code: 'missing.any.permissions',
      body: {
        status: 403,
        code: 'missing.any.permissions',
        message:
          'Unable to perform the requested action. You must have at least one of the following permissions assigned: [oauth:token:delete]',
      },
    });
    const answer = await scim.patch(id, LEAVE);
    expect(answer.status).toBe(500);
    expect(answer.body.detail).toContain('oauth:token:delete');
    expect(await world.genesys.user(id)).toMatchObject({ state: 'inactive' });
    await eventually(async () => {
      const { status, steps } = await scim.progress(id);
      const stuck = steps.filter((step: { status: string }) => step.status === 'stuck');
      if (status !== 'stuck') return undefined;
      // Tokens are deleted once more when the sessions have ended.
      expect(stuck.map(({ name }: { name: string }) => name)).toEqual(['tokens', 'sessions']);
      for (const { error } of stuck) expect(error).toContain('oauth:token:delete');
      return true;
    }, 'everything but the tokens');
    await world.genesys.clearFaults();
    expect((await scim.patch(id, LEAVE)).status).toBe(200);
    expect((await world.genesys.inside(id)).tokens).toBe(0);
    await complete(id);
  });

  it.each([
    ['401', { status: 401, code: 'bad.credentials' }],
    ['429', { status: 429, code: 'too.many.requests', headers: { 'Retry-After': '1' } }],
    ['500', { status: 500, code: 'internal.server.error' }],
    ['HTML', { status: 502, body: '<html><body>Bad Gateway</body></html>' }],
    ['nothing', { drop: 'before' }],
  ])(
    'answers a Genesys that says %s with a retryable error, never 404',
    async (_name, fault) => {
      const { id } = agent(8);
      await world.genesys.fault({ path: '/api/v2/users/**', ...fault });
      for (const answer of [
        await scim.get(`/Users/${id}`),
        await scim.find('userName eq "nobody@example.com"'),
      ]) {
        expect([429, 503]).toContain(answer.status);
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        expect(answer.body.schemas).toEqual([ERROR]);
        expect(JSON.stringify(answer.body)).not.toMatch(/html|ECONN|axios|Bearer|stack/i);
      }
      await world.genesys.clearFaults();
    },
    60_000,
  );

  it('answers 403 and 409 of Genesys as failures of its own, without internals', async () => {
    const { id } = agent(9);
    for (const [status, code] of [
      [403, 'missing.permissions'],
      [409, 'general.conflict'],
    ]) {
      await world.genesys.fault({ method: 'GET', path: `/api/v2/users/${id}`, status, code });
      const answer = await scim.get(`/Users/${id}`);
      expect(answer.status).toBeGreaterThanOrEqual(500);
      expect(answer.body.schemas).toEqual([ERROR]);
      await world.genesys.clearFaults();
    }
  });

  it('answers within 25 s with Genesys down, and works again when it is back', async () => {
    const { id } = agent(10);
    await world.endSimulator();
    const started = Date.now();
    const answer = await scim.patch(id, LEAVE);
    expect(Date.now() - started).toBeLessThan(25_000);
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    await world.restartSimulator();
    await eventually(
      async () => ((await scim.get(`/Users/${id}`)).status === 200 ? true : undefined),
      'recovery',
    );
  }, 60_000);
});

describe('bad input', () => {
  let world: World;
  let scim: ScimApi;
  let id: string;

  beforeAll(async () => {
    world = await World.start();
    scim = await world.createClient('okta');
    await world.startBridge();
    id = (await world.genesys.users('active'))[0].id;
  });

  afterAll(() => world.end());

  const user = (extra: Record<string, unknown> = {}) => ({
    schemas: [USER],
    userName: 'new@example.com',
    ...extra,
  });

  it.each([
    ['malformed JSON', 'POST', '/Users', '{"userName":', {}, 400, 'invalidSyntax'],
    ['a wrong content type', 'POST', '/Users', 'a=b', { 'Content-Type': 'text/plain' }, 415, undefined],
    [
      'a body of 2 MB',
      'POST',
      '/Users',
      JSON.stringify(user({ title: 'x'.repeat(2_000_000) })),
      {},
      413,
      undefined,
    ],
    ['an unfinished filter', 'GET', '/Users?filter=userName%20eq', undefined, {}, 400, 'invalidFilter'],
    [
      'a filter on an unknown attribute',
      'GET',
      '/Users?filter=shoeSize%20eq%201',
      undefined,
      {},
      400,
      'invalidFilter',
    ],
    ['an id that is no UUID', 'GET', '/Users/nobody', undefined, {}, 404, undefined],
    ['an id that climbs', 'GET', '/Users/..%2F..%2Fauthorization', undefined, {}, 404, undefined],
    ['an unknown id', 'GET', `/Users/${randomUUID()}`, undefined, {}, 404, undefined],
    ['an unknown endpoint', 'GET', '/Nowhere', undefined, {}, 404, undefined],
    ['a token in the URL', 'GET', '/Users?access_token=abc', undefined, {}, 400, undefined],
    ['no userName', 'POST', '/Users', JSON.stringify({ schemas: [USER] }), {}, 400, 'invalidValue'],
    [
      'an unknown division',
      'POST',
      '/Users',
      JSON.stringify(user({ [ENTERPRISE]: { division: 'Atlantis' } })),
      {},
      400,
      'invalidValue',
    ],
  ] as const)('refuses %s', async (_name, method, path, body, headers, status, scimType) => {
    const answer = await scim.send(method, path, body, headers);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ schemas: [ERROR], status: String(status) });
    expect(answer.body.scimType === scimType || scimType === undefined).toBe(true);
    expect(answer.body.detail).toEqual(expect.stringMatching(/\w+/));
  });

  it('names the unknown division and creates nobody', async () => {
    const answer = await scim.send('POST', '/Users', user({ [ENTERPRISE]: { division: 'Atlantis' } }));
    expect(answer.body.detail).toContain('Atlantis');
    expect((await scim.find('userName eq "new@example.com"')).body.totalResults).toBe(0);
  });

  it('needs an e-mail address and says how to give one', async () => {
    const answer = await scim.send('POST', '/Users', { schemas: [USER], userName: 'ghopper' });
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(answer.body.detail).toContain('provisioning.emailDomain');
  });

  it('ignores an unknown attribute of a POST and refuses one in a PATCH path', async () => {
    const created = await scim.send('POST', '/Users', user({ favouriteColour: 'red' }));
    expect(created.status).toBe(201);
    expect(created.body.favouriteColour).toBeUndefined();
    const answer = await scim.patch(created.body.id, [{ op: 'add', path: 'favouriteColour', value: 'red' }]);
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidPath' } });
  });

  it('applies no operation of a PATCH when one of them fails', async () => {
    const answer = await scim.patch(id, [
      { op: 'replace', path: 'title', value: 'Changed' },
      { op: 'replace', path: 'nonsense', value: 1 },
    ]);
    expect(answer.status).toBe(400);
    expect((await world.genesys.user(id)).title ?? '').not.toBe('Changed');
  });

  it('asks for a token, in SCIM form, before it reads a body', async () => {
    for (const authorization of ['', 'Bearer wrong', 'Basic abc']) {
      const response = await fetch(`${world.scimUrl}/Users`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/scim+json',
          ...(authorization === '' ? {} : { authorization }),
        },
        body: '{broken',
      });
      expect(response.status, authorization).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expect(await response.json()).toMatchObject({ schemas: [ERROR], status: '401' });
    }
  });

  it('lets a read-only token read and nothing more', async () => {
    const reader = await world.createClient('auditor', 'read');
    expect((await reader.get(`/Users/${id}`)).status).toBe(200);
    const answer = await reader.send('PATCH', `/Users/${id}`, { schemas: [PATCH_OP], Operations: LEAVE });
    expect(answer.status).toBe(403);
    expect(answer.body.detail).toContain('users');
  });
});

describe('the executable', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  });

  afterAll(() => world.end());

  it('manages tokens before the first start and while the server runs', async () => {
    const first = await world.createClient('okta');
    await world.startBridge();
    expect((await first.get('/Users?count=1')).status).toBe(200);
    const second = await world.createClient('entra');
    expect((await second.get('/Users?count=1')).status).toBe(200);
    const listed = await runCommand(['token', 'list', '--json'], world.environment);
    const { tokens } = JSON.parse(listed.stdout);
    expect(tokens.map((token: { client: string }) => token.client).sort()).toEqual(['entra', 'okta']);
    expect(listed.stdout).not.toContain(first.token);
    expect((await runCommand(['token', 'revoke', 'entra'], world.environment)).status).toBe(0);
    expect((await second.get('/Users?count=1')).status).toBe(401);
    expect((await first.get('/Users?count=1')).status).toBe(200);
  });

  it('refuses a data folder in use and a port in use, each with one line', async () => {
    const inUse = await runCommand(['serve'], { ...world.environment, PORT: String(await freePort()) });
    expect(inUse.status).toBe(1);
    expect(inUse.stderr.trim().split('\n')).toHaveLength(1);
    expect(inUse.stderr).toMatch(/in use by process \d+/);
    const port = await runCommand(['serve'], { ...world.environment, BRIDGE_DATA: `${world.folder}/other` });
    expect(port.status).toBe(1);
    expect(port.stderr.trim().split('\n')).toHaveLength(1);
    expect(port.stderr).toContain(`127.0.0.1:${world.port}`);
  });

  it.each([
    ['a port taken by something else', { PORT: 'taken' }, /set another PORT/],
    ["the simulator's port taken", { SIMULATOR_PORT: 'taken' }, /another SIMULATOR_PORT/],
    ['a data folder that cannot be written', { BRIDGE_DATA: '/proc/nowhere' }, /set BRIDGE_DATA/],
  ])('ends the demo with one line: %s', async (_name, change, expected) => {
    const free = {
      PORT: String(await freePort()),
      SIMULATOR_PORT: String(await freePort()),
      BRIDGE_DATA: `${world.folder}/refused`,
    };
    const taken = Object.entries(change).map(([name, value]) => [
      name,
      value === 'taken' ? String(world.port) : value,
    ]);
    const answer = await runCommand([], { ...free, ...Object.fromEntries(taken) });
    expect(answer.status).toBe(1);
    expect(answer.stderr.trim().split('\n')).toHaveLength(1);
    expect(answer.stderr).toMatch(expected);
  });

  it('names an unknown command', async () => {
    const answer = await runCommand(['offbord'], world.environment);
    expect(answer).toMatchObject({ status: 1, stdout: '' });
    expect(answer.stderr).toContain("unknown command 'offbord'");
  });

  it('stops within ten seconds of SIGTERM with status 0', async () => {
    const started = Date.now();
    expect(await world.endBridge('SIGTERM')).toBe(0);
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it('stops when the shell that npm started it in is gone', async () => {
    const port = await freePort();
    const shell = launchInShell(['simulate'], {
      npm_lifecycle_event: 'bridge',
      SIMULATOR_PORT: String(port),
    });
    const url = `http://127.0.0.1:${port}/simulator/behaviour`;
    await waitUntilReady(shell, url);
    await shell.end('SIGTERM');
    await eventually(
      async () => ((await answers(url)) ? undefined : true),
      'the end of the simulator',
      5_000,
    );
  });

  it('refuses to serve with a demo token, set or stored', async () => {
    const set = await runCommand(['serve'], { ...world.environment, BRIDGE_DEMO_TOKEN: 'demo' });
    expect(set).toMatchObject({ status: 1 });
    expect(set.stderr).toContain('BRIDGE_DEMO_TOKEN');
    const demo = launch(['demo'], {
      BRIDGE_DATA: `${world.folder}/demo`,
      PORT: String(await freePort()),
      SIMULATOR_PORT: String(await freePort()),
    });
    await eventually(
      async () => (demo.output().includes('3. Look again') ? true : undefined),
      'the demo',
      40_000,
    );
    await demo.end();
    const stored = await runCommand(['serve'], { ...world.environment, BRIDGE_DATA: `${world.folder}/demo` });
    expect(stored).toMatchObject({ status: 1 });
    expect(stored.stderr).toContain('demo token');
  }, 60_000);

  it.each([
    ['PORT', 'eighty', /PORT/],
    ['SIMULATOR_USER', '5', /SIMULATOR_USER\b.*SIMULATOR_USERS/],
    ['GENESYSCLOUD_REGION', 'mars', /GENESYSCLOUD_REGION/],
  ])('ends with one line that names a bad %s', async (name, value, expected) => {
    const answer = await runCommand(['config', 'check'], { ...world.environment, [name]: value });
    expect(answer.status).toBe(1);
    expect(answer.stderr.trim().split('\n')).toHaveLength(1);
    expect(answer.stderr).toMatch(expected);
  });
});
