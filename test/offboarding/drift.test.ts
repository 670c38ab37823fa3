/** People who left and to whom somebody gives something back in Genesys Cloud. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../src/store/audit.ts';
import { purgeSnapshots } from '../../src/store/departed.ts';
import { type Bridge, Environment } from './bridge-in-process.ts';

let environment: Environment;
let bridge: Bridge | undefined;
const free: string[] = [];

async function start(action: 'report' | 'repair'): Promise<Bridge> {
  bridge = await environment.startBridge({ policy: { drift: { every: 'never', action } } });
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
