import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OffboardingOverride } from '../../src/config/policy-offboarding.ts';
import { type Bridge, Environment, failureOf, pictureOf, type TestPolicy } from './bridge-in-process.ts';

const LACKING = {
  blindToGrants: ['authorization:grant:view'],
  blindToQueues: ['routing:queue:view'],
  noQueueMembers: ['routing:queueMember:manage', 'routing:queue:edit'],
  noTokens: ['oauth:token:delete'],
  noEdit: ['directory:user:edit', 'admin', 'directory:organization:admin'],
};

let environment: Environment;
let bridge: Bridge | undefined;
const free: string[] = [];

function nextPerson(): string {
  const id = free.pop();
  if (id === undefined) throw new Error('no person is left');
  return id;
}

async function start(policy: TestPolicy): Promise<Bridge> {
  bridge = await environment.startBridge({ policy });
  return bridge;
}

async function startAs(clientId: keyof typeof LACKING): Promise<Bridge> {
  bridge = await environment.startBridge({ clientId });
  return bridge;
}

async function roleNames(id: string): Promise<string[]> {
  return (await environment.genesys.directRoles(id)).map((grant) => grant.split('@')[0] ?? '').sort();
}

beforeAll(async () => {
  environment = await Environment.open({ lacking: LACKING });
  free.push(...(await environment.people(40)));
});

afterEach(async () => {
  await bridge?.stop();
  bridge = undefined;
});

afterAll(() => environment.close());

describe('policy', () => {
  it('releases nothing where nothing is to be released', async () => {
    const { genesys } = environment;
    const running = await start({ deactivate: { release: [] } });
    const id = nextPerson();
    const queues = await genesys.queues(id);
    await running.deactivate(id);
    await running.reached(id, 'complete');
    expect(await genesys.queues(id)).toEqual(queues);
    expect((await genesys.station(id)).defaultStation).toBeDefined();
    expect(Object.keys(await running.steps(id))).toEqual([
      'snapshot',
      'state',
      'tokens',
      'sessions',
      'verification',
    ]);
  });

  it('gives only the default roles back where a return is to restore nothing', async () => {
    const { genesys } = environment;
    const running = await start({ restore: { reactivate: 'none', revive: 'none' } });
    const id = nextPerson();
    await running.deactivate(id);
    await running.reached(id, 'complete');
    await running.reactivate(id);
    await running.reached(id, 'restored');
    expect(await roleNames(id)).toEqual(['employee']);
    expect((await genesys.queues(id)).filter((queue) => queue.memberGroups.length === 0)).toEqual([]);
  });

  it('gives only the default roles back to who returns after the window', async () => {
    const running = await start({ restore: { within: 1 } });
    const id = nextPerson();
    await running.deactivate(id);
    await running.reached(id, 'complete');
    await running.reactivate(id);
    await running.reached(id, 'restored');
    expect(Object.keys(await running.steps(id))).toEqual(['state', 'roles', 'verification']);
    expect(await roleNames(id)).toEqual(['employee']);
  });

  it('goes by what the client overrides, and by the rest otherwise', async () => {
    const { genesys } = environment;
    const hr: OffboardingOverride = { deactivate: { release: ['skills'], reason: 'Voluntary' } };
    const running = await start({ clients: { hr: { offboarding: hr } } });
    const [one, other] = [nextPerson(), nextPerson()];
    await running.deactivate(one, running.context(15_000, 'hr'));
    await running.deactivate(other);
    await running.reached(one, 'complete');
    await running.reached(other, 'complete');
    const { skills } = await genesys.user(one, '?expand=skills');
    expect([skills, Object.keys(await running.steps(one)).includes('queues')]).toEqual([[], false]);
    expect((await genesys.inside(one)).stateHistory.at(-1)).toMatchObject({ reason: 'Voluntary' });
    expect(Object.keys(await running.steps(other))).toContain('queues');
  });

  it('gives everything back to who is revived where policy says so, also out of a deletion', async () => {
    const { genesys } = environment;
    const running = await start({ restore: { reactivate: 'all', revive: 'all' } });
    const id = nextPerson();
    const before = await pictureOf(genesys, id);
    const { userName, displayName, title } = (await running.get(id)).attributes;
    const employment = await genesys.user(id, '?expand=employerInfo');
    await running.remove(id);
    await running.reached(id, 'complete');
    await genesys.send('DELETE', `/api/v2/users/${id}`);
    const revived = await running.create({
      userName: String(userName),
      displayName: String(displayName),
      title: String(title),
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {
        department: employment.department,
        employeeNumber: employment.employerInfo.employeeId,
        dateHire: employment.employerInfo.dateHire,
      },
    });
    expect(revived.id).toBe(id);
    await running.reached(id, 'restored');
    expect(await pictureOf(genesys, id)).toEqual(before);
  });

  it('lets a division in the POST win over the one of before', async () => {
    const { genesys } = environment;
    const running = await start({ restore: { reactivate: 'all', revive: 'all' } });
    const id = nextPerson();
    const { userName } = (await running.get(id)).attributes;
    const { body } = await genesys.send('GET', '/api/v2/authorization/divisions?pageSize=100');
    const held = (await genesys.user(id)).division.name;
    const other = body.entities.find((division: { name: string }) => division.name !== held);
    await running.remove(id);
    await running.create({
      userName: String(userName),
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { division: other.name },
    });
    await running.reached(id, 'restored');
    expect((await genesys.user(id)).division.name).toBe(other.name);
  });

  it('lists a default role that does not exist as missing', async () => {
    const running = await start({ defaultRoles: ['employee', 'No Such Role'] });
    const id = nextPerson();
    await running.deactivate(id);
    await running.reactivate(id);
    await running.reached(id, 'restored');
    const { roles } = await running.steps(id);
    expect(roles?.evidence).toMatchObject({ missing: [{ roleName: 'No Such Role' }] });
  });

  it('gives the default role in another division when the one of before is gone', async () => {
    const { genesys } = environment;
    const running = await start({});
    const id = nextPerson();
    await running.deactivate(id);
    const bulkAdd = { method: 'POST', path: '/api/v2/authorization/subjects/*/bulkadd' };
    // One refusal of the whole, then one for each of the four roles.
    await genesys.fault({ ...bulkAdd, status: 404, code: 'not.found', body: {}, times: 5 });
    await running.reactivate(id);
    await running.reached(id, 'restored');
    await genesys.clearFaults();
    const { roles } = await running.steps(id);
    expect(roles?.evidence).toMatchObject({ added: 1 });
    expect(await roleNames(id)).toEqual(['employee']);
  });
});

