/** A PostgreSQL database, backed up and restored by PostgreSQL's own tools as docs/operations.md says. */

import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, runCommand } from '../e2e/harness/processes.ts';
import type { ScimApi } from '../e2e/harness/scim-api.ts';
import { World } from '../e2e/harness/world.ts';

const LEAVE = [{ op: 'replace', path: 'active', value: false }];

let world: World;
let scim: ScimApi;

const tool = (name: string, ...args: readonly string[]) => execFileSync(name, args, { encoding: 'utf8' });

beforeAll(async () => {
  world = await World.start({ engine: 'postgres' });
  scim = await world.createClient('okta');
  await world.startBridge();
});

afterAll(() => world.end());

it('gives back tokens, audit trail and work under way', async () => {
  const [person] = await world.genesys.users('active', 1);
  const url = world.environment.DATABASE_URL ?? '';
  const file = `${world.folder}/bridge.dump`;
  await world.genesys.fault({ method: 'PATCH', path: '/api/v2/users/*/presences/*', status: 503 });
  expect((await scim.patch(person.id, LEAVE)).status).toBe(200);
  tool('pg_dump', '--format=custom', '--schema=bridge', '--schema=pgboss', `--file=${file}`, url);

  await world.endBridge('SIGKILL');
  tool(
    'psql',
    '--quiet',
    url,
    '--command',
    'set client_min_messages to error; drop schema bridge, pgboss cascade',
  );
  tool('pg_restore', '--exit-on-error', '--no-owner', `--dbname=${url}`, file);

  const verified = await runCommand(['audit', 'verify'], world.environment);
  expect([verified.status, verified.stderr]).toEqual([0, '']);
  await world.genesys.clearFaults();
  await world.startBridge();
  expect((await scim.get(`/Users/${person.id}`)).body).toMatchObject({ active: false });
  await eventually(
    async () => ((await scim.progress(person.id)).status === 'complete' ? true : undefined),
    'the end of the offboarding',
    60_000,
  );
}, 180_000);
