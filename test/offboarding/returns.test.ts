/** A return ends when Genesys shows what was given back. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Behaviour } from '../../src/simulator/behaviour.ts';
import { listAudit } from '../../src/store/audit.ts';
import { type Bridge, Environment, pictureOf } from './bridge-in-process.ts';

const DEFAULTS = Object.fromEntries(
  Object.entries(new Behaviour().describe()).map(([name, { default: value }]) => [name, value]),
);

let environment: Environment;
let bridge: Bridge;
const free: string[] = [];

/** Somebody in a group that can be joined by hand, in a queue, and with a role. */
async function nextPerson(): Promise<string> {
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    const { groups = [] } = await environment.genesys.user(id, '?expand=groups');
    const queues = await environment.genesys.queues(id);
    if (groups.length > 0 && queues.some(({ memberGroups }) => memberGroups.length === 0)) return id;
  }
  throw new Error('no person is left');
}

async function away(): Promise<string> {
  const id = await nextPerson();
  await bridge.deactivate(id);
  await bridge.reached(id, 'complete');
  return id;
}

beforeAll(async () => {
  environment = await Environment.open();
  bridge = await environment.startBridge({ policy: { deactivate: { release: 'all' } } });
  free.push(...(await environment.people(60)));
});

afterEach(async () => {
  await environment.genesys.clearFaults();
  await environment.genesys.behave(DEFAULTS);
});

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

