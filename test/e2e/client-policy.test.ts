/** What the policy file says of single clients, through the real executable. */

import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminApi } from './harness/admin-api.ts';
import { eventually, makeFolder, removeFolder } from './harness/processes.ts';
import { type ScimApi, USER } from './harness/scim-api.ts';
import { World } from './harness/world.ts';

describe('clients limited by the policy', () => {
  let folder: string;
  let world: World;
  let partner: ScimApi;
  let reports: ScimApi;
  let okta: ScimApi;
  let distant: ScimApi;
  let admin: AdminApi;

  beforeAll(async () => {
    folder = await makeFolder();
    const policy = `
trustedProxies: [127.0.0.1]
clients:
  partner: { scope: own }
  reports: { readOnly: true }
  distant: { addresses: [203.0.113.0/24] }
  ops: { rate: { perSecond: 0.001, burst: 50 } }
`;
    await writeFile(`${folder}/policy.yaml`, policy);
    world = await World.start({ env: { BRIDGE_CONFIG: `${folder}/policy.yaml` } });
    partner = await world.createClient('partner');
    reports = await world.createClient('reports');
    okta = await world.createClient('okta');
    distant = await world.createClient('distant');
    admin = await world.createAdmin();
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

  it('call from their addresses only, behind a trusted proxy too, and failures are audited', async () => {
    const callFrom = async (address: string) => {
      const headers = { Authorization: `Bearer ${distant.token}`, 'X-Forwarded-For': address };
      return (await fetch(`${world.scimUrl}/Users?count=1`, { headers })).status;
    };
    expect((await distant.get('/Users?count=1')).status).toBe(403);
    expect(await callFrom('203.0.113.9')).toBe(200);
    expect(await callFrom('203.0.113.9, 198.51.100.1')).toBe(403);
    const entries = await eventually(async () => {
      const { body } = await admin.get('/audit?limit=500');
      const failed = body.entries.filter(
        ({ action }: { action: string }) => action === 'authentication.failed',
      );
      return failed.length === 2 ? failed : undefined;
    }, 'the audit of both failures');
    const detail = { reason: 'address-not-allowed', client: 'distant', count: 1 };
    expect(entries).toMatchObject([
      { detail: { ...detail, address: '198.51.100.1' } },
      { detail: { ...detail, address: '127.0.0.1' } },
    ]);
  });

  it('keep to their rate at the admin API as well', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 51; count += 1) statuses.push((await admin.get('/audit?limit=1')).status);
    expect(statuses.at(-1)).toBe(429);
  });
});