describe('a missing permission', () => {
  it('to read grants leaves the lock-out alone and is noted in the snapshot', async () => {
    const { genesys } = environment;
    const running = await startAs('blindToGrants');
    const id = nextPerson();
    await running.deactivate(id);
    expect(await genesys.user(id)).toMatchObject({ state: 'inactive' });
    const { snapshot } = await running.reached(id, 'complete');
    expect(snapshot?.unread).toEqual([expect.stringContaining('authorization:grant:view')]);
    expect((await genesys.queues(id)).filter((queue) => queue.memberGroups.length === 0)).toEqual([]);
  });

  it('to read queues makes the queues step stuck, not done', async () => {
    const running = await startAs('blindToQueues');
    const id = nextPerson();
    await running.deactivate(id);
    const { snapshot } = await running.reached(id, 'stuck');
    expect(snapshot?.unread).toEqual([expect.stringContaining('routing:queue:view')]);
    const { queues, verification } = await running.steps(id);
    expect(queues).toMatchObject({ status: 'stuck', error: expect.stringContaining('routing:queue:view') });
    expect(verification?.status).toBe('done');
  });

  it('to change queue members makes that step stuck and holds back no other', async () => {
    const running = await startAs('noQueueMembers');
    const id = nextPerson();
    await running.deactivate(id);
    await running.reached(id, 'stuck');
    const { queues, station, presence, verification } = await running.steps(id);
    expect(queues).toMatchObject({
      status: 'stuck',
      error: expect.stringContaining('routing:queueMember:manage'),
    });
    expect([station?.status, presence?.status, verification?.status]).toEqual(['done', 'done', 'done']);
  });

  it('to delete tokens is the answer, also to the repeat', async () => {
    const { genesys } = environment;
    const running = await startAs('noTokens');
    const id = nextPerson();
    const stuck = {
      code: 'offboarding.stuck',
      status: 500,
      expose: true,
      message: expect.stringContaining('oauth:token:delete'),
    };
    expect(await failureOf(running.deactivate(id))).toMatchObject(stuck);
    expect(await failureOf(running.deactivate(id))).toMatchObject(stuck);
    expect(await genesys.user(id)).toMatchObject({ state: 'inactive' });
    expect(await running.journeys(id)).toHaveLength(1);
  });

  it('to change the state is the answer to a return, also to the repeat', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    const { version } = await genesys.user(id);
    await genesys.send('PATCH', `/api/v2/users/${id}`, { state: 'inactive', version });
    const running = await startAs('noEdit');
    const stuck = { code: 'offboarding.stuck', message: expect.stringContaining('directory:user:edit') };
    expect(await failureOf(running.reactivate(id))).toMatchObject(stuck);
    await running.reached(id, 'stuck');
    expect(await failureOf(running.reactivate(id))).toMatchObject(stuck);
    expect(await running.journeys(id)).toHaveLength(1);
  });
});
