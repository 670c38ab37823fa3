import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Bridge, Environment, failureOf, pictureOf } from './bridge-in-process.ts';

const STATION = { method: 'DELETE', path: '/api/v2/users/*/station/*' };
const LEAVE_QUEUE = { method: 'POST', path: '/api/v2/routing/queues/*/members' };
const PUT_STATE = { method: 'PUT', path: '/api/v2/users/*/state' };

let environment: Environment;
let bridge: Bridge;
const free: string[] = [];

function nextPerson(): string {
  const id = free.pop();
  if (id === undefined) throw new Error('no person is left');
  return id;
}

async function roleNames(id: string): Promise<string[]> {
  return (await environment.genesys.directRoles(id)).map((grant) => grant.split('@')[0] ?? '');
}

async function journeyCount(id: string): Promise<number> {
  return (await bridge.journeys(id)).length;
}

beforeAll(async () => {
  environment = await Environment.open();
  bridge = await environment.startBridge();
  for (const id of (await environment.people(60)).slice(20)) {
    if ((await environment.genesys.queues(id)).length > 0) free.push(id);
  }
});

afterEach(() => environment.genesys.clearFaults());

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

describe('a return while the release is under way', () => {
  it.each([
    ['at the station', STATION, 'presence'],
    ['at the queues', LEAVE_QUEUE, 'station'],
  ])('gives back all that was held when it comes %s', async (_where, request, stepBefore) => {
    const { genesys } = environment;
    const id = nextPerson();
    const before = await pictureOf(genesys, id);
    await genesys.fault({ ...request, delayMs: 150 });
    await bridge.deactivate(id);
    await bridge.stepReached(id, stepBefore, 'done');
    await bridge.reactivate(id);
    await bridge.reached(id, 'restored');
    expect(await pictureOf(genesys, id)).toEqual(before);
    expect((await bridge.journeys(id)).map(({ status }) => status)).toEqual(['restored', 'cancelled']);
  });

  it('gives back all that was held however often it goes back and forth', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    const before = await pictureOf(genesys, id);
    for (let round = 0; round < 3; round += 1) {
      await bridge.deactivate(id);
      await bridge.reactivate(id);
    }
    await bridge.reached(id, 'restored');
    expect(await pictureOf(genesys, id)).toEqual(before);
  });
});

describe('who is let in by somebody else while the snapshot is taken', () => {
  it('is locked out, although the snapshot shows nothing to lock out', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    const setState = async (state: string) => {
      const { version } = await genesys.user(id);
      await genesys.send('PATCH', `/api/v2/users/${id}`, { state, version });
    };
    await setState('inactive');
    await genesys.fault({ method: 'GET', path: '/api/v2/users/*/queues', delayMs: 500 });
    const since = await genesys.lastSeq();
    const intent = { userId: id, kind: 'deactivate', clientName: 'idp', requestId: 'late' } as const;
    await bridge.offboardings.accept(intent);
    await expect
      .poll(async () => (await genesys.journal(since)).map(({ path }) => path), { interval: 20 })
      .toContain(`/api/v2/users/${id}`);
    await setState('active');
    const state = await bridge.stepReached(id, 'state', 'done');
    expect(state.evidence).toMatchObject({ before: 'active', state: 'inactive' });
    expect((await genesys.user(id)).state).toBe('inactive');
  });
});

