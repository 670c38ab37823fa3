import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from './simulator-client.ts';
import { SimulatorClient } from './simulator-client.ts';

const { code } = SimulatorClient;
const UNKNOWN = '11111111-1111-4111-8111-111111111111';
let api: SimulatorClient;
let userId: string;

beforeEach(async () => {
  api = await SimulatorClient.start();
  userId = (await api.firstUser()).text('id');
});
afterEach(() => api.close());

async function grants(): Promise<Json[]> {
  return (await api.get(`/authorization/subjects/${userId}?includeDuplicates=true`)).body.items('grants');
}

async function directPairs(): Promise<{ roleId: string; divisionId: string }[]> {
  return (await grants())
    .filter((grant) => grant.text('subjectId') === userId)
    .map((grant) => ({ roleId: grant.text('role', 'id'), divisionId: grant.text('division', 'id') }));
}

async function roleId(name: string): Promise<string> {
  return (await api.get(`/authorization/roles?name=${name}`)).body.text('entities', 0, 'id');
}

describe('grants', () => {
  it('tell direct ones from those of groups by the subject', async () => {
    const inherited = (await grants()).filter((grant) => grant.text('subjectId') !== userId);
    expect(inherited.map((grant) => grant.text('role', 'name'))).toEqual(['Quality Evaluator']);
    const groups = (await api.get(`/users/${userId}?expand=groups`)).body.texts('groups', 'id');
    expect(groups).toContain(inherited[0]?.text('subjectId'));
  });

  it('show a role held twice only when duplicates are wanted', async () => {
    const inherited = (await grants()).find((grant) => grant.text('subjectId') !== userId);
    const pair = { roleId: inherited?.text('role', 'id'), divisionId: inherited?.text('division', 'id') };
    await api.ask('POST', `/authorization/subjects/${userId}/bulkadd`, { grants: [pair] });
    const all = await grants();
    const once = (await api.get(`/authorization/subjects/${userId}`)).body.items('grants');
    expect(all.length - once.length).toBe(1);
  });

  it('are removed as a whole or not at all', async () => {
    const pairs = await directPairs();
    const path = `/authorization/subjects/${userId}/bulkremove`;
    const divisionId = pairs[0]?.divisionId;
    const broken = await api.ask('POST', path, { grants: [...pairs, { roleId: UNKNOWN, divisionId }] });
    expect(broken.status).toBe(404);
    expect(await directPairs()).toEqual(pairs);
    expect((await api.ask('POST', path, { grants: pairs })).status).toBe(204);
    expect(await directPairs()).toEqual([]);
  });

  it('are replaced without touching those of groups', async () => {
    const [kept] = await directPairs();
    await api.ask('POST', `/authorization/subjects/${userId}/bulkreplace`, { grants: [kept] });
    expect(await directPairs()).toEqual([kept]);
    expect(await grants()).toHaveLength(2);
  });

  it('are made and taken back singly', async () => {
    const admin = await roleId('Admin');
    const home = (await api.get('/authorization/divisions/home')).body.text('id');
    const path = `/authorization/subjects/${userId}/divisions/${home}/roles/${admin}`;
    expect((await api.ask('POST', path)).status).toBe(204);
    expect(await directPairs()).toContainEqual({ roleId: admin, divisionId: home });
    expect((await api.ask('DELETE', path)).status).toBe(204);
    expect((await api.ask('DELETE', path)).status).toBe(404);
  });

  it('of a group count only while the group may carry roles', async () => {
    const groupId = (await grants()).map((grant) => grant.text('subjectId')).find((id) => id !== userId);
    await api.ask('PUT', `/groups/${groupId}`, { rolesEnabled: false, version: 1 });
    expect(await grants()).toHaveLength((await directPairs()).length);
  });

  it('belong to groups too', async () => {
    const groups = (await api.get('/groups')).body.items('entities');
    const champions = groups.find((group) => group.text('name') === 'Quality Champions');
    const subject = await api.get(`/authorization/subjects/${champions?.text('id')}`);
    expect(subject.body.items('grants')).toHaveLength(1);
    expect((await api.get(`/authorization/subjects/${UNKNOWN}`)).status).toBe(404);
  });
});

describe('divisions and roles', () => {
  it('move a user', async () => {
    const europe = (await api.get('/authorization/divisions?name=Europe')).body.text('entities', 0, 'id');
    expect((await api.ask('POST', `/authorization/divisions/${europe}/objects/USER`, [userId])).status).toBe(
      200,
    );
    expect((await api.get(`/users/${userId}`)).body.text('division', 'name')).toBe('Europe');
  });

  it('list roles by name with wildcards and a page of at most 100', async () => {
    const { body } = await api.get('/authorization/roles?name=Communicate*');
    expect(body.texts('entities', 'name')).toEqual(['Communicate - Admin', 'Communicate - User']);
    expect((await api.get('/authorization/roles?pageSize=101')).status).toBe(400);
  });
});

describe('permissions of a restricted client', () => {
  it('are required, any of them or all of them', async () => {
    const clients = [
      { id: 'limited', secret: 's3', permissions: ['authorization:grant:add', 'routing:queue:view'] },
    ];
    const limited = await SimulatorClient.start({ clients });
    try {
      expect((await limited.get('/routing/queues')).status).toBe(200);
      const any = await limited.ask('DELETE', `/tokens/${UNKNOWN}`);
      expect(code(any)).toBe('403 missing.any.permissions');
      expect(any.body.text('message')).toContain('oauth:token:delete');
      const all = await limited.ask('POST', `/authorization/subjects/${UNKNOWN}/bulkreplace`, { grants: [] });
      expect(code(all)).toBe('403 missing.permissions');
      expect(all.body.text('message')).toBe(
        'You are missing the following permission(s): authorization:grant:delete',
      );
    } finally {
      await limited.close();
    }
  });
});