describe('the end of a return', () => {
  it('takes a read of the user, one of the grants and two of the queues', async () => {
    const { genesys } = environment;
    const id = await away();
    await bridge.reactivate(id);
    await bridge.reached(id, 'restored');
    const { verification } = await bridge.steps(id);
    expect(verification).toMatchObject({ attempts: 1, evidence: { state: 'active' } });
    expect(verification?.evidence?.confirmed).toEqual(
      expect.arrayContaining(['roles', 'skills', 'languages', 'team', 'groups', 'queues']),
    );
    const calls = (await genesys.journal(0)).filter(
      (call) => call.client === 'bridge' && JSON.stringify(call).includes(id),
    );
    expect(
      calls
        .slice(-4)
        .map(({ method, path }) => `${method} ${path.replace(id, '{}')}`)
        .sort(),
    ).toEqual(
      ['/authorization/subjects/{}', '/users/{}', '/users/{}/queues', '/users/{}/queues'].map(
        (path) => `GET /api/v2${path}`,
      ),
    );
  });

  it('gives a group again that Genesys accepted and lost', async () => {
    const { genesys } = environment;
    const id = await nextPerson();
    const before = await pictureOf(genesys, id);
    await genesys.behave({ groupMembersKeptOnInactive: false });
    await bridge.deactivate(id);
    await bridge.reached(id, 'complete');
    await genesys.behave({ groupMemberChangesLost: 1 });
    await bridge.reactivate(id);
    const waiting = await bridge.stepReached(id, 'verification', 'waiting');
    expect(waiting.waitingFor).toMatch(/^Genesys Cloud to show what was given back: groups: ./);
    expect((await bridge.journeys(id))[0]?.status).toBe('restoring');
    await bridge.reached(id, 'restored');
    expect(await pictureOf(genesys, id)).toEqual(before);
    const trail = await listAudit(environment.store.db, { subject: id, action: 'steps.reopened', limit: 1 });
    const [journey] = await bridge.journeys(id);
    expect(trail).toMatchObject([{ actor: 'bridge', requestId: journey?.requestId }]);
  });

  it('is joined by a second request for it, and each is told of with its own id', async () => {
    const id = await away();
    const revival = { userId: id, kind: 'revive', clientName: 'idp' } as const;
    const first = await bridge.offboardings.accept({ ...revival, requestId: 'first' });
    const second = await bridge.offboardings.accept({ ...revival, requestId: 'second' });
    expect(second).toEqual({ ...first, joined: true });
    await bridge.reached(id, 'restored');
    const trail = await listAudit(environment.store.db, { subject: id, action: 'revive.*', limit: 5 });
    expect(trail).toMatchObject([
      { action: 'revive.joined', requestId: 'second' },
      { action: 'revive.accepted', requestId: 'first' },
    ]);
  });

  it('is stuck after eight looks, and says what is lost', async () => {
    const { genesys, store } = environment;
    const id = await nextPerson();
    await genesys.behave({ groupMembersKeptOnInactive: false });
    await bridge.deactivate(id);
    await bridge.reached(id, 'complete');
    await genesys.behave({ groupMemberChangesLost: 100 });
    await bridge.reactivate(id);
    const { offboardingId, position } = await bridge.stepReached(id, 'verification', 'waiting');
    await store.db
      .updateTable('offboarding_step')
      .set({ attempts: 8, due_at: new Date() })
      .where('offboarding_id', '=', offboardingId)
      .where('position', '=', position)
      .execute();
    const { error } = await bridge.stepReached(id, 'verification', 'stuck');
    expect(error).toMatch(/^Genesys Cloud does not show what was given back \(groups: ./);
    expect((await bridge.journeys(id))[0]?.status).toBe('stuck');
    expect(await genesys.user(id)).toMatchObject({ state: 'active' });
  });

  it('waits for what Genesys does later without giving it twice', async () => {
    const { genesys } = environment;
    const id = await away();
    await genesys.behave({ grantLagMs: 1_500 });
    await bridge.reactivate(id);
    await bridge.stepReached(id, 'verification', 'waiting');
    await bridge.reached(id, 'restored');
    const { roles, verification } = await bridge.steps(id);
    expect([roles?.attempts, verification?.attempts]).toEqual([1, 2]);
  });

  it('gives back roles that Genesys still shows as if they had never gone', async () => {
    const { genesys } = environment;
    const id = await nextPerson();
    const before = await pictureOf(genesys, id);
    // Both requests come before Genesys shows what the first has done.
    await genesys.behave({ grantLagMs: 5_000 });
    await bridge.deactivate(id);
    await bridge.reactivate(id);
    await bridge.reached(id, 'restored');
    await genesys.behave({ grantLagMs: 0 });
    expect(await pictureOf(genesys, id)).toEqual(before);
  });

  it('gives the default roles that Genesys still shows to whoever is created again', async () => {
    const { genesys } = environment;
    const id = await nextPerson();
    await genesys.behave({ grantLagMs: 5_000 });
    await bridge.deactivate(id);
    await bridge.offboardings.accept({ userId: id, kind: 'revive', clientName: 'idp', requestId: 'again' });
    await bridge.reached(id, 'restored');
    await genesys.behave({ grantLagMs: 0 });
    expect(await genesys.directRoles(id)).toEqual([expect.stringMatching(/^employee@/)]);
  });

  it('does not give again what somebody takes away afterwards', async () => {
    const { genesys } = environment;
    const id = await away();
    await genesys.behave({ grantLagMs: 1_500 });
    await bridge.reactivate(id);
    await bridge.stepReached(id, 'verification', 'waiting');
    await genesys.send('PUT', `/api/v2/users/${id}/routingskills/bulk`, []);
    await bridge.reached(id, 'restored');
    expect((await genesys.user(id, '?expand=skills')).skills).toEqual([]);
  });

  it('does not miss a group that no longer exists', async () => {
    const { genesys } = environment;
    const id = await nextPerson();
    const group = { name: 'Until Friday', type: 'official', visibility: 'public', rulesVisible: true };
    const { body } = await genesys.send('POST', '/api/v2/groups', group);
    const members = { memberIds: [id], version: body.version };
    await genesys.send('POST', `/api/v2/groups/${body.id}/members`, members);
    await bridge.deactivate(id);
    await bridge.reached(id, 'complete');
    await genesys.send('DELETE', `/api/v2/groups/${body.id}`);
    await bridge.reactivate(id);
    await bridge.reached(id, 'restored');
    const { groups, verification } = await bridge.steps(id);
    expect(groups?.evidence).toMatchObject({ missing: [{ id: body.id }] });
    expect(verification?.attempts).toBe(1);
  });
});