describe('who leaves again before the return was finished', () => {
  it.each(['deactivate', 'delete'])('gets all back in the end after a %s', async (kind) => {
    const { genesys } = environment;
    const id = nextPerson();
    const before = await pictureOf(genesys, id);
    await bridge.deactivate(id);
    await bridge.reached(id, 'complete');
    await genesys.fault({ method: 'POST', path: '/api/v2/authorization/subjects/*/bulkadd', delayMs: 300 });
    await bridge.reactivate(id);
    await bridge.deactivate(id);
    if (kind === 'delete') await bridge.remove(id);
    await genesys.clearFaults();
    await bridge.reached(id, 'complete');
    const [latest] = await bridge.journeys(id);
    expect(latest?.snapshot).toMatchObject({ roles: expect.any(Array) });
    if (kind === 'delete') return expect(latest?.snapshot?.roles).toHaveLength(4);
    await bridge.reactivate(id);
    await bridge.reached(id, 'restored');
    expect(await pictureOf(genesys, id)).toEqual(before);
  });

  it('loses nothing of an unfinished return through a journey that never took its snapshot', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    const roles = await genesys.directRoles(id);
    await bridge.deactivate(id);
    await bridge.reached(id, 'complete');
    await genesys.fault({ method: 'GET', path: '/api/v2/authorization/subjects/*', delayMs: 400 });
    await bridge.reactivate(id);
    const unfinished = { code: 'offboarding.unfinished' };
    expect(await failureOf(bridge.deactivate(id, bridge.context(150)))).toMatchObject(unfinished);
    expect(await failureOf(bridge.remove(id, bridge.context(150)))).toMatchObject(unfinished);
    await genesys.clearFaults();
    const { snapshot, kind } = await bridge.reached(id, 'complete');
    expect(kind).toBe('delete');
    expect(snapshot?.roles).toHaveLength(roles.length);
  });

  it('loses nothing of it through a journey that took its snapshot and was overtaken before it locked out', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    const queues = await genesys.queues(id);
    await bridge.deactivate(id);
    await bridge.reached(id, 'complete');
    await genesys.fault({ method: 'POST', path: '/api/v2/authorization/subjects/*/bulkadd', delayMs: 400 });
    await bridge.reactivate(id);
    await genesys.fault({ method: 'PUT', path: `/api/v2/users/${id}/state`, drop: 'before' });
    await failureOf(bridge.deactivate(id, bridge.context(1_000)));
    const [overtaken] = await bridge.journeys(id);
    expect(overtaken).toMatchObject({ kind: 'deactivate', status: 'lockingOut' });
    expect(overtaken?.snapshot?.queues).toHaveLength(queues.length);
    await failureOf(bridge.remove(id, bridge.context(150)));
    await genesys.clearFaults();
    const { snapshot, kind } = await bridge.reached(id, 'complete');
    expect(kind).toBe('delete');
    expect(snapshot?.queues).toHaveLength(queues.length);
  });

  it('is read afresh after a return that was finished', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    await bridge.deactivate(id);
    await bridge.reactivate(id);
    await bridge.reached(id, 'restored');
    const [held] = await genesys.queues(id);
    if (held === undefined) throw new Error('the person is in no queue');
    await genesys.send('POST', `/api/v2/routing/queues/${held.id}/members?delete=true`, [{ id }]);
    await bridge.deactivate(id);
    await bridge.reached(id, 'complete');
    const [latest] = await bridge.journeys(id);
    const queues = JSON.stringify(latest?.snapshot?.queues);
    expect(queues).not.toContain(held.id);
  });
});

