import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createGenesys, type Genesys } from '../../src/genesys/client.ts';
import { type ErasureOrder, Erasures } from '../../src/records/erasure/erasures.ts';
import { listAudit } from '../../src/store/audit.ts';
import { verifyAudit } from '../../src/store/audit-verification.ts';
import { findKeptUsers, listExternalIds } from '../../src/store/kept-users.ts';
import type { Store } from '../../src/store/open.ts';
import { type Bridge, Environment } from '../offboarding/bridge-in-process.ts';
import { engines, type TestDatabase } from '../store/engines.ts';
import { silent } from '../store/silent.ts';

const BY = { actor: 'officer', requestId: 'r-1' };

/** On PostgreSQL where there is one: the statements are the same, the locks are real ones. */
const engine = engines.at(-1) ?? expect.fail('no engine');

let database: TestDatabase;
let environment: Environment;
let bridge: Bridge;
let genesys: Genesys;
let store: Store;
let erasures: Erasures;
let id: string;

function open(policy: { legalHold?: string[]; legalHoldFile?: string } = {}): Erasures {
  return new Erasures({ store, genesys, policy: { legalHold: [], ...policy }, log: silent });
}

function order(kind: 'delete' | 'update', more: Partial<ErasureOrder> = {}): ErasureOrder {
  return { userId: id, kind, confirm: id, ...more };
}

async function actions(): Promise<string[]> {
  return (await listAudit(store.db, { subject: id, limit: 100 })).map(({ action }) => action);
}

beforeAll(async () => {
  database = await engine.create();
  environment = await Environment.open({ openStore: () => database.open() });
  ({ store } = environment);
  bridge = await environment.startBridge({ emailDomain: 'example.com' });
  genesys = createGenesys({ gateway: environment.genesys.url, clientId: 'bridge', clientSecret: 'secret' });
});

beforeEach(async () => {
  erasures = open();
  const created = await bridge.create({
    schemas: [],
    userName: `jane-${randomUUID()}@example.com`,
    externalId: randomUUID(),
    displayName: 'Jane Doe',
  });
  ({ id } = created);
  await environment.genesys.behave({ gdprRequestMs: 0 });
  await bridge.deactivate(id);
  await bridge.reached(id, 'complete');
});

afterAll(async () => {
  await bridge.stop();
  await genesys.close();
  await environment.close();
  await database.remove();
});

it('deletes somebody in Genesys and forgets the names here, and the trail stays intact', async () => {
  const erasure = await erasures.order(order('delete'), BY);
  expect(erasure).toMatchObject({ state: 'complete', genesysStatus: 'COMPLETED', actor: 'officer' });
  expect((await environment.genesys.send('GET', `/api/v2/users/${id}`)).status).toBe(404);
  expect((await findKeptUsers(store.db, [id])).size).toBe(0);
  expect(await listExternalIds(store.db, id)).toEqual([]);
  expect((await bridge.journeys(id))[0]?.snapshot).toBeUndefined();
  const trail = await listAudit(store.db, { subject: id, limit: 100 });
  expect(JSON.stringify(trail)).not.toMatch(/jane|doe/i);
  expect(trail.map(({ action }) => action).slice(0, 4)).toEqual([
    'erasure.completed',
    'personal.erased',
    'erasure.sent',
    'erasure.requested',
  ]);
  expect(trail[2]?.correlationId).toMatch(/^[0-9a-f-]{36}$/);
  expect((await verifyAudit(store.db)).intact).toBe(true);
});

it('is unknown to SCIM afterwards, and the name is free for somebody new', async () => {
  const { email } = await environment.genesys.user(id);
  await erasures.order(order('delete'), BY);
  await expect(bridge.get(id)).rejects.toMatchObject({ status: 404 });
  await expect(bridge.reactivate(id)).rejects.toMatchObject({ status: 404 });
  const created = await bridge.create({ schemas: [], userName: email, displayName: 'Jane Doe' });
  expect(created.id).toMatch(/^[0-9a-f-]{36}$/);
  expect(created.id).not.toBe(id);
});

it('is not done twice, and says so when it is asked for again', async () => {
  const first = await erasures.order(order('delete'), BY);
  expect(await erasures.order(order('delete'), BY)).toEqual(first);
  expect(first.state).toBe('complete');
  await expect(erasures.order(order('update'), BY)).rejects.toMatchObject({ code: 'records.erased' });
});

it('replaces name and address by an update, and leaves the account', async () => {
  const erasure = await erasures.order(order('update', { replacement: { name: 'Former employee' } }), BY);
  expect(erasure).toMatchObject({ state: 'complete', terms: [] });
  const user = await environment.genesys.user(id);
  expect(user).toMatchObject({ name: 'Former employee', state: 'inactive' });
  expect(user.email).toBe(`former-user-${id}@example.invalid`);
  expect((await findKeptUsers(store.db, [id])).size).toBe(0);
});

