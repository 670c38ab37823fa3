/** What the policy file says of single clients, through the real executable. */

import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder, removeFolder } from './harness/processes.ts';
import { type ScimApi, USER } from './harness/scim-api.ts';
import { World } from './harness/world.ts';

describe('clients limited by the policy', () => {
  let folder: string;
  let world: World;
  let partner: ScimApi;
  let reports: ScimApi;
  let okta: ScimApi;

  beforeAll(async () => {
    folder = await makeFolder();
    const policy = 'clients: { partner: { scope: own }, reports: { readOnly: true } }';
    await writeFile(`${folder}/policy.yaml`, policy);
    world = await World.start({ env: { BRIDGE_CONFIG: `${folder}/policy.yaml` } });
    partner = await world.createClient('partner');
    reports = await world.createClient('reports');
    okta = await world.createClient('okta');
    await world.startBridge();
  });

  afterAll(async () => {
    await world.end();
    await removeFolder(folder);
  });

  it('see and change their own people only', async () => {
    const body = { schemas: [USER], userName: 'own@example.com', displayName: 'Own Person' };
    const created = await partner.send('POST', '/Users', body);
    expect(created.status).toBe(201);
    const [other] = await world.genesys.users('active');
    expect((await partner.get('/Users')).body).toMatchObject({
      totalResults: 1,
      Resources: [{ id: created.body.id }],
    });
    expect((await partner.get(`/Users/${other.id}`)).status).toBe(404);
    expect((await partner.patch(other.id, [{ op: 'replace', path: 'active', value: false }])).status).toBe(
      404,
    );
    expect((await partner.find(`userName eq "${other.email}"`)).body.totalResults).toBe(0);
    const taken = await partner.send('POST', '/Users', { schemas: [USER], userName: other.email });
    expect(taken).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
    expect(taken.body.detail).toContain(other.id);
    expect((await okta.get(`/Users/${other.id}`)).status).toBe(200);
  });

  it('read, and are told why they may not write', async () => {
    const [other] = await world.genesys.users('active');
    expect((await reports.get(`/Users/${other.id}`)).status).toBe(200);
    const refused = await reports.patch(other.id, [{ op: 'replace', path: 'active', value: false }]);
    expect(refused).toMatchObject({ status: 403, body: { detail: expect.stringContaining('readOnly') } });
    expect(await world.genesys.user(other.id)).toMatchObject({ state: 'active' });
  });
});
