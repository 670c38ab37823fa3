import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENGINES } from './harness/databases.ts';
import { eventually } from './harness/processes.ts';
import type { ScimApi } from './harness/scim-api.ts';
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