describe('deletion', () => {
  it('hides a person who was deactivated before, and POST brings the same id back', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    const { userName } = (await bridge.get(id)).attributes;
    await bridge.deactivate(id);
    await bridge.remove(id);
    expect(await failureOf(bridge.get(id))).toMatchObject({ status: 404 });
    const revived = await bridge.create({ userName: String(userName), displayName: 'Back Again' });
    expect(revived.id).toBe(id);
    expect(revived.attributes).toMatchObject({ active: true, displayName: 'Back Again' });
    await bridge.reached(id, 'restored');
    expect(await roleNames(id)).toEqual(['employee']);
    expect(await genesys.user(id)).toMatchObject({ state: 'active', name: 'Back Again' });
  });

  it('sends no release that an earlier deactivation did already', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    await bridge.deactivate(id);
    await bridge.reached(id, 'complete');
    const since = await genesys.lastSeq();
    await bridge.remove(id);
    await bridge.reached(id, 'complete');
    const writes = (await genesys.journal(since)).filter(
      ({ client, method, path }) =>
        client === 'bridge' && method !== 'GET' && (path.includes('/station') || path.includes('/queues')),
    );
    expect(writes).toEqual([]);
    const [latest] = await bridge.journeys(id);
    expect(latest?.snapshot?.queues).not.toEqual([]);
  });

  it('takes over a release that is under way', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    await genesys.fault({ ...LEAVE_QUEUE, delayMs: 100 });
    await bridge.deactivate(id);
    await bridge.stepReached(id, 'station', 'done');
    await bridge.remove(id);
    await bridge.reached(id, 'complete');
    expect((await genesys.queues(id)).filter((queue) => queue.memberGroups.length === 0)).toEqual([]);
    expect((await bridge.journeys(id)).map(({ kind }) => kind)).toEqual(['delete', 'deactivate']);
  });

  it('takes a person whom Genesys itself made inactive', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    const { version } = await genesys.user(id);
    await genesys.send('PATCH', `/api/v2/users/${id}`, { state: 'inactive', version });
    await bridge.remove(id);
    await bridge.reached(id, 'complete');
    expect(await failureOf(bridge.get(id))).toMatchObject({ status: 404 });
  });

  it('is one journey when it is asked for twice at once', async () => {
    const id = nextPerson();
    await Promise.all([bridge.remove(id), bridge.remove(id)]);
    expect(await journeyCount(id)).toBe(1);
    expect(await failureOf(bridge.remove(id))).toMatchObject({ status: 404 });
  });

  it('is joined by its repeat after a 503', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    await genesys.fault({ ...PUT_STATE, delayMs: 400, times: 1 });
    expect(await failureOf(bridge.remove(id, bridge.context(150)))).toMatchObject({ status: 503 });
    await bridge.remove(id);
    expect(await genesys.user(id)).toMatchObject({ state: 'inactive' });
    expect(await journeyCount(id)).toBe(1);
  });

  it.each(['station', 'queues'])('ends when the person vanishes before the %s are released', async (step) => {
    const { genesys } = environment;
    const id = nextPerson();
    const request = step === 'station' ? STATION : LEAVE_QUEUE;
    await genesys.fault({ ...request, status: 503 });
    await bridge.remove(id);
    await bridge.stepReached(id, 'presence', 'done');
    await genesys.send('DELETE', `/api/v2/users/${id}`);
    await genesys.clearFaults();
    await bridge.reached(id, 'complete');
    expect((await genesys.user(id, '?state=deleted')).state).toBe('deleted');
  });
});

describe('a repeated deactivation', () => {
  it('joins the journey that a 503 left under way', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    await genesys.fault({ ...PUT_STATE, delayMs: 400, times: 1 });
    expect(await failureOf(bridge.deactivate(id, bridge.context(150)))).toMatchObject({
      code: 'offboarding.unfinished',
      retryAfterSeconds: 5,
    });
    const answer = await bridge.deactivate(id);
    expect(answer.attributes.active).toBe(false);
    expect(await genesys.user(id)).toMatchObject({ state: 'inactive' });
    expect(await journeyCount(id)).toBe(1);
  });

  it('locks out again whoever was let in by Genesys while the release is not finished', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    await genesys.fault({ ...LEAVE_QUEUE, status: 503 });
    await bridge.deactivate(id);
    const { version } = await genesys.user(id);
    await genesys.send('PATCH', `/api/v2/users/${id}`, { state: 'active', version });
    await bridge.deactivate(id);
    expect(await genesys.user(id)).toMatchObject({ state: 'inactive' });
  });
});

describe('a return', () => {
  it('gives a person whom Genesys made inactive the default role', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    const { version } = await genesys.user(id);
    await genesys.send('PATCH', `/api/v2/users/${id}`, { state: 'inactive', version });
    await bridge.reactivate(id);
    await bridge.reached(id, 'restored');
    expect(await genesys.user(id)).toMatchObject({ state: 'active' });
    expect(await roleNames(id)).toEqual(['employee']);
  });

  it('of a person deleted in Genesys keeps the id and gives the default role', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    const { email, name } = await genesys.user(id);
    await genesys.send('DELETE', `/api/v2/users/${id}`);
    const revived = await bridge.create({ userName: email, displayName: name });
    expect(revived.id).toBe(id);
    await bridge.reached(id, 'restored');
    expect(await roleNames(id)).toEqual(['employee']);
  });

  it('ends in the division that was set while the person was away', async () => {
    const { genesys } = environment;
    const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    const { body } = await genesys.send('GET', '/api/v2/authorization/divisions?pageSize=100');
    const id = nextPerson();
    const held = (await genesys.user(id)).division.name;
    const other = body.entities.find((division: { name: string }) => division.name !== held);
    await bridge.deactivate(id);
    await bridge.reached(id, 'complete');
    await bridge.change(id, { [enterprise]: { division: other.name } });
    await bridge.reactivate(id);
    await bridge.reached(id, 'restored');
    expect((await genesys.user(id)).division.name).toBe(other.name);
  });
});
