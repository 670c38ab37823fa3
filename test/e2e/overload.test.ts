/** In a world of its own: what the governor has learnt from earlier troubles would end the waiting too soon. */

import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from './harness/processes.ts';
import type { ScimApi } from './harness/scim-api.ts';
import { World } from './harness/world.ts';

const LEAVE = [{ op: 'replace', path: 'active', value: false }];
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

let world: World;
let scim: ScimApi;

beforeAll(async () => {
  world = await World.start();
  scim = await world.createClient('okta');
  await world.startBridge();
});

afterAll(() => world.end());

it('refuses reads at once while many wait for a slow Genesys, but no lock-out', async () => {
  const [person] = await world.genesys.users('active');
  if (person === undefined) throw new Error('there is nobody');
  const { id } = person;
  await world.genesys.fault({ method: 'POST', path: '/api/v2/users/search', delayMs: 3_000 });
  const reads = Array.from({ length: 45 }, (_, n) => scim.find(`userName eq "nobody${n}@example.com"`));
  const refused = await eventually(async () => {
    const waited = new Promise<undefined>((resolve) => setTimeout(resolve, 1_000, undefined));
    const answer = await Promise.race([scim.get(`/Users/${id}`), waited]);
    return answer?.status === 503 && String(answer.body.detail).includes('is busy') ? answer : undefined;
  }, 'a read to be refused');
  expect(refused.headers.get('retry-after')).toBe('10');
  expect(refused.body.schemas).toEqual([ERROR]);
  expect((await scim.patch(id, LEAVE)).status).toBe(200);
  const root = `http://127.0.0.1:${world.port}`;
  expect((await fetch(`${root}/readyz`)).status).toBe(200);
  expect(await (await fetch(`${root}/metrics`)).text()).toMatch(/refused_total\{kind="other"\} [1-9]/);
  // The last of them may not be answered in time.
  const statuses = (await Promise.all(reads)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(10);
  await world.genesys.clearFaults();
  expect((await scim.get(`/Users/${id}`)).status).toBe(200);
});
