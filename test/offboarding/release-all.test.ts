/** An offboarding that releases everything, and the way back from it. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Bridge, Environment, pictureOf } from './bridge-in-process.ts';
import { equipPerson } from './equipped-person.ts';

const ALL = { deactivate: { release: 'all' } } as const;
const OWN_UTILIZATION = {
  utilization: { call: { maximumCapacity: 2, interruptableMediaTypes: ['email'], includeNonAcd: true } },
};

let environment: Environment;
let bridge: Bridge;
const free: string[] = [];

function nextPerson(): string {
  const id = free.pop();
  if (id === undefined) throw new Error('no person is left');
  return id;
}

async function get(path: string) {
  return (await environment.genesys.send('GET', `/api/v2${path}`)).body;
}

/** `pictureOf` and what takes further reads. */
async function wholePicture(id: string) {
  const { level, utilization } = await get(`/routing/users/${id}/utilization`);
  return {
    ...Object(await pictureOf(environment.genesys, id)),
    utilization: level === 'Agent' ? utilization : undefined,
    unit: (await get(`/workforcemanagement/agents/${id}/managementunit`)).managementUnit?.id,
  };
}

beforeAll(async () => {
  environment = await Environment.open();
  bridge = await environment.startBridge({ policy: ALL });
  free.push(...(await environment.people(40)).reverse());
});

afterEach(() => environment.genesys.clearFaults());

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

describe('release: all', () => {
  it('leaves a person nothing but what a rule keeps, and a return gives all of it back', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    await genesys.send('PUT', `/api/v2/routing/users/${id}/utilization`, OWN_UTILIZATION);
    const before = await wholePicture(id);
    expect(before.unit).toBeDefined();
    await bridge.deactivate(id);
    await bridge.reached(id, 'complete');
    const after = await wholePicture(id);
    expect(after).toMatchObject({ state: 'inactive', skills: [], languages: [], roles: [], queues: [] });
    expect([after.team, after.utilization, after.unit, after.station]).toEqual(Array(4).fill(undefined));
    const { verification } = await bridge.steps(id);
    const kept = Object(verification?.evidence?.kept).groups?.byRule ?? [];
    expect(after.groups).toEqual(kept.map((group: { id: string }) => group.id).sort());
    await bridge.reactivate(id);
    await bridge.reached(id, 'restored');
    expect(await wholePicture(id)).toEqual(before);
  });

  it('runs a step again whose work Genesys does not show', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    // Answered, but never done: the members stay.
    const lost = { method: 'POST', path: '/api/v2/routing/queues/*/members', status: 204, body: {} };
    await genesys.fault({ ...lost, times: 1 });
    await bridge.deactivate(id);
    const waiting = await bridge.stepReached(id, 'verification', 'waiting');
    expect(waiting.waitingFor).toMatch(/^Genesys Cloud to show the end of queues: ./);
    await bridge.stepReached(id, 'queues', 'done');
    expect(await genesys.queues(id)).toEqual([]);
    expect((await bridge.steps(id)).queues?.attempts).toBe(2);
    expect((await bridge.journeys(id))[0]?.status).toBe('releasing');
  });

  it('takes grants away one by one where Genesys refuses them together', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    await genesys.behave({ rolesRemovedOnInactive: false });
    const bulk = { method: 'POST', path: '/api/v2/authorization/subjects/*/bulkremove' };
    await genesys.fault({ ...bulk, status: 404, body: { status: 404, code: 'not.found', message: 'gone' } });
    await bridge.deactivate(id);
    await bridge.reached(id, 'complete');
    await genesys.behave({ rolesRemovedOnInactive: true });
    expect(await genesys.directRoles(id)).toEqual([]);
    expect((await bridge.steps(id)).roles?.evidence).not.toHaveProperty('refused');
  });

  it('is not held back by a part that Genesys does not answer for', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    const broken = { method: 'GET', path: '/api/v2/workforcemanagement/agents/*/managementunit' };
    await genesys.fault({ ...broken, status: 501, body: { status: 501, code: 'not.implemented' } });
    await bridge.deactivate(id);
    expect(await genesys.user(id)).toMatchObject({ state: 'inactive' });
    const [journey] = await bridge.journeys(id);
    expect(journey?.snapshot?.unread).toEqual([expect.stringMatching(/^workforce: /)]);
  });
});

describe('the calls for one leaver', () => {
  it('are nine before the answer, and 29 in all, those of the request itself included', async () => {
    const { genesys } = environment;
    const id = await equipPerson(genesys, nextPerson());
    const since = await genesys.lastSeq();
    await bridge.deactivate(id);
    await bridge.reached(id, 'complete');
    const calls = (await genesys.journal(since)).filter(
      (call) => call.client === 'bridge' && JSON.stringify(call).includes(id),
    );
    const line = ({ method, path }: { method: string; path: string }) =>
      `${method} ${path.replace('/api/v2', '').replaceAll(/[0-9a-f-]{36}/g, '{}')}`;
    const request = ['GET /users/{}', 'GET /users/{}'];
    const lockOut = [
      'GET /users/{}',
      'GET /authorization/subjects/{}',
      'GET /users/{}/queues',
      'GET /users/{}/queues',
      'GET /routing/users/{}/utilization',
      'GET /workforcemanagement/agents/{}/managementunit',
      'GET /users/{}/verifiers',
      'PUT /users/{}/state',
      'DELETE /tokens/{}',
    ];
    const release = [
      'GET /users/{}',
      'DELETE /users/{}/station/defaultstation',
      ...Array(2).fill('DELETE /groups/{}/members'),
      ...Array(5).fill('POST /routing/queues/{}/members'),
      'DELETE /teams/{}/members',
      'PUT /users/{}/routingskills/bulk',
      ...Array(2).fill('DELETE /users/{}/routinglanguages/{}'),
      'GET /voicemail/userpolicies/{}',
      'GET /telephony/providers/edges/phones',
    ];
    const verification = ['GET /users/{}', 'GET /users/{}/queues', 'GET /users/{}/queues'];
    expect(calls.map(line).sort()).toEqual([...request, ...lockOut, ...release, ...verification].sort());
  });
});
