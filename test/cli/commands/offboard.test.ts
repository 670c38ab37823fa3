/** `offboard --stale`, with a bridge that is nothing but its answers. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { runCommand } from '../../e2e/harness/processes.ts';

const DAY = 86_400_000;
const PAGES: Readonly<Record<string, object>> = {
  first: { people: [{ id: 'ann' }, { id: 'bob' }], next: 'second' },
  second: { people: [], next: 'third' },
  third: { people: [{ id: 'cid' }] },
};
const folder = mkdtempSync(join(tmpdir(), 'offboard-stale-'));
const tokenFile = join(folder, 'token');
let server: Server;
let url = '';
let asked: URL[] = [];
let ordered: unknown[] = [];

function answer(to: URL, body: string): object {
  if (to.pathname === '/admin/v1/users/stale') return PAGES[to.searchParams.get('cursor') ?? 'first'] ?? {};
  if (to.pathname === '/admin/v1/users') {
    return { people: [{ id: to.searchParams.get('search'), matched: ['id'] }] };
  }
  const [, id] = /^\/admin\/v1\/users\/(\w+)\/offboard$/.exec(to.pathname) ?? [];
  ordered.push([id, JSON.parse(body)]);
  const about = { userId: id, name: String(id), email: `${id}@example.com` };
  return { ...about, outcome: 'planned', plan: { calls: 20, steps: [] } };
}

beforeAll(async () => {
  writeFileSync(tokenFile, 'secret');
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const to = new URL(request.url ?? '', 'http://bridge');
    asked.push(to);
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(answer(to, body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});

beforeEach(() => {
  asked = [];
  ordered = [];
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const offboard = (...args: string[]) =>
  runCommand(['offboard', ...args, '--url', url, '--token-file', tokenFile], { BRIDGE_DATA: folder });

it('plans for everybody who has not logged in for 90 days, over all pages, and does nothing', async () => {
  const before = Date.now() - 90 * DAY;
  const { status, stdout } = await offboard('--stale', '90d');
  expect(status).toBe(0);
  expect(stdout).toContain('3 people: 3 planned');
  expect(stdout).toContain('60 Genesys calls');
  expect(stdout).toContain('Nothing was done. Add --yes to go.');
  expect(ordered.sort()).toEqual(['ann', 'bob', 'cid'].map((id) => [id, { dryRun: true }]));
  const stale = asked.filter(({ pathname }) => pathname.endsWith('/stale'));
  expect(stale.map(({ searchParams }) => searchParams.get('cursor'))).toEqual([null, 'second', 'third']);
  const since = stale.map(({ searchParams }) => Date.parse(searchParams.get('lastLoginBefore') ?? ''));
  expect(new Set(since).size).toBe(1);
  expect(since[0]).toBeGreaterThanOrEqual(before);
  expect(since[0]).toBeLessThanOrEqual(Date.now() - 90 * DAY);
  expect(stale.every(({ searchParams }) => searchParams.get('never') === 'false')).toBe(true);
});

it('asks for those who never logged in only with --never, and knows durations', async () => {
  await offboard('--stale', '1y', '--never');
  expect(asked[0]?.searchParams.get('never')).toBe('true');
  const wrong = await offboard('--stale', 'soon');
  expect(wrong).toMatchObject({ status: 1, stderr: expect.stringContaining('such as 90d') });
  const both = await offboard('ann', '--stale', '90d');
  expect(both).toMatchObject({ status: 1, stderr: expect.stringContaining('exactly one of them') });
});
