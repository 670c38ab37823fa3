import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Json, SimulatorClient } from './simulator-client.ts';

const { code } = SimulatorClient;
const INTERVAL = '2026-06-01T00:00:00Z/2026-06-30T00:00:00Z';
let api: SimulatorClient;
let userId: string;
let clock: number;

beforeEach(async () => {
  clock = Date.UTC(2026, 5, 2);
  api = await SimulatorClient.start({ now: () => clock });
  userId = (await api.firstUser()).text('id');
});
afterEach(() => api.close());

async function query(request: object = {}): Promise<string> {
  const answer = await api.ask('POST', '/audits/query', { interval: INTERVAL, ...request });
  return answer.body.text('id');
}

async function results(request: object = {}): Promise<Json[]> {
  return (await api.get(`/audits/query/${await query(request)}/results?pageSize=500`)).body.items('entities');
}

function about(property: string, value: string): { filters: object[] } {
  return { filters: [{ property, value }] };
}

describe('what happens', () => {
  it('is filed under the entity with what changed and which client did it', async () => {
    await api.setState(userId, 'inactive');
    const entries = await results({ serviceName: 'Directory', ...about('EntityId', userId) });
    expect(entries.length).toBe(1);
    const [entry] = entries;
    expect(entry?.text('action')).toBe('Update');
    expect(entry?.text('client', 'id')).toBe('bridge');
    const state = entry?.items('propertyChanges').find((change) => change.text('property') === 'state');
    expect(state?.value).toEqual({ property: 'state', oldValues: ['active'], newValues: ['inactive'] });
  });

  it('shows each direct role that an inactive person lost', async () => {
    const grants = (await api.get(`/authorization/subjects/${userId}?includeDuplicates=true`)).body;
    const direct = grants.texts('grants', 'subjectId').filter((id) => id === userId).length;
    await api.setState(userId, 'inactive');
    const lost = await results({ serviceName: 'PeoplePermissions', ...about('Action', 'MemberRemove') });
    expect(lost.length).toBe(direct);
  });

  it('covers queue members, groups, tokens, presence, management units and creations', async () => {
    const [queue] = (await api.get(`/users/${userId}/queues`)).body.texts('entities', 'id');
    await api.ask('POST', `/routing/queues/${queue}/members?delete=true`, [{ id: userId }]);
    await api.ask('DELETE', `/tokens/${userId}`);
    const offline = { presenceDefinition: { id: 'ccf3c10a-aa2c-4845-8e8d-f59fa48c58e5' } };
    await api.ask('PATCH', `/users/${userId}/presences/purecloud`, offline);
    const move = { userIds: [userId], destinationManagementUnitId: null };
    await api.ask('POST', '/workforcemanagement/agents', move);
    const body = { name: 'New people', type: 'official', rulesVisible: true, visibility: 'public' };
    const group = (await api.ask('POST', '/groups', body)).body.text('id');
    await api.ask('POST', `/groups/${group}/members`, { memberIds: [userId], version: 1 });
    const services = (await api.get('/audits/query/servicemapping')).body.items('services');
    for (const entry of await results()) {
      const service = services.find((one) => one.text('name') === entry.text('serviceName'));
      const entity = service?.items('entities').find((one) => one.text('name') === entry.text('entityType'));
      expect(entity?.at('actions').value).toContain(entry.text('action'));
    }
    const actions = (await results()).map((entry) => `${entry.text('entityType')} ${entry.text('action')}`);
    expect(actions).toEqual([
      'Queue MemberRemove',
      'AccessToken Delete',
      'UserPresence Update',
      'ManagementUnit Update',
      'DirectoryGroup Create',
      'DirectoryGroup Update',
    ]);
  });

  it('covers divisions and external ids', async () => {
    const divisions = (await api.get('/authorization/divisions')).body.texts('entities', 'id');
    const home = (await api.get(`/users/${userId}`)).body.text('division', 'id');
    const other = divisions.find((id) => id !== home);
    await api.ask('POST', `/authorization/divisions/${other}/objects/USER`, [userId]);
    const id = { authorityName: 'okta', externalKey: '00u1' };
    await api.ask('POST', `/users/${userId}/externalid`, id);
    await api.ask('DELETE', `/users/${userId}/externalid/okta/00u1`);
    const changes = (await results(about('EntityId', userId))).map(
      (entry) => entry.at('propertyChanges', 0).value,
    );
    expect(changes).toEqual([
      { property: 'divisionId', oldValues: [home], newValues: [other] },
      { property: 'externalIds', oldValues: [], newValues: ['okta:00u1'] },
      { property: 'externalIds', oldValues: ['okta:00u1'], newValues: [] },
    ]);
  });

  it('is not filed when nothing changed', async () => {
    const queues = (await api.get('/routing/queues?pageSize=100')).body.texts('entities', 'id');
    const own = (await api.get(`/users/${userId}/queues`)).body.texts('entities', 'id');
    const other = queues.find((id) => !own.includes(id));
    await api.ask('POST', `/routing/queues/${other}/members?delete=true`, [{ id: userId }]);
    expect(await results({ serviceName: 'ContactCenter' })).toEqual([]);
  });
});

