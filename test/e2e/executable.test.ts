import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  answers,
  eventually,
  freePort,
  launch,
  launchInShell,
  runCommand,
  waitUntilReady,
} from './harness/processes.ts';
import { World } from './harness/world.ts';

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

  it('explains an error by its code, and says how to find one', async () => {
    const known = await runCommand(['explain', 'genesys.throttled', '--json'], world.environment);
    expect(JSON.parse(known.stdout)).toEqual({
      'genesys.throttled': { meaning: expect.any(String), cure: expect.stringContaining('OAuth clients') },
    });
    const unknown = await runCommand(['explain', 'genesys.throttld'], world.environment);
    expect(unknown).toMatchObject({ status: 1, stdout: '' });
    expect(unknown.stderr).toContain("'explain' alone lists them");
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
