/** Each released version's database, with data, is brought up to today's code, and a bridge goes on with it. */

import { rmSync } from 'node:fs';
import { sql as statement } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../src/store/audit-verification.ts';
import { openEmbedded } from '../../src/store/embedded/open.ts';
import { readSchemaVersion } from '../../src/store/migrations/run.ts';
import { openStore } from '../../src/store/open.ts';
import { AdminApi } from '../e2e/harness/admin-api.ts';
import { ENGINES } from '../e2e/harness/databases.ts';
import { eventually } from '../e2e/harness/processes.ts';
import { ScimApi } from '../e2e/harness/scim-api.ts';
import { World } from '../e2e/harness/world.ts';
import { silent } from '../store/silent.ts';
import { ENCRYPTION_KEY, FIXTURES, type Fixture, readFixture } from './fixture.ts';

async function restore(sql: string, { environment, folder }: World): Promise<void> {
  if (environment.DATABASE_URL === undefined) {
    rmSync(`${folder}/data`, { recursive: true, force: true });
    const { pool, close } = await openEmbedded({ dataFolder: `${folder}/data`, log: silent });
    await pool.query(sql);
    await close();
    return;
  }
  const client = new pg.Client({ connectionString: environment.DATABASE_URL });
  await client.connect();
  await client.query(sql);
  await client.end();
}

it('there is a database to upgrade from', () => expect(FIXTURES).not.toEqual([]));

describe.each(FIXTURES.flatMap((fixture) => ENGINES.map((engine) => [fixture, engine] as const)))(
  'a database of %s, on %s',
  (name, engine) => {
    let world: World;
    let known: Fixture;
    let scim: ScimApi;

    beforeAll(async () => {
      world = await World.start({ engine, env: { BRIDGE_ENCRYPTION_KEY: ENCRYPTION_KEY } });
      const fixture = readFixture(name);
      known = fixture.known;
      await restore(fixture.sql, world);
      scim = new ScimApi(world.scimUrl, known.tokens.scim);
    }, 120_000);

    afterAll(() => world.end());

    it('is migrated without losing a row, its audit trail intact to the last entry', async () => {
      const { DATABASE_URL: databaseUrl } = world.environment;
      const open = () => openStore({ dataFolder: `${world.folder}/data`, databaseUrl, log: silent });
      // Two new instances at the same moment, where there may be two.
      const [store, second] = await Promise.all([open(), ...(databaseUrl === undefined ? [] : [open()])]);
      await second?.close();
      try {
        expect(await readSchemaVersion(store.db)).toMatchObject({ pending: [], unknown: [] });
        for (const [table, count] of Object.entries(known.rows)) {
          const { rows } = await statement<{ count: string }>`
            select count(*) from ${statement.id('bridge', table)}`.execute(store.db);
          expect([table, Number(rows[0]?.count)]).toEqual([table, count]);
        }
        expect(await verifyAudit(store.db, known.audit.head)).toMatchObject({
          intact: true,
          entries: known.audit.entries,
          head: known.audit.head,
        });
      } finally {
        await store.close();
      }
    });

    it('lets a bridge go on: tokens, memory of people, and new departures', async () => {
      await world.startBridge();
      const admin = new AdminApi(`http://127.0.0.1:${world.port}/admin/v1`, known.tokens.admin);
      expect((await scim.get(`/Users/${known.people.removed}`)).status).toBe(404);
      const latest = async (id: string) => await admin.latestStatus(id);
      expect(await latest(known.people.left)).toBe('complete');
      expect(await latest(known.people.returned)).toBe('restored');
      expect((await admin.get(`/users/${known.people.left}/history`)).status).toBe(200);
      expect((await admin.get('/audit/verification')).body).toMatchObject({ intact: true });

      const gone = new Set(Object.values(known.people));
      const [person] = (await world.genesys.users('active')).filter(({ id }) => !gone.has(id));
      const left = await scim.patch(person.id, [{ op: 'replace', path: 'active', value: false }]);
      expect([left.status, left.body.active]).toEqual([200, false]);
      await eventually(
        async () => ((await scim.progress(person.id)).status === 'complete' ? true : undefined),
        'the end of a departure',
        60_000,
      );
    }, 180_000);
  },
);
