/**
 * Makes what an upgrade of this version is tested with, when it is released: a database in which a bridge has worked, as an SQL
 * dump, and what is known of it. `node test/upgrade/make-fixture.ts NAME`, with TEST_DATABASE_URL and pg_dump.
 */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { AdminApi } from '../e2e/harness/admin-api.ts';
import { eventually, runCommand } from '../e2e/harness/processes.ts';
import { USER } from '../e2e/harness/scim-api.ts';
import { World } from '../e2e/harness/world.ts';
import { ENCRYPTION_KEY, type Fixture, fixtureSchema } from './fixture.ts';

const active = (value: boolean) => [{ op: 'replace', path: 'active', value }];

/** People in every state that a database can remember. */
async function work(world: World): Promise<Pick<Fixture, 'tokens' | 'people'>> {
  const okta = await world.createClient('okta');
  const token = await world.createToken('ops', 'admin');
  const admin = new AdminApi(`http://127.0.0.1:${world.port}/admin/v1`, token);
  await world.startBridge();
  const agents = await world.genesys.users('active', 25);
  const [left, removed, returned] = agents.slice(0, 3).map(({ id }) => String(id));
  if (left === undefined || removed === undefined || returned === undefined)
    throw new Error('too few people');
  const reach = (id: string, status: string) =>
    eventually(
      async () => ((await admin.latestStatus(id)) === status ? true : undefined),
      `${id} ${status}`,
      60_000,
    );
  const created = await okta.send('POST', '/Users', {
    schemas: [USER],
    userName: 'kept@example.com',
    externalId: 'okta-kept',
    displayName: 'Kept Person',
    name: { givenName: 'Kept', familyName: 'Person' },
    nickName: 'Keeper',
    active: true,
  });
  const open = String(created.body.id);
  await okta.patch(open, [{ op: 'replace', path: 'displayName', value: 'Kept Renamed' }]);
  await okta.send('POST', '/Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: 'Kept Group',
    externalId: 'okta-group',
    members: [{ value: open }],
  });
  await okta.patch(left, active(false));
  await okta.patch(returned, active(false));
  await Promise.all([reach(left, 'complete'), reach(returned, 'complete')]);
  await okta.patch(returned, active(true));
  await reach(returned, 'restored');
  await okta.send('DELETE', `/Users/${removed}`);
  await world.genesys.fault({ method: 'PATCH', path: '/api/v2/users/*/presences/*', status: 503 });
  await okta.patch(open, active(false));
  await world.endBridge();
  return { tokens: { scim: okta.token, admin: token }, people: { left, removed, returned, open } };
}

/** Rows of each table of the bridge. */
async function countRows(databaseUrl: string): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'bridge' and tablename not like 'kysely%' order by 1",
    );
    const counts: [string, number][] = [];
    for (const { name } of rows) {
      const counted = await client.query<{ count: string }>(`select count(*) from bridge.${name}`);
      counts.push([name, Number(counted.rows[0]?.count ?? 0)]);
    }
    return Object.fromEntries(counts);
  } finally {
    await client.end();
  }
}

/** Statements only: what psql alone understands, and settings that other versions of PostgreSQL do not know, are left out. */
function dump(databaseUrl: string): string {
  const options = ['--no-owner', '--no-privileges', '--inserts', '--rows-per-insert=50', '--no-comments'];
  const schemas = ['--schema=bridge', '--schema=pgboss'];
  const text = execFileSync('pg_dump', [...options, ...schemas, databaseUrl], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const lines = text.split('\n').filter((line) => !/^(--|\\|SET transaction_timeout)/.test(line));
  return `${lines
    .join('\n')
    .replaceAll(/\n{2,}/g, '\n')
    .trim()}\n`;
}

const [name] = process.argv.slice(2);
if (name === undefined || !/^[\w.-]+$/.test(name)) throw new Error('name the fixture, for example 1.2.0');
if (process.env.TEST_DATABASE_URL === undefined)
  throw new Error('TEST_DATABASE_URL names no PostgreSQL server');
const world = await World.start({ engine: 'postgres', env: { BRIDGE_ENCRYPTION_KEY: ENCRYPTION_KEY } });
try {
  const known = await work(world);
  const { DATABASE_URL: databaseUrl = '' } = world.environment;
  const { stdout } = await runCommand(['audit', 'verify', '--json'], world.environment);
  const { entries, head } = JSON.parse(stdout);
  const fixture = fixtureSchema.parse({
    ...known,
    audit: { entries, head },
    rows: await countRows(databaseUrl),
  });
  const file = fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
  writeFileSync(`${file}.sql`, dump(databaseUrl));
  writeFileSync(`${file}.json`, `${JSON.stringify(fixture, null, 2)}\n`);
} finally {
  await world.end();
}
