/** From Genesys Cloud's own SCIM to the bridge: docs/moving.md, step by step, without new ids. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScimApi, USER } from './harness/scim-api.ts';
import { World } from './harness/world.ts';

const NATIVE = '/api/v2/scim/v2/users';
const NATIVE_AUTHORITY = 'x-pc:scimv2:v1';

describe("an identity provider that moves from Genesys Cloud's own SCIM", () => {
  let world: World;
  let okta: ScimApi;

  beforeAll(async () => {
    world = await World.start();
    okta = await world.createClient('okta');
  });

  afterAll(() => world.end());

  async function provisionNatively(name: string): Promise<string> {
    const created = await world.genesys.send('POST', NATIVE, {
      userName: `${name}@example.com`,
      displayName: name,
      externalId: `okta-${name}`,
    });
    expect(created.status).toBe(201);
    return created.body.id;
  }

  it('finds the people under the ids that it knows, and writes them without a second external id', async () => {
    const id = await provisionNatively('stays');
    await world.startBridge();
    expect(await okta.get(`/Users/${id}`)).toMatchObject({
      status: 200,
      body: { id, userName: 'stays@example.com' },
    });
    expect((await okta.find('userName eq "stays@example.com"')).body.Resources).toMatchObject([{ id }]);
    const before = await world.genesys.externalIds(id);
    const updated = await okta.put(id, {
      schemas: [USER],
      userName: 'stays@example.com',
      displayName: 'stays',
      externalId: 'okta-stays',
      title: 'Agent',
      active: true,
    });
    expect(updated).toMatchObject({ status: 200, body: { id, externalId: 'okta-stays', title: 'Agent' } });
    expect((await okta.find('externalId eq "okta-stays"')).body.Resources).toMatchObject([{ id }]);
    const after = await world.genesys.externalIds(id);
    expect(after.filter(({ authorityName }) => authorityName.startsWith(NATIVE_AUTHORITY))).toEqual(before);
    expect(after.filter(({ authorityName }) => authorityName === 'okta')).toHaveLength(1);
  });

  it('has leavers offboarded instead of deleted, from the first request on', async () => {
    const id = await provisionNatively('leaves');
    expect((await okta.send('DELETE', `/Users/${id}`)).status).toBe(204);
    expect(await world.genesys.user(id)).toMatchObject({ id, state: 'inactive' });
  });

  it('gets back, with the same id, whom a native DELETE had deleted before', async () => {
    const id = await provisionNatively('returns');
    await world.genesys.send('DELETE', `${NATIVE}/${id}`);
    expect((await okta.find('userName eq "returns@example.com"')).body.totalResults).toBe(0);
    const back = await okta.send('POST', '/Users', {
      schemas: [USER],
      userName: 'returns@example.com',
      displayName: 'returns',
    });
    expect(back).toMatchObject({ status: 201, body: { id, active: true } });
  });
});
