import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorClient } from './simulator-client.ts';

let api: SimulatorClient;
let userId: string;
let clock = Date.UTC(2026, 5, 1);

beforeEach(async () => {
  api = await SimulatorClient.start({ now: () => clock });
  userId = (await api.firstUser()).text('id');
});
afterEach(() => api.close());

async function directRoles(): Promise<number> {
  const subject = await api.get(`/authorization/subjects/${userId}?includeDuplicates=true`);
  return subject.body.texts('grants', 'subjectId').filter((id) => id === userId).length;
}

async function joined(): Promise<number> {
  return (await api.get(`/users/${userId}/queues`)).body.number('total');
}

describe('what is seen late', () => {
  it('is a change of grants', async () => {
    await api.behave({ grantLagMs: 4000 });
    const before = await directRoles();
    await api.setState(userId, 'inactive');
    expect(await directRoles()).toBe(before);
    clock += 4000;
    expect(await directRoles()).toBe(0);
  });
});

describe('a search for groups', () => {
  it('sees new and renamed groups late', async () => {
    await api.behave({ searchLagMs: 5000 });
    const body = { name: 'Night Shift', type: 'official', rulesVisible: true, visibility: 'public' };
    const group = (await api.ask('POST', '/groups', body)).body.text('id');
    const found = async (value: string) => {
      const query = [{ type: 'EXACT', fields: ['name'], value }];
      return (await api.ask('POST', '/groups/search', { query })).body.number('total');
    };
    expect(await found('Night Shift')).toBe(0);
    clock += 5000;
    expect(await found('Night Shift')).toBe(1);
    await api.ask('PUT', `/groups/${group}`, { name: 'Day Shift', version: 1 });
    expect([await found('Night Shift'), await found('Day Shift')]).toEqual([1, 0]);
    clock += 5000;
    expect([await found('Night Shift'), await found('Day Shift')]).toEqual([0, 1]);
  });
});

describe('what happens late', () => {
  it('is the removal of roles, unless the person is active again by then', async () => {
    await api.behave({ roleRemovalDelayMs: 60_000 });
    const before = await directRoles();
    await api.setState(userId, 'inactive');
    expect(await directRoles()).toBe(before);
    await api.setState(userId, 'active');
    clock += 60_000;
    expect(await directRoles()).toBe(before);
    await api.setState(userId, 'inactive');
    clock += 60_000;
    expect(await directRoles()).toBe(0);
  });

  it('is what an asynchronous operation does', async () => {
    await api.behave({ asyncDelayMs: 5000 });
    const before = await joined();
    const [id] = (await api.get(`/users/${userId}/queues`)).body.texts('entities', 'id');
    await api.ask('PATCH', `/users/${userId}/queues`, [{ id, joined: false }]);
    await api.ask('DELETE', `/users/${userId}/station/associatedstation`);
    const station = async () =>
      (await api.get(`/users/${userId}/station`)).body.at('associatedStation').value;
    expect([await joined(), (await station()) === undefined]).toEqual([before, false]);
    clock += 5000;
    expect([await joined(), await station()]).toEqual([before - 1, undefined]);
  });

  it('is the end of a deleted group', async () => {
    await api.behave({ asyncDelayMs: 5000 });
    const [group] = (await api.get('/groups')).body.texts('entities', 'id');
    expect((await api.ask('DELETE', `/groups/${group}`)).status).toBe(200);
    expect((await api.get(`/groups/${group}`)).status).toBe(200);
    clock += 5000;
    expect((await api.get(`/groups/${group}`)).status).toBe(404);
  });
});

describe('what goes with a deactivation', () => {
  it('can be groups, the team, the station and the running conversation', async () => {
    await api.behave({
      groupMembersKeptOnInactive: false,
      teamKeptOnInactive: false,
      stationKeptOnInactive: false,
      conversationEndsOnInactive: true,
    });
    await api.ask('POST', `/simulator/users/${userId}/conversation`, { state: 'connected' });
    await api.setState(userId, 'inactive');
    const user = (await api.get(`/users/${userId}?expand=groups,team,station`)).body;
    expect(user.items('groups')).toEqual([]);
    expect([user.at('team').value, user.at('station', 'associatedStation').value]).toEqual([
      undefined,
      undefined,
    ]);
    expect((await api.get(`/simulator/users/${userId}`)).body.text('conversation', 'state')).toBe('none');
  });

  it('is nothing of that unless a switch says so', async () => {
    await api.ask('POST', `/simulator/users/${userId}/conversation`, { state: 'connected' });
    await api.setState(userId, 'inactive');
    const user = (await api.get(`/users/${userId}?expand=groups,team,station`)).body;
    expect(user.items('groups').length).toBeGreaterThan(0);
    expect(user.text('team', 'name')).toMatch(/^Team /);
    expect(user.text('station', 'associatedStation', 'id')).toMatch(/-/);
    expect((await api.get(`/simulator/users/${userId}`)).body.text('conversation', 'state')).toBe(
      'connected',
    );
  });

  it('can hide the management unit', async () => {
    await api.behave({ workforceFindsInactive: false });
    const path = `/workforcemanagement/agents/${userId}/managementunit`;
    expect((await api.get(path)).status).toBe(200);
    await api.setState(userId, 'inactive');
    expect((await api.get(path)).status).toBe(404);
  });
});
