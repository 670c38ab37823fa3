import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorClient } from './simulator-client.ts';

const { code } = SimulatorClient;
let api: SimulatorClient;
let userId: string;
let clock = Date.UTC(2026, 5, 1);

beforeEach(async () => {
  api = await SimulatorClient.start({ now: () => clock });
  userId = (await api.firstUser()).text('id');
});
afterEach(() => api.close());

async function queueNames(query = ''): Promise<string[]> {
  return (await api.get(`/users/${userId}/queues${query}`)).body.texts('entities', 'name');
}

async function queueId(name: string): Promise<string> {
  return (await api.get(`/routing/queues?name=${encodeURIComponent(name)}`)).body.text('entities', 0, 'id');
}

async function memberIds(queue: string, query = ''): Promise<string[]> {
  return (await api.get(`/routing/queues/${queue}/members?pageSize=100${query}`)).body.texts(
    'entities',
    'id',
  );
}

describe('queues of a user', () => {
  it('are the joined ones unless asked otherwise, direct and by group', async () => {
    const joined = await queueNames();
    const left = await queueNames('?joined=false');
    expect(joined).toContain('Weekend Overflow');
    expect(joined.length + left.length).toBeGreaterThanOrEqual(6);
    expect(left.length).toBeGreaterThan(0);
    expect(joined.filter((name) => left.includes(name))).toEqual([]);
  });

  it('can be left without leaving the list of members', async () => {
    const [name = ''] = await queueNames();
    const id = await queueId(name);
    const stranger = '11111111-1111-4111-8111-111111111111';
    await api.ask('PATCH', `/users/${userId}/queues`, [
      { id, joined: false },
      { id: stranger, joined: true },
    ]);
    expect(await queueNames('?joined=false')).toContain(name);
    expect(await memberIds(id, '&joined=false')).toContain(userId);
    await api.ask('PATCH', `/users/${userId}/queues/${id}`, { joined: true });
    expect(await queueNames()).toContain(name);
  });
});

describe('members of a queue', () => {
  it('are listed without a total and filtered by origin', async () => {
    const id = await queueId('Weekend Overflow');
    const page = await api.get(`/routing/queues/${id}/members`);
    expect(page.body.at('total').value).toBeUndefined();
    expect(await memberIds(id, '&memberBy=group')).toContain(userId);
    expect(await memberIds(id, '&memberBy=user')).toEqual([]);
    expect(await memberIds(id, '&pageNumber=99')).toEqual([]);
    expect((await api.get(`/routing/queues/${id}/members?pageSize=101`)).status).toBe(400);
  });

  it('are sorted by name and filtered by what people can do and do', async () => {
    const queue = await queueId('Weekend Overflow');
    const list = async (query: string) =>
      (await api.get(`/routing/queues/${queue}/members?pageSize=100&expand=skills${query}`)).body;
    const names = (await list('')).texts('entities', 'name');
    expect(names).toEqual([...names].sort());
    expect((await list('&sortOrder=desc')).texts('entities', 'name')).toEqual([...names].reverse());
    const [first = ''] = names;
    expect((await list(`&name=${encodeURIComponent(first.slice(1))}`)).texts('entities', 'name')).toContain(
      first,
    );
    const skilled = (await list('&skills=billing')).items('entities');
    expect(skilled.length).toBeLessThan(names.length);
    for (const member of skilled) expect(member.at('user').texts('skills', 'name')).toContain('Billing');
    const idle = (await list('&routingStatus=IDLE')).items('entities');
    for (const member of idle) expect(member.text('routingStatus', 'status')).toBe('IDLE');
    const onQueue = (await list('&presence=On%20Queue')).texts('entities', 'id');
    expect(onQueue).toEqual(idle.map((member) => member.text('id')));
  });

  it('leave one by one or in bulk; who is none is 404', async () => {
    const [first = '', second = ''] = (await queueNames()).filter((name) => name !== 'Weekend Overflow');
    const one = await queueId(first);
    expect((await api.ask('DELETE', `/routing/queues/${one}/members/${userId}`)).status).toBe(204);
    expect((await api.ask('DELETE', `/routing/queues/${one}/members/${userId}`)).status).toBe(404);
    const bulk = await queueId(second);
    await api.ask('POST', `/routing/queues/${bulk}/members?delete=true`, [{ id: userId }]);
    expect(await memberIds(bulk)).not.toContain(userId);
    await api.ask('POST', `/routing/queues/${bulk}/members`, [{ id: userId }]);
    expect(await memberIds(bulk, '&memberBy=user')).toContain(userId);
  });

  it('of a group stay when they are removed singly and go with the group', async () => {
    const id = await queueId('Weekend Overflow');
    await api.ask('POST', `/routing/queues/${id}/members?delete=true`, [{ id: userId }]);
    await api.ask('DELETE', `/routing/queues/${id}/members/${userId}`);
    expect(await memberIds(id)).toContain(userId);
    await api.behave({ groupLagMs: 10_000 });
    const groupId = (await api.get(`/routing/queues/${id}`)).body.text('memberGroups', 0, 'id');
    await api.ask('DELETE', `/groups/${groupId}/members?ids=${userId}`);
    expect(await memberIds(id)).toContain(userId);
    clock += 10_000;
    expect(await memberIds(id)).not.toContain(userId);
  });

  it('come in requests of 1 to 100 valid ids', async () => {
    const id = await queueId('Billing Support');
    const path = `/routing/queues/${id}/members`;
    expect(code(await api.ask('POST', path, []))).toBe('400 bad.request');
    const many = Array.from({ length: 101 }, () => ({ id: userId }));
    expect(code(await api.ask('POST', path, many))).toBe('400 bad.request');
    expect(code(await api.ask('POST', path, [{ id: 'x' }]))).toBe('400 invalid.id');
    const unknown = '/routing/queues/11111111-1111-4111-8111-111111111111';
    expect(code(await api.get(unknown))).toBe('404 resource.not.found');
  });

  it('count as the listing shows them', async () => {
    for (const queue of (await api.get('/routing/queues')).body.items('entities')) {
      expect(await memberIds(queue.text('id'))).toHaveLength(queue.number('memberCount'));
    }
  });

  it('in wrap-up leave, unless the switch makes that a conflict', async () => {
    const [first = '', second = ''] = (await queueNames()).filter((name) => name !== 'Weekend Overflow');
    await api.ask('POST', `/simulator/users/${userId}/conversation`, { state: 'wrapup', seconds: 30 });
    const one = `/routing/queues/${await queueId(first)}/members/${userId}`;
    expect((await api.ask('DELETE', one)).status).toBe(204);
    await api.behave({ queueRemovalConflictInWrapUp: true });
    const other = `/routing/queues/${await queueId(second)}/members/${userId}`;
    expect(code(await api.ask('DELETE', other))).toBe('409 general.conflict');
    clock += 30_000;
    expect((await api.ask('DELETE', other)).status).toBe(204);
  });
});
