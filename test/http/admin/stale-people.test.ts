/** Who is stale, by the simulated Genesys Cloud's last log-ins. */

import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createGenesys, type Genesys } from '../../../src/genesys/client.ts';
import { stalePeople } from '../../../src/http/admin/openapi/answers.ts';
import { createPeopleRouter } from '../../../src/http/admin/people.ts';
import { SnapshotVault } from '../../../src/offboarding/snapshot-vault.ts';
import { type Bridge, Environment } from '../../offboarding/bridge-in-process.ts';

/** When people of the simulated organisation logged in, as far as they did. */
const LOGGED_IN = Date.UTC(2026, 0, 12, 8);
const USERS = 700;
let environment: Environment;
let bridge: Bridge;
let genesys: Genesys;
let app: express.Express;

async function list(before: number, more = '') {
  const ids: string[] = [];
  let pages = 0;
  for (let cursor = ''; ; pages += 1) {
    const query = `lastLoginBefore=${new Date(before).toISOString()}${more}${cursor}`;
    const page = stalePeople.parse((await request(app).get(`/users/stale?${query}`)).body);
    ids.push(...page.people.map(({ id }) => id));
    if (page.next === undefined) return { ids, pages: pages + 1 };
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}

beforeAll(async () => {
  environment = await Environment.open({ users: USERS });
  bridge = await environment.startBridge();
  genesys = createGenesys({ gateway: environment.genesys.url, clientId: 'bridge', clientSecret: 'secret' });
  const { store } = environment;
  const { offboardings } = bridge;
  const vault = new SnapshotVault(undefined);
  app = express().use('/users', createPeopleRouter({ store, genesys, offboardings, vault, dryRun: false }));
});

afterAll(async () => {
  await genesys.close();
  await bridge.stop();
  await environment.close();
});

it('lists active people by their last log-in, over more than a page, and others only when asked for', async () => {
  expect((await list(LOGGED_IN)).ids).toEqual([]);
  const { ids, pages } = await list(LOGGED_IN + 1);
  expect(pages).toBeGreaterThan(1);
  expect(new Set(ids).size).toBe(ids.length);
  const withNever = (await list(LOGGED_IN + 1, '&never=true')).ids;
  expect(withNever.length).toBeGreaterThan(ids.length);
  const never = withNever.filter((id) => !ids.includes(id));
  const anybody = await Promise.all([ids[0], never[0]].map((id) => environment.genesys.inside(id ?? '')));
  expect(anybody.map(({ tokens }) => tokens > 0)).toEqual([true, false]);
});

it('lists nobody who has left or has come back meanwhile', async () => {
  const [gone = '', back = ''] = (await list(LOGGED_IN + 1)).ids;
  await bridge.deactivate(gone);
  const presence = { presenceDefinition: { id: '6a3af858-942f-489d-9700-5f9bcdcdae9b' } };
  expect(
    (await environment.genesys.send('PATCH', `/api/v2/users/${back}/presences/purecloud`, presence)).status,
  ).toBe(200);
  const left = (await list(LOGGED_IN + 1)).ids;
  expect(left).not.toContain(gone);
  expect(left).not.toContain(back);
});
