/** What nobody could confirm of Genesys, in the moments that matter; every-switch.test.ts tells the whole story. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Bridge, Environment } from './bridge-in-process.ts';

/** Goes to the queues at once, whatever the person is in the middle of. */
const IGNORING = { conversations: 'ignore' } as const;

let environment: Environment;
let bridge: Bridge;
let defaults: Record<string, boolean | number>;
const free: string[] = [];

function nextPerson(): string {
  const id = free.pop();
  if (id === undefined) throw new Error('no person is left');
  return id;
}

beforeAll(async () => {
  environment = await Environment.open();
  const hurried = { offboarding: { deactivate: IGNORING, delete: IGNORING } };
  bridge = await environment.startBridge({ policy: { clients: { hurried } } });
  free.push(...(await environment.people(60)));
  const { body } = await environment.genesys.send('GET', '/simulator/behaviour');
  defaults = Object.fromEntries(
    Object.entries<{ default: boolean | number }>(body).map(([name, { default: value }]) => [name, value]),
  );
});

afterEach(async () => {
  await environment.genesys.behave(defaults);
  await environment.genesys.clearFaults();
});

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

describe('version conflicts on the state', () => {
  it.each([true, false])('are read again when they come as 400: %s', async (versionConflictAs400) => {
    const { genesys } = environment;
    const id = nextPerson();
    await genesys.behave({ versionConflictAs400 });
    const message = 'The version of the user does not match the current version.';
    const [status, code] = versionConflictAs400 ? [400, 'bad.request'] : [409, 'general.conflict'];
    await genesys.fault({
      method: 'PUT',
      path: '/api/v2/users/*/state',
      status,
      times: 2,
      body: { status, code, message },
    });
    await bridge.deactivate(id);
    expect(await genesys.user(id)).toMatchObject({ state: 'inactive' });
  });
});

describe('queueRemovalConflictInWrapUp', () => {
  it('waits for the end of the wrap-up and says so', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    await genesys.behave({ queueRemovalConflictInWrapUp: true });
    await genesys.send('POST', `/simulator/users/${id}/conversation`, { state: 'wrapup' });
    await bridge.deactivate(id, bridge.context(15_000, 'hurried'));
    const waiting = await bridge.stepReached(id, 'queues', 'waiting');
    expect(waiting.waitingFor).toMatch(/^the end of wrap-up in ./);
    expect(waiting.dueAt.getTime()).toBeLessThanOrEqual(Date.now() + 30_000);
    await genesys.send('POST', `/simulator/users/${id}/conversation`, { state: 'none' });
    await bridge.remove(id, bridge.context(15_000, 'hurried'));
    await bridge.reached(id, 'complete');
    expect((await genesys.queues(id)).filter((queue) => queue.memberGroups.length === 0)).toEqual([]);
  });
});

describe.each([true, false])('externalIdFindsInactive and externalIdFindsDeleted %s', (position) => {
  it.each(['inactive', 'deleted'])('bring back by externalId who is %s', async (state) => {
    const { genesys } = environment;
    await genesys.behave({ externalIdFindsInactive: position, externalIdFindsDeleted: position });
    const externalId = `kept-${state}-${position}`;
    const created = await bridge.create({ userName: `${externalId}@example.com`, externalId });
    await bridge.remove(created.id);
    await bridge.reached(created.id, 'complete');
    if (state === 'deleted') await genesys.send('DELETE', `/api/v2/users/${created.id}`);
    const revived = await bridge.create({ userName: `new-${externalId}@example.com`, externalId });
    expect(revived).toMatchObject({ id: created.id, attributes: { externalId, active: true } });
  });
});

describe('searchLagMs', () => {
  it('does not hide who was created a moment ago', async () => {
    const { genesys } = environment;
    await genesys.behave({ searchLagMs: 60_000 });
    const userName = 'just.created@example.com';
    const created = await bridge.create({ userName, externalId: 'just-created' });
    const filters = [
      'userName eq "JUST.created@example.com"',
      'externalId eq "just-created"',
      `emails.value eq "${userName}"`,
    ];
    for (const filter of filters) {
      const page = await bridge.search(filter);
      expect(page.resources.map(({ id }) => id)).toEqual([created.id]);
    }
  });
});

describe('groupLagMs', () => {
  it('keeps nobody from being locked out and released', async () => {
    const { genesys } = environment;
    await genesys.behave({ groupLagMs: 60_000 });
    const id = nextPerson();
    await bridge.deactivate(id);
    await bridge.reached(id, 'complete');
    expect(await genesys.user(id)).toMatchObject({ state: 'inactive' });
  });
});
