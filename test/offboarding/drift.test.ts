/** People who left and to whom somebody gives something back in Genesys Cloud. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../src/store/audit.ts';
import { purgeSnapshots } from '../../src/store/departed.ts';
import { type Bridge, Environment } from './bridge-in-process.ts';

let environment: Environment;
let bridge: Bridge | undefined;
const free: string[] = [];

async function start(action: 'report' | 'repair', release?: 'all'): Promise<Bridge> {
  const deactivate = release === undefined ? {} : { deactivate: { release } };
  bridge = await environment.startBridge({ policy: { drift: { every: 'never', action }, ...deactivate } });
  return bridge;
}

async function leaver(running: Bridge): Promise<string> {
  const id = free.pop();
  if (id === undefined) throw new Error('no person is left');
  await running.deactivate(id);
  await running.reached(id, 'complete');
  return id;
}

async function letIn(id: string): Promise<void> {
  const { version } = await environment.genesys.user(id);
  await environment.genesys.send('PATCH', `/api/v2/users/${id}`, { state: 'active', version });
}

async function backIntoQueue(id: string): Promise<void> {
  const [journey] = (await bridge?.journeys(id)) ?? [];
  const [queue] = Object(journey?.snapshot).queues;
  await environment.genesys.send('POST', `/api/v2/routing/queues/${queue.id}/members`, [{ id }]);
}

async function send(method: string, path: string, body?: unknown) {
  return (await environment.genesys.send(method, `/api/v2${path}`, body)).body;
}

/** One that the person was never in, and that no group fills. */
async function intoNewQueue(id: string): Promise<string> {
  const { entities } = await send('GET', '/routing/queues?pageSize=100');
  const [journey] = (await bridge?.journeys(id)) ?? [];
  const before = new Set(Object(journey?.snapshot).queues.map((queue: { id: string }) => queue.id));
  const isNew = (queue: { id: string; memberGroups?: unknown[] }) =>
    !before.has(queue.id) && (queue.memberGroups ?? []).length === 0;
  const { id: queueId, name } = entities.find(isNew);
  await send('POST', `/routing/queues/${queueId}/members`, [{ id }]);
  return name;
}

/** One that the person never had. */
async function grantNewRole(id: string): Promise<string> {
  const [journey] = (await bridge?.journeys(id)) ?? [];
  const before = new Set(Object(journey?.snapshot).roles.map((grant: { roleId: string }) => grant.roleId));
  const { entities } = await send('GET', '/authorization/roles?pageSize=100');
  const { id: roleId, name } = entities.find((role: { id: string }) => !before.has(role.id));
  const { id: divisionId } = await send('GET', '/authorization/divisions/home');
  await send('POST', `/authorization/subjects/${id}/bulkadd`, { grants: [{ roleId, divisionId }] });
  return `${name} in Home`;
}

async function findingsOf(id: string): Promise<unknown[]> {
  const entries = await listAudit(environment.store.db, { subject: id, limit: 100 });
  return entries
    .filter(({ action }) => action.startsWith('drift.'))
    .map(({ action, detail }) => [action, detail.found]);
}

beforeAll(async () => {
  environment = await Environment.open();
  free.push(...(await environment.people(20)));
});

afterEach(async () => {
  await bridge?.stop();
  bridge = undefined;
});

afterAll(() => environment.close());

describe('the drift check', () => {
  it('reports who was let in or is back in a queue, and leaves it at that', async () => {
    const running = await start('report');
    const [still, active, queued] = [await leaver(running), await leaver(running), await leaver(running)];
    expect(await running.checkDrift()).toBe(0);
    await letIn(active);
    await backIntoQueue(queued);
    expect(await running.checkDrift()).toBe(2);
    expect(await findingsOf(still)).toEqual([]);
    expect(await findingsOf(active)).toEqual([['drift.found', { state: ['active'] }]]);
    expect(await findingsOf(queued)).toEqual([['drift.found', { queues: [expect.any(String)] }]]);
    expect(await environment.genesys.user(active)).toMatchObject({ state: 'active' });
    expect((await running.journeys(queued))[0]?.status).toBe('complete');
  });

  it('repairs it where policy says so: the same journey does its steps again', async () => {
    const { genesys } = environment;
    const running = await start('repair');
    const id = await leaver(running);
    await letIn(id);
    await backIntoQueue(id);
    expect(await running.checkDrift()).toBeGreaterThanOrEqual(1);
    await running.reached(id, 'complete');
    expect(await genesys.inside(id)).toMatchObject({ state: 'inactive', tokens: 0 });
    expect((await genesys.queues(id)).filter((queue) => queue.memberGroups.length === 0)).toEqual([]);
    expect(await running.journeys(id)).toHaveLength(1);
    const { state, tokens, presence } = await running.steps(id);
    expect([state?.attempts, tokens?.attempts, presence?.attempts]).toEqual([2, 2, 1]);
  });
});

