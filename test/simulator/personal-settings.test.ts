import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorClient } from './simulator-client.ts';

const { code } = SimulatorClient;
const NOBODY = '11111111-1111-4111-8111-111111111111';
let api: SimulatorClient;
let userId: string;

beforeEach(async () => {
  api = await SimulatorClient.start();
  userId = (await api.firstUser()).text('id');
});
afterEach(() => api.close());

describe('verifiers', () => {
  it('are listed and deleted one by one', async () => {
    const path = `/users/${userId}/verifiers`;
    const [id] = (await api.get(path)).body.texts('entities', 'id');
    expect((await api.ask('DELETE', `${path}/${id}`)).status).toBe(204);
    expect((await api.get(path)).body.number('total')).toBe(0);
    expect(code(await api.ask('DELETE', `${path}/${id}`))).toBe('404 not.found');
  });
});

describe('skill groups', () => {
  it('hold who has the skills, until the skills go', async () => {
    const groups = (await api.get('/routing/skillgroups')).body;
    const billing = groups.items('entities').find((group) => group.text('name') === 'Billing Experts');
    const path = `/routing/skillgroups/${billing?.text('id')}`;
    const members = async () => (await api.get(`${path}/members?pageSize=100`)).body.texts('entities', 'id');
    const condition = (await api.get(path)).body.at('skillConditions', 0, 'routingSkillConditions', 0);
    expect([condition.text('routingSkill'), condition.text('comparator')]).toEqual([
      'Billing',
      'GreaterThan',
    ]);
    const [skill] = (await api.get('/routing/skills?name=Billing')).body.texts('entities', 'id');
    const skills = `/users/${userId}/routingskills/bulk`;
    await api.ask('PATCH', skills, [{ id: skill, proficiency: 2 }]);
    expect(await members()).not.toContain(userId);
    await api.ask('PATCH', skills, [{ id: skill, proficiency: 3 }]);
    expect(await members()).toContain(userId);
    const own = (await api.get(`/users/${userId}/skillgroups`)).body.texts('entities', 'id');
    expect(own).toContain(billing?.text('id'));
    await api.ask('PUT', skills, []);
    expect((await api.get(`/users/${userId}/skillgroups`)).body.items('entities')).toEqual([]);
  });

  it('are paged forwards and backwards', async () => {
    const first = (await api.get('/routing/skillgroups?pageSize=2')).body;
    const second = (await api.get(first.text('nextUri').replace('/api/v2', ''))).body;
    expect(second.items('entities').length).toBe(1);
    const back = (await api.get(second.text('previousUri').replace('/api/v2', ''))).body;
    expect(back.texts('entities', 'id')).toEqual(first.texts('entities', 'id'));
  });
});

describe('direct routing backup', () => {
  it('names whom somebody stands in for, and can be changed and removed', async () => {
    const path = `/routing/users/${userId}/directroutingbackup/settings`;
    expect(code(await api.get(path))).toBe('404 resource.not.found');
    const other = (await api.get('/users?pageSize=2')).body.text('entities', 1, 'id');
    expect((await api.ask('PUT', path, { userId: other, waitForAgent: false })).body.text('userId')).toBe(
      other,
    );
    const theirs = await api.get(`/routing/users/${other}/directroutingbackup/settings`);
    expect(theirs.body.at('backedUpUsers').value).toEqual([userId]);
    expect(theirs.body.text('userId')).toBe(userId);
    expect(code(await api.ask('PUT', path, { userId: NOBODY }))).toBe('404 general.resource.not.found');
    expect((await api.ask('DELETE', path)).status).toBe(204);
    expect((await api.get(path)).status).toBe(404);
  });
});

describe('voicemail', () => {
  it('has a policy for each person', async () => {
    const path = `/voicemail/userpolicies/${userId}`;
    expect((await api.get(path)).body.at('enabled').value).toBe(true);
    const changed = await api.ask('PATCH', path, { enabled: false, pin: '1234' });
    expect([changed.body.at('enabled').value, changed.body.at('pin').value]).toEqual([false, undefined]);
    expect(code(await api.ask('PATCH', path, { enabled: 'no' }))).toBe('400 bad.request');
  });
});

describe('phones and numbers', () => {
  it('belong to people and are freed by clearing the addresses', async () => {
    const edges = '/telephony/providers/edges';
    const phone = (await api.get(`${edges}/phones?webRtcUser.id=${userId}`)).body;
    expect(phone.number('total')).toBe(1);
    const station = (await api.get(`/users/${userId}/station`)).body.text('defaultStation', 'id');
    expect(phone.text('entities', 0, 'lines', 0, 'id')).toBe(station);
    const dids = `${edges}/dids?owner.id=${userId}`;
    expect((await api.get(dids)).body.text('entities', 0, 'phoneNumber')).toMatch(/^\+1317555/);
    const extension = `${edges}/extensions?number=10000`;
    expect((await api.get(extension)).body.text('entities', 0, 'owner', 'id')).toBe(userId);
    const version = await api.version(userId);
    await api.ask('PATCH', `/users/${userId}`, { addresses: [], version });
    expect((await api.get(dids)).body.number('total')).toBe(0);
    expect((await api.get(extension)).body.number('total')).toBe(0);
  });
});

describe('licences and roles', () => {
  it('follow the roles, so that an inactive person has none', async () => {
    const path = `/license/users/${userId}`;
    expect((await api.get(path)).body.texts('licenses', 'id')).toContain('engage1');
    const roles = (await api.get(`/users/${userId}/roles`)).body.texts('roles', 'name');
    expect(roles).toContain('employee');
    await api.setState(userId, 'inactive');
    expect((await api.get(path)).body.items('licenses')).toEqual([]);
  });

  it('are replaced by the older operation without divisions', async () => {
    const [id] = (await api.get('/authorization/roles?name=Developer')).body.texts('entities', 'id');
    const answer = await api.ask('PUT', `/users/${userId}/roles`, [id]);
    expect(answer.body.texts('roles', 'name')).toContain('Developer');
    expect(answer.body.texts('roles', 'name')).not.toContain('employee');
    const domains = (await api.get('/authorization/permissions?domain=oauth')).body.at('entities', 0);
    expect(domains.text('permissionMap', 'client', 0, 'action')).toBe('view');
  });
});

describe('profile skills and invitations', () => {
  it('replaces the profile skills and raises the version', async () => {
    const version = await api.version(userId);
    const path = `/users/${userId}/profileskills`;
    expect((await api.ask('PUT', path, ['Dutch cooking'])).body.value).toEqual(['Dutch cooking']);
    expect((await api.get(path)).body.value).toEqual(['Dutch cooking']);
    expect(await api.version(userId)).toBe(version + 1);
    expect((await api.ask('PUT', path, [1])).status).toBe(400);
    expect((await api.ask('POST', `/users/${userId}/invite`)).status).toBe(204);
  });
});

describe('moves between divisions', () => {
  it('move all objects or none', async () => {
    const divisions = (await api.get('/authorization/divisions')).body.texts('entities', 'id');
    const [queue] = (await api.get('/routing/queues')).body.texts('entities', 'id');
    const path = (type: string) => `/authorization/divisions/${divisions[1]}/objects/${type}`;
    expect((await api.ask('POST', path('QUEUE'), [queue])).status).toBe(200);
    const moved = (await api.get(`/routing/queues/${queue}`)).body.text('division', 'id');
    expect(moved).toBe(divisions[1]);
    expect((await api.ask('POST', path('USER'), [userId, NOBODY])).status).toBe(404);
    expect((await api.ask('POST', path('CAMPAIGN'), [queue])).status).toBe(400);
  });
});
