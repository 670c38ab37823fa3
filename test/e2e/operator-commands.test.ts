/** The commands about people, through the real executable: by the socket beside the data folder, and by URL and token. */

import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, freePort, runCommand } from './harness/processes.ts';
import type { ScimApi } from './harness/scim-api.ts';
import { World } from './harness/world.ts';

let world: World;
let scim: ScimApi;
let tokenFile: string;

async function run(...args: string[]) {
  const { status, stdout, stderr } = await runCommand(args, world.environment);
  return { status, text: stdout, stderr };
}

async function leave(position: number): Promise<{ id: string; name: string; email: string }> {
  const person = (await world.genesys.users('active'))[position];
  await scim.send('DELETE', `/Users/${person.id}`);
  return person;
}

async function statusOf(id: string) {
  return JSON.parse((await run('status', id, '--json')).text);
}

beforeAll(async () => {
  world = await World.start();
  scim = await world.createClient('okta');
  const { stdout } = await runCommand(
    ['token', 'create', 'ops', '--scope', 'admin', '--json'],
    world.environment,
  );
  tokenFile = `${world.folder}/ops-token`;
  writeFileSync(tokenFile, JSON.parse(stdout).token);
  await world.startBridge();
});

afterAll(() => world.end());

it('brings back whom SCIM has removed, after a preview, and tells who asked for it', async () => {
  const person = await leave(0);
  await eventually(
    async () => ((await statusOf(person.id)).latest.status === 'complete' ? true : undefined),
    'the release',
    40_000,
  );
  expect((await scim.get(`/Users/${person.id}`)).status).toBe(404);
  const history = await run('history', person.id);
  expect(history.text).toContain(person.email);
  expect(history.text).toContain('deletion complete');
  const preview = await run('restore', person.email);
  expect(preview).toMatchObject({
    status: 0,
    text: expect.stringContaining('Nothing was done. Add --yes to go.'),
  });
  expect(preview.text).toMatch(/queues +\S/);
  expect((await world.genesys.user(person.id)).state).toBe('inactive');
  const url = `http://127.0.0.1:${world.port}`;
  const restored = await run('restore', person.name, '--yes', '--url', url, '--token-file', tokenFile);
  expect(restored.status).toBe(0);
  const state = async () => (await world.genesys.user(person.id)).state;
  await eventually(async () => ((await state()) === 'active' ? true : undefined), 'the return');
  expect((await statusOf(person.id)).latest).toMatchObject({ kind: 'restore', client: 'ops' });
  expect((await scim.get(`/Users/${person.id}`)).status).toBe(200);
});

it('tries again what is stuck, and leaves off what is left', async () => {
  await world.genesys.fault({ path: '/api/v2/users/*/station/**', status: 403, code: 'missing.permissions' });
  const person = await leave(1);
  const stuck = await eventually(
    async () => {
      const { latest } = await statusOf(person.id);
      return latest.status === 'stuck' ? latest : undefined;
    },
    'the stuck step',
    40_000,
  );
  expect(stuck.steps.find(({ name }: { name: string }) => name === 'station')).toMatchObject({
    status: 'stuck',
  });
  const all = await run('status');
  expect(all.text).toContain(`${person.id}  deletion stuck`);
  expect((await run('retry', person.id, 'station')).text).toContain('station tried again');
  const nothing = await run('retry', person.id, 'groups');
  expect(nothing).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("No open step is called 'groups'"),
  });
  await world.genesys.clearFaults();
});

it('offboards a list after a plan, reports what it did, and skips who is done', async () => {
  const people = (await world.genesys.users('active')).slice(4, 7);
  const file = `${world.folder}/leavers.csv`;
  const done = `${world.folder}/done.csv`;
  const rows = people.map(({ name, email }: { name: string; email: string }) => `${name};${email}`);
  writeFileSync(file, ['Name;E-Mail', ...rows, ';'].join('\n'));
  const plan = await run('offboard', '--file', file);
  expect(plan.status).toBe(2);
  expect(plan.text).toMatch(/: \d+ Genesys calls/);
  expect(plan.text).toContain('line 5: nobody is named; nothing is done for it');
  expect((await world.genesys.user(people[0].id)).state).toBe('active');
  writeFileSync(file, ['Name;E-Mail', ...rows].join('\n'));
  const first = await run('offboard', '--file', file, '--yes', '--wait', 'complete', '--result', done);
  expect(first).toMatchObject({ status: 0, text: expect.stringContaining('3 people: 3 complete') });
  for (const { id } of people) expect((await world.genesys.user(id)).state).toBe('inactive');
  expect(readFileSync(done, 'utf8').trim().split('\n')).toHaveLength(4);
  expect(await run('offboard', '--file', file, '--yes')).toMatchObject({
    status: 0,
    text: expect.stringContaining('3 people: 3 already'),
  });
});

it('lists who is signed in to the console, and ends a session', async () => {
  const console = `http://127.0.0.1:${world.port}/console/session`;
  const body = JSON.stringify({ token: readFileSync(tokenFile, 'utf8') });
  const headers = { 'Content-Type': 'application/json', Origin: new URL(console).origin };
  const signedIn = await fetch(console, { method: 'POST', headers, body });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { sessions } = JSON.parse((await run('session', 'list', '--json')).text);
  expect(sessions).toMatchObject([
    { who: 'ops', role: 'administrator', signedInWith: 'token', current: false },
  ]);
  expect((await run('session', 'list')).text).toMatch(/^[0-9a-f]{12} {2}ops, administrator {2}since /);
  expect(await run('session', 'end', sessions[0].reference)).toMatchObject({ status: 0 });
  expect((await fetch(console, { headers: { Cookie: cookie } })).status).toBe(401);
  expect((await run('session', 'list')).text).toBe('nobody is signed in\n');
  expect(await run('session', 'end', sessions[0].reference)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('it may have ended meanwhile'),
  });
});

it('explains what it cannot do, with exit status 1', async () => {
  const nobody = await run('status', 'nobody@example.com');
  expect(nobody).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("known as 'nobody@example.com'"),
  });
  const elsewhere = `http://127.0.0.1:${await freePort()}`;
  const away = await run('status', '--url', elsewhere, '--token-file', tokenFile);
  expect(away).toMatchObject({ status: 1, stderr: expect.stringContaining(`${elsewhere} does not answer`) });
});