describe('what a leaver has for the first time', () => {
  it('is found and taken away where policy releases it, also once the snapshot is forgotten', async () => {
    const { genesys } = environment;
    const running = await start('repair', 'all');
    const id = await leaver(running);
    const [queue, role] = [await intoNewQueue(id), await grantNewRole(id)];
    await purgeSnapshots(environment.store.db, new Date(Date.now() + 1_000));
    expect(await running.checkDrift()).toBeGreaterThan(0);
    expect(await findingsOf(id)).toEqual([['drift.repaired', { queues: [queue], roles: [role] }]]);
    await running.reached(id, 'complete');
    expect(await genesys.directRoles(id)).toEqual([]);
    expect((await genesys.queues(id)).map(({ name }) => name)).not.toContain(queue);
  });

  it('is reported where policy leaves roles, which no step takes away, and not what was left', async () => {
    const { genesys } = environment;
    const running = await start('repair');
    await genesys.behave({ rolesRemovedOnInactive: false });
    const id = await leaver(running);
    await genesys.behave({ rolesRemovedOnInactive: true });
    const before = await genesys.directRoles(id);
    expect(before).not.toEqual([]);
    await running.checkDrift();
    expect(await findingsOf(id)).toEqual([]);
    const role = await grantNewRole(id);
    await running.checkDrift();
    expect(await findingsOf(id)).toEqual([['drift.found', { roles: [role] }]]);
    expect(await genesys.directRoles(id)).toHaveLength(before.length + 1);
    expect((await running.journeys(id))[0]?.status).toBe('complete');
    await genesys.behave({ rolesRemovedOnInactive: false });
    await letIn(id);
    await running.checkDrift();
    await running.reached(id, 'complete');
    await genesys.behave({ rolesRemovedOnInactive: true });
    await running.checkDrift();
    const found = ['drift.found', { roles: [role] }];
    expect(await findingsOf(id)).toEqual([found, found, ['drift.repaired', { state: ['active'] }], found]);
    expect(await genesys.user(id)).toMatchObject({ state: 'inactive' });
  });

  it('is not excused by what was there once: a role that went and came back is found', async () => {
    const { genesys } = environment;
    const running = await start('report');
    await genesys.behave({ rolesRemovedOnInactive: false });
    const id = await leaver(running);
    await genesys.behave({ rolesRemovedOnInactive: true });
    const { grants } = await send('GET', `/authorization/subjects/${id}`);
    const held: { roleId: string; divisionId: string }[] = grants.map(
      (grant: { role: { id: string }; division: { id: string } }) => ({
        roleId: grant.role.id,
        divisionId: grant.division.id,
      }),
    );
    await send('POST', `/authorization/subjects/${id}/bulkremove`, { grants: held });
    await running.checkDrift();
    await send('POST', `/authorization/subjects/${id}/bulkadd`, { grants: held });
    await running.checkDrift();
    expect(await findingsOf(id)).toEqual([['drift.found', { roles: expect.any(Array) }]]);
  });
});

describe('somebody deleted in Genesys Cloud since', () => {
  it('is reported once and left as they are', async () => {
    const running = await start('repair');
    const id = await leaver(running);
    await environment.genesys.send('DELETE', `/api/v2/users/${id}`);
    await running.checkDrift();
    await running.checkDrift();
    expect(await findingsOf(id)).toEqual([['drift.found', { state: ['deleted'] }]]);
    expect((await running.journeys(id))[0]?.status).toBe('complete');
  });
});

describe('purgeSnapshots', () => {
  it('forgets snapshots of finished journeys that are old enough', async () => {
    const running = await start('report');
    const id = await leaver(running);
    const [journey] = await running.journeys(id);
    const at = journey?.requestedAt ?? new Date();
    await purgeSnapshots(environment.store.db, at);
    expect((await running.journeys(id))[0]?.snapshot).toBeDefined();
    expect(await purgeSnapshots(environment.store.db, new Date(at.getTime() + 1))).toBeGreaterThan(0);
    expect((await running.journeys(id))[0]?.snapshot).toBeUndefined();
  });
});
