/** Back-ups of the embedded database: beside a running bridge, and what a bridge makes of one after a loss. */

import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, runCommand } from '../e2e/harness/processes.ts';
import type { ScimApi } from '../e2e/harness/scim-api.ts';
import { World } from '../e2e/harness/world.ts';

const LEAVE = [{ op: 'replace', path: 'active', value: false }];

let world: World;
let scim: ScimApi;
let leaver: string;
let head: string;

const backup = (...args: readonly string[]) => runCommand(['backup', ...args], world.environment);

beforeAll(async () => {
  world = await World.start();
  scim = await world.createClient('okta');
  await world.startBridge();
  const [person] = await world.genesys.users('active', 1);
  leaver = person.id;
});

afterAll(() => world.end());

it('copies the database while the bridge works, and verifies the copy', async () => {
  await world.genesys.fault({ method: 'PATCH', path: '/api/v2/users/*/presences/*', status: 503 });
  expect((await scim.patch(leaver, LEAVE)).status).toBe(200);
  const { status, stdout, stderr } = await backup('--to', `${world.folder}/copy`, '--json');
  expect([status, stderr]).toEqual([0, '']);
  const { audit } = JSON.parse(stdout);
  expect(audit.entries).toBeGreaterThan(3);
  head = `${audit.head.position}:${audit.head.hash}`;
  expect(existsSync(`${world.folder}/copy.partial`)).toBe(false);
  // The original goes on.
  expect((await scim.get('/Users?count=1')).status).toBe(200);
});

it('refuses a folder that exists, one that cannot be written, and a database on a server', async () => {
  const existing = await backup('--to', `${world.folder}/copy`);
  expect([existing.status, existing.stderr]).toEqual([1, expect.stringContaining('exists already')]);
  writeFileSync(`${world.folder}/file`, '');
  const unwritable = await backup('--to', `${world.folder}/file/copy`);
  expect([unwritable.status, unwritable.stderr]).toEqual([1, expect.stringContaining('cannot be written')]);
  const env = { ...world.environment, DATABASE_URL: 'postgres://bridge:hidden@db.invalid/bridge' };
  const server = await runCommand(['backup', '--to', `${world.folder}/other`], env);
  expect([server.status, server.stderr]).toEqual([1, expect.stringContaining('pg_dump')]);
  expect(server.stderr).not.toContain('hidden');
});

it('gives back tokens, audit trail and work under way after the original is lost', async () => {
  await world.endBridge('SIGKILL');
  rmSync(`${world.folder}/data`, { recursive: true });
  cpSync(`${world.folder}/copy`, `${world.folder}/data`, { recursive: true });
  const verified = await runCommand(['audit', 'verify', '--head', head], world.environment);
  expect([verified.status, verified.stderr]).toEqual([0, '']);
  await world.genesys.clearFaults();
  await world.startBridge();
  expect((await scim.get(`/Users/${leaver}`)).body).toMatchObject({ id: leaver, active: false });
  await eventually(
    async () => ((await scim.progress(leaver)).status === 'complete' ? true : undefined),
    'the end of the offboarding',
    60_000,
  );
});

it('copies the folder of a stopped bridge without opening it', async () => {
  await world.endBridge();
  const { status } = await backup('--to', `${world.folder}/second`);
  expect(status).toBe(0);
  rmSync(`${world.folder}/data/postgres`, { recursive: true });
  const nothing = await backup('--to', `${world.folder}/third`);
  expect([nothing.status, nothing.stderr]).toEqual([1, expect.stringContaining('no embedded database')]);
});
