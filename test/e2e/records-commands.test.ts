/** What auditors and data protection ask for, through the real executable: evidence, export, erase. */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AdminApi } from './harness/admin-api.ts';
import { eventually, launch, runCommand } from './harness/processes.ts';
import type { ScimApi } from './harness/scim-api.ts';
import { World } from './harness/world.ts';

const CONVERSATIONS = 2_500;
const DAYS = 50;

interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

let world: World;
let scim: ScimApi;
let admin: AdminApi;

function run(...args: string[]) {
  return runCommand(args, world.environment);
}

async function leave(position: number): Promise<Person> {
  const person = (await world.genesys.users('active'))[position];
  await scim.send('PATCH', `/Users/${person.id}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'active', value: false }],
  });
  await eventually(
    async () => ((await admin.latestStatus(person.id)) === 'complete' ? true : undefined),
    'the release',
    40_000,
  );
  return person;
}

beforeAll(async () => {
  world = await World.start();
  scim = await world.createClient('okta');
  admin = await world.createAdmin();
  await world.startBridge();
});

afterAll(() => world.end());

it('gives evidence as a summary and as a page, and writes over no file', async () => {
  const person = await leave(0);
  const html = join(world.folder, 'evidence.html');
  const { status, stdout } = await run('evidence', person.email, '--html', html);
  expect(status).toBe(0);
  expect(stdout).toContain(`${person.id}  ${person.name} <${person.email}>`);
  expect(stdout).toContain('complete: nothing is missing');
  expect(statSync(html).mode & 0o777).toBe(0o600);
  expect(readFileSync(html, 'utf8')).toContain('<h2>Steps</h2>');
  expect((await run('status', person.id, '--evidence')).stdout).toBe(stdout);
  const again = await run('evidence', person.id, '--html', html);
  expect(again).toMatchObject({ status: 1, stderr: expect.stringContaining('EEXIST') });
});

it('exports conversations, goes on where it was killed, and leaves files that can be checked', async () => {
  const person = (await world.genesys.users('active'))[1];
  await world.genesys.send('POST', `/simulator/users/${person.id}/history`, {
    conversations: CONVERSATIONS,
    days: DAYS,
  });
  const results = '/api/v2/analytics/conversations/details/jobs/*/results';
  await world.genesys.fault({ method: 'GET', path: results, delayMs: 400 });
  const since = new Date(Date.now() - (DAYS + 1) * 86_400_000).toISOString().slice(0, 10);
  const folder = join(world.folder, 'export');
  const args = ['export', person.id, '--since', since, '--output', folder, '--json'];
  const manifest = () => JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const before = await world.genesys.lastSeq();
  const killed = launch(args, world.environment);
  await eventually(
    async () =>
      existsSync(join(folder, 'manifest.json')) && manifest().conversations > 0 ? true : undefined,
    'the first page',
  );
  await killed.end('SIGKILL');
  expect(manifest().completedAt).toBeUndefined();
  await world.genesys.clearFaults();
  const { status, stdout, stderr } = await run(...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({ folder, ...manifest() });
  const { files, conversations, notes } = manifest();
  expect(conversations).toBe(CONVERSATIONS);
  expect(notes.join(' ')).toContain('90 days to 5 years');
  const ids = new Set<string>();
  for (const { name, sha256, bytes } of files) {
    const path = join(folder, name);
    const content = readFileSync(path);
    expect([statSync(path).mode & 0o777, content.length]).toEqual([0o600, bytes]);
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
    for (const line of content.toString().trimEnd().split('\n')) ids.add(JSON.parse(line).conversationId);
  }
  expect(ids.size).toBe(CONVERSATIONS);
  expect(readdirSync(folder).sort()).toEqual(
    ['manifest.json', ...files.map(({ name }: { name: string }) => name)].sort(),
  );
  const jobs = (await world.genesys.journal(before)).filter(
    ({ method, path }) => method === 'POST' && path.endsWith('/conversations/details/jobs'),
  );
  expect(jobs).toHaveLength(files.length);
  const other = await run('export', person.id, '--since', '2026-01-01', '--output', folder);
  expect(other).toMatchObject({ status: 1, stderr: expect.stringContaining('--overwrite') });
});

it('erases nobody without the id, then follows it to the end, and lets nobody back', async () => {
  const person = await leave(1);
  const preview = await run('erase', person.email);
  expect(preview).toMatchObject({ status: 0, stdout: expect.stringContaining('can never be restored') });
  expect(preview.stdout).toContain(`Add --confirm ${person.id} to go.`);
  expect(await run('erase', person.id, '--yes')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('--yes is not enough'),
  });
  expect((await run('erase', person.id, '--confirm', 'yes')).status).toBe(1);
  expect((await world.genesys.user(person.id)).state).toBe('inactive');
  const erased = await run('erase', person.id, '--confirm', person.id);
  expect(erased).toMatchObject({ status: 0, stdout: expect.stringContaining('GDPR_DELETE') });
  expect(erased.stdout).toContain('is complete');
  expect((await world.genesys.send('GET', `/api/v2/users/${person.id}`)).status).toBe(404);
  expect((await run('erase', person.id)).stdout).toContain('is complete');
  const evidence = await run('evidence', person.id, '--json');
  expect(evidence.stdout).not.toContain(person.email);
  expect(JSON.parse(evidence.stdout).person).toMatchObject({
    names: 'erased',
    state: 'gone',
    erasures: [{ kind: 'delete', state: 'complete', actor: expect.stringMatching(/^command line/) }],
  });
  expect((await run('restore', person.id, '--yes')).status).toBe(1);
});
