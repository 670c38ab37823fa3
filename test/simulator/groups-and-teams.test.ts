import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorClient } from './simulator-client.ts';

const { code } = SimulatorClient;
let api: SimulatorClient;
let userId: string;

beforeEach(async () => {
  api = await SimulatorClient.start();
  userId = (await api.firstUser()).text('id');
});
afterEach(() => api.close());

const TEMPLATE = { name: 'Night Shift', type: 'official', rulesVisible: true, visibility: 'public' };

async function createGroup(more: object = {}): Promise<string> {
  return (await api.ask('POST', '/groups', { ...TEMPLATE, ...more })).body.text('id');
}

describe('groups', () => {
  it('are created, renamed with their version, found and deleted', async () => {
    const id = await createGroup();
    expect(code(await api.ask('POST', '/groups', TEMPLATE))).toBe('409 general.conflict');
    expect((await api.ask('POST', '/groups', { name: 'Other' })).status).toBe(400);
    const renamed = await api.ask('PUT', `/groups/${id}`, { name: 'Late Shift', version: 1 });
    expect([renamed.body.text('name'), renamed.body.number('version')]).toEqual(['Late Shift', 2]);
    expect(code(await api.ask('PUT', `/groups/${id}`, { name: 'Old', version: 1 }))).toBe(
      '409 general.conflict',
    );
    expect((await api.ask('PUT', `/groups/${id}`, { name: 'None' })).status).toBe(400);
    const query = [{ fields: ['name'], type: 'EXACT', value: 'late shift' }];
    expect((await api.ask('POST', '/groups/search', { query })).body.texts('results', 'id')).toEqual([id]);
    expect((await api.ask('DELETE', `/groups/${id}`)).status).toBe(200);
    expect(code(await api.get(`/groups/${id}`))).toBe('404 general.resource.not.found');
  });

  it('take members in and out, at most 50 at a time, under their version', async () => {
    const id = await createGroup();
    const members = `/groups/${id}/members`;
    const added = await api.ask('POST', members, { memberIds: [userId], version: 1 });
    expect(added.status).toBe(202);
    expect(code(await api.ask('POST', members, { memberIds: [userId], version: 1 }))).toBe(
      '409 general.conflict',
    );
    expect((await api.get(`/groups/${id}/individuals`)).body.texts('entities', 'id')).toEqual([userId]);
    const many = Array.from({ length: 51 }, () => userId);
    expect((await api.ask('POST', members, { memberIds: many })).status).toBe(400);
    expect((await api.ask('DELETE', `${members}?ids=${userId}`)).status).toBe(202);
    expect((await api.get(members)).body.number('total')).toBe(0);
  });

  it('do not list deleted users', async () => {
    const id = await createGroup();
    await api.ask('POST', `/groups/${id}/members`, { memberIds: [userId] });
    await api.ask('DELETE', `/users/${userId}`);
    expect((await api.get(`/groups/${id}`)).body.number('memberCount')).toBe(0);
    expect((await api.get(`/groups/${id}/members`)).body.items('entities')).toEqual([]);
  });

  it('that are dynamic keep their members whatever is removed by hand', async () => {
    const groups = (await api.get('/groups')).body.items('entities');
    const dynamic = groups.find((group) => group.text('name') === 'Full-time Agents')?.text('id');
    expect((await api.get(`/groups/${dynamic}/dynamicsettings`)).status).toBe(200);
    const [member] = (await api.get(`/groups/${dynamic}/members`)).body.texts('entities', 'id');
    await api.ask('DELETE', `/groups/${dynamic}/members?ids=${member}`);
    expect((await api.get(`/groups/${dynamic}/members`)).body.texts('entities', 'id')).toContain(member);
  });
});

describe('teams', () => {
  it('have each person once', async () => {
    const own = (await api.get(`/users/${userId}?expand=team`)).body.text('team', 'id');
    const teams = (await api.get('/teams')).body.texts('entities', 'id');
    const other = teams.find((id) => id !== own);
    const refused = await api.ask('POST', `/teams/${other}/members`, { memberIds: [userId] });
    expect(refused.body.text('failures', 0, 'reason')).toBe('UserGroupLimitExceeded');
    expect((await api.ask('DELETE', `/teams/${own}/members?id=${userId}`)).status).toBe(204);
    const joined = await api.ask('POST', `/teams/${other}/members`, { memberIds: [userId] });
    expect(joined.body.texts('entities', 'id')).toEqual([userId]);
    expect((await api.get(`/teams/${other}/members`)).body.texts('entities', 'id')).toContain(userId);
  });

  it('are listed by cursor', async () => {
    const first = (await api.get('/teams?pageSize=5')).body;
    const rest = (await api.get(first.text('nextUri').replace('/api/v2', ''))).body;
    expect(first.items('entities')).toHaveLength(5);
    expect(rest.items('entities')).toHaveLength(3);
    expect(rest.at('nextUri').value).toBeUndefined();
  });
});