describe('an audit query', () => {
  it('moves through its states by the clock and has no results before it succeeded', async () => {
    await api.behave({ auditQueryMs: 10_000 });
    const id = await query();
    const state = async () => (await api.get(`/audits/query/${id}`)).body.text('state');
    expect(await state()).toBe('Queued');
    clock += 6000;
    expect(await state()).toBe('Running');
    expect((await api.get(`/audits/query/${id}/results`)).status).toBe(400);
    clock += 4000;
    expect(await state()).toBe('Succeeded');
    expect((await api.get(`/audits/query/${id}/results`)).status).toBe(200);
  });

  it('pages by cursor and finds late what is filed late', async () => {
    for (const state of ['inactive', 'active', 'inactive']) await api.setState(userId, state);
    const id = await query({
      ...about('EntityId', userId),
      sort: [{ name: 'Timestamp', sortOrder: 'ascending' }],
    });
    const first = (await api.get(`/audits/query/${id}/results?pageSize=2`)).body;
    expect(first.items('entities').length).toBe(2);
    const cursor = first.text('cursor');
    const last = (await api.get(`/audits/query/${id}/results?pageSize=2&cursor=${cursor}`)).body;
    expect([last.items('entities').length, last.at('cursor').value]).toEqual([1, undefined]);
    await api.behave({ auditLagMs: 60_000 });
    expect(await results(about('EntityId', userId))).toEqual([]);
    clock += 60_000;
    expect((await results(about('EntityId', userId))).length).toBe(3);
  });

  it('refuses what it does not know', async () => {
    const post = (body: object) => api.ask('POST', '/audits/query', body);
    expect(code(await post({}))).toBe('400 bad.request');
    expect(code(await post({ interval: 'yesterday/today' }))).toBe('400 invalid.date');
    expect(code(await post({ interval: INTERVAL, serviceName: 'Weather' }))).toBe('400 invalid.value');
    expect(code(await post({ interval: INTERVAL, ...about('Name', 'x') }))).toBe('400 invalid.value');
    expect(code(await api.get('/audits/query/11111111-1111-4111-8111-111111111111'))).toBe('404 not.found');
    expect((await api.get(`/audits/query/${await query()}/results?pageSize=501`)).status).toBe(400);
    const services = (await api.get('/audits/query/servicemapping')).body.texts('services', 'name');
    expect(services).toContain('Directory');
  });

  it('answers at once for the last fourteen days', async () => {
    await api.setState(userId, 'inactive');
    const realtime = async () =>
      (await api.ask('POST', '/audits/query/realtime', { interval: INTERVAL, serviceName: 'Directory' }))
        .body;
    expect((await realtime()).number('total')).toBe(1);
    clock += 15 * 86_400_000;
    // A token lives for a day, so another one is needed.
    const later = await api.login('bridge', 's');
    const answer = await api.raw(
      'POST',
      '/api/v2/audits/query/realtime',
      JSON.stringify({ interval: INTERVAL, serviceName: 'Directory' }),
      {
        authorization: `Bearer ${later.body.text('access_token')}`,
        'content-type': 'application/json',
      },
    );
    expect(answer.body.number('total')).toBe(0);
  });
});