it('wants the id of the person as confirmation', async () => {
  for (const confirm of ['', 'yes', randomUUID()]) {
    await expect(erasures.order(order('delete', { confirm }), BY)).rejects.toMatchObject({
      code: 'records.unconfirmed',
    });
  }
  expect((await erasures.preview(id)).erasures).toEqual([]);
});

it('refuses whoever has not left', async () => {
  await bridge.reactivate(id);
  await expect(erasures.order(order('delete'), BY)).rejects.toMatchObject({ code: 'records.not-offboarded' });
  expect((await erasures.preview(id)).refusal).toContain('offboarding is complete');
});

it('respects a legal hold by id, by address and by file, and a list that it cannot read', async () => {
  const { email } = await environment.genesys.user(id);
  const folder = mkdtempSync(join(tmpdir(), 'hold-'));
  const legalHoldFile = join(folder, 'hold.txt');
  writeFileSync(legalHoldFile, `# case 7\n\n${String(email).toUpperCase()}  # until 2030\n`);
  for (const policy of [{ legalHold: [id.toUpperCase()] }, { legalHold: [email] }, { legalHoldFile }]) {
    await expect(open(policy).order(order('delete'), BY)).rejects.toMatchObject({
      code: 'records.legal-hold',
    });
  }
  rmSync(folder, { recursive: true });
  await expect(open({ legalHoldFile }).order(order('delete'), BY)).rejects.toMatchObject({
    code: 'records.legal-hold-unreadable',
  });
  expect((await environment.genesys.user(id)).state).toBe('inactive');
});

it('lets nobody back who is being deleted, and says why', async () => {
  await environment.genesys.behave({ gdprRequestMs: 60_000 });
  expect(await erasures.order(order('delete'), BY)).toMatchObject({ state: 'running' });
  await expect(bridge.reactivate(id)).rejects.toMatchObject({ code: 'offboarding.erased', status: 409 });
  const { email } = await environment.genesys.user(id);
  await expect(
    bridge.create({ schemas: [], userName: email, displayName: 'Jane Doe' }),
  ).rejects.toMatchObject({ code: 'offboarding.erased', status: 409 });
});

it('finds the request that Genesys took when its answer was lost', async () => {
  await environment.genesys.behave({ gdprRequestMs: 60_000 });
  await environment.genesys.fault({ method: 'POST', path: '/api/v2/gdpr/requests', drop: 'after', times: 1 });
  expect(await erasures.order(order('delete'), BY)).toMatchObject({ state: 'sending' });
  await expect(bridge.reactivate(id)).rejects.toMatchObject({ code: 'offboarding.erased' });
  await erasures.followAll(id);
  const [erasure] = (await erasures.preview(id)).erasures;
  expect(erasure).toMatchObject({ state: 'running', error: undefined });
  const { entities } = (await environment.genesys.send('GET', '/api/v2/gdpr/requests')).body;
  expect(entities.filter((each: { subject: { userId: string } }) => each.subject.userId === id)).toHaveLength(
    1,
  );
});

it('ends as failed when Genesys reports an error, with everything as it was', async () => {
  const request = { id: randomUUID(), status: 'ERROR', requestType: 'GDPR_DELETE', subject: { userId: id } };
  const path = '/api/v2/gdpr/requests/*';
  await environment.genesys.behave({ gdprRequestMs: 60_000 });
  await environment.genesys.fault({ method: 'GET', path, status: 200, body: request, times: 1 });
  expect(await erasures.order(order('delete'), BY)).toMatchObject({
    state: 'failed',
    genesysStatus: 'ERROR',
  });
  expect((await findKeptUsers(store.db, [id])).size).toBe(1);
  expect(await actions()).not.toContain('personal.erased');
});

it('ends as failed when Genesys refuses or gives up, and can be asked for anew', async () => {
  await environment.genesys.fault({
    method: 'POST',
    path: '/api/v2/gdpr/requests',
    status: 403,
    code: 'missing.permissions',
    body: {
      status: 403,
      code: 'missing.permissions',
      message: 'You are missing the following permission(s): gdpr:request:add',
    },
    times: 1,
  });
  const failed = await erasures.order(order('delete'), BY);
  expect(failed).toMatchObject({ state: 'failed' });
  expect(failed.error).toContain('gdpr:request:add');
  expect(await actions()).toContain('erasure.failed');
  await bridge.reactivate(id);
  await bridge.deactivate(id);
  await bridge.reached(id, 'complete');
  expect(await erasures.order(order('delete'), BY)).toMatchObject({ state: 'complete' });
});
