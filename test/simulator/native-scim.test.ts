import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, SimulatorClient } from './simulator-client.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PURECLOUD = 'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

let api: SimulatorClient;
let userId: string;

beforeEach(async () => {
  api = await SimulatorClient.start();
  userId = (await api.firstUser()).text('id');
});
afterEach(() => api.close());

const path = (id = userId) => `/scim/v2/users/${id}`;

function create(userName: string, more: object = {}): Promise<Answer> {
  return api.ask('POST', '/scim/v2/users', { userName, displayName: 'New Person', ...more });
}

function patch(...operations: object[]): Promise<Answer> {
  return api.ask('PATCH', path(), { schemas: [PATCH], Operations: operations });
}

async function find(filter: string): Promise<string[]> {
  return (await api.get(`/scim/v2/users?filter=${encodeURIComponent(filter)}`)).body.texts('Resources', 'id');
}

function refusal({ status, body }: Answer): unknown[] {
  return [status, body.text('status'), body.at('scimType').value];
}

describe('a deletion', () => {
  it('ends in state deleted, and who comes back has no role, no division and no station', async () => {
    const before = await api.get(path());
    const deleted = await api.ask('DELETE', path());
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect((await api.get(`/users/${userId}/state`)).body.text('state')).toBe('deleted');
    expect((await api.get(`/users/${userId}`)).status).toBe(404);
    expect((await api.get(path())).status).toBe(404);
    const back = await create(before.body.text('userName'));
    expect([back.status, back.body.text('id'), back.body.at('active').value]).toEqual([201, userId, true]);
    expect(back.body.items('roles')).toEqual([]);
    expect(back.body.text(ENTERPRISE, 'division')).toBe('Home');
    expect((await api.get(`/users/${userId}/station`)).body.value).toEqual({});
  });
});

describe('users', () => {
  it('are created active with role, names and ids, and an address is free only once', async () => {
    const created = await create('new@example.com', {
      externalId: 'idp-1',
      title: 'Agent',
      phoneNumbers: [{ value: 'tel:+13175551234', type: 'work' }],
      [ENTERPRISE]: {
        division: 'Europe',
        department: 'Care',
        employeeNumber: '7',
        manager: { value: userId },
      },
      [PURECLOUD]: {
        routingSkills: [{ name: 'Billing', proficiency: 3 }],
        externalIds: [{ authority: 'hr', value: 'h7' }],
      },
    });
    expect(created.status).toBe(201);
    expect(created.headers.get('etag')).toBe(created.body.text('meta', 'version'));
    expect(created.body.value).toMatchObject({
      active: true,
      userName: 'new@example.com',
      externalId: 'idp-1',
      roles: [{ value: 'employee' }],
      phoneNumbers: [{ value: '+13175551234', type: 'work' }],
      emails: [{ value: 'new@example.com', type: 'other' }],
      [ENTERPRISE]: {
        division: 'Europe',
        department: 'Care',
        employeeNumber: '7',
        manager: { value: userId },
      },
      [PURECLOUD]: {
        routingSkills: [{ name: 'Billing', proficiency: 3 }],
        externalIds: [{ authority: 'hr', value: 'h7' }],
      },
    });
    const id = created.body.text('id');
    expect((await api.get('/users/externalid/hr/h7')).body.text('id')).toBe(id);
    expect(refusal(await create('NEW@example.com'))).toEqual([409, '409', 'uniqueness']);
    expect(refusal(await create('other@example.com', { phoneNumbers: [{ value: '123' }] }))[2]).toBe(
      'invalidValue',
    );
    expect(await find(`${PURECLOUD}:externalIds[authority eq "hr" and value eq "h7"]`)).toEqual([id]);
    expect(await find('externalId eq "idp-1"')).toEqual([id]);
  });

  it('become inactive and active again by active, and keep what is not sent', async () => {
    const before = (await api.get(path())).body;
    const off = await patch({ op: 'Replace', path: 'active', value: false });
    expect([off.status, off.body.at('active').value]).toEqual([200, false]);
    expect((await api.get(`/users/${userId}/state`)).body.text('state')).toBe('inactive');
    expect(await find(`userName eq "${before.text('userName')}"`)).toEqual([userId]);
    expect(await find('active eq false')).toContain(userId);
    await patch({ op: 'replace', value: { active: true, title: 'Back' } });
    const after = (await api.get(path())).body;
    expect(after.value).toMatchObject({ active: true, title: 'Back' });
    expect(after.at('phoneNumbers').value).toEqual(before.at('phoneNumbers').value);
    expect(after.items('roles')).toEqual([]);
  });

  it('are changed at every kind of path', async () => {
    const changed = await patch(
      { op: 'add', path: 'roles', value: [{ value: 'Supervisor' }] },
      { op: 'remove', path: 'roles[value eq "employee"]' },
      { op: 'replace', path: 'phoneNumbers[type eq "mobile"].value', value: '+13175550000' },
      { op: 'replace', path: `${ENTERPRISE}:department`, value: 'Claims' },
      { op: 'replace', path: `${ENTERPRISE}:manager.value`, value: userId },
      { op: 'replace', path: PURECLOUD, value: { routingLanguages: [] } },
    );
    expect(changed.status).toBe(200);
    const roles = changed.body.texts('roles', 'value');
    expect([roles.includes('Supervisor'), roles.includes('employee')]).toEqual([true, false]);
    expect(changed.body.at('phoneNumbers').value).toContainEqual({
      value: '+13175550000',
      type: 'mobile',
      primary: false,
    });
    expect(changed.body.at(ENTERPRISE).value).toMatchObject({
      department: 'Claims',
      manager: { value: userId },
    });
    expect(changed.body.items(PURECLOUD, 'routingLanguages')).toEqual([]);
    expect(refusal(await patch({ op: 'replace', path: 'a..b', value: 1 }))[2]).toBe('invalidPath');
    expect(refusal(await patch({ op: 'remove' }))[2]).toBe('noTarget');
    expect(refusal(await patch({ op: 'add', path: 'roles', value: [{ value: 'Nobody' }] }))[2]).toBe(
      'invalidValue',
    );
  });

  it('have versions: a stale one is 400, a known one 304', async () => {
    const known = (await api.get(path())).body.text('meta', 'version');
    const ask = (method: string, headers: Record<string, string>, body?: string) =>
      api.raw(method, `/api/v2${path()}`, body, {
        authorization: api.authorization,
        'content-type': 'application/scim+json',
        ...headers,
      });
    expect((await ask('GET', { 'if-none-match': known })).status).toBe(304);
    const body = JSON.stringify({ userName: 'renamed@example.com', displayName: 'Renamed' });
    expect((await ask('PUT', { 'if-match': known }, body)).body.text('displayName')).toBe('Renamed');
    expect(refusal(await ask('PUT', { 'if-match': known }, body))).toEqual([400, '400', 'invalidVers']);
    expect((await ask('DELETE', { 'if-match': known })).status).toBe(400);
  });

  it('are listed by pages of active ones, with the attributes that are wanted', async () => {
    const { body } = await api.get('/scim/v2/users?startIndex=3&count=2&attributes=title');
    expect([body.number('startIndex'), body.number('itemsPerPage')]).toEqual([3, 2]);
    expect(Object.keys(body.at('Resources', 0).value ?? {}).sort()).toEqual(
      ['active', 'displayName', 'id', 'meta', 'schemas', 'title', 'userName'].sort(),
    );
    const none = (await api.get('/scim/v2/users?count=0')).body;
    expect([none.number('totalResults') > 40, none.items('Resources')]).toEqual([true, []]);
    expect((await api.get('/scim/v2/users')).body.items('Resources')).toHaveLength(25);
    expect(refusal(await api.get('/scim/v2/users?filter=title%20co%20%22a%22'))[2]).toBe('invalidFilter');
  });
});

describe('groups', () => {
  it('are found by name and change their members only', async () => {
    const [group] = (await api.get('/groups')).body.items('entities');
    const name = group?.text('name') ?? '';
    const query = `?filter=${encodeURIComponent(`displayName eq "${name}"`)}`;
    const [found] = (await api.get(`/scim/v2/groups${query}`)).body.items('Resources');
    const id = found?.text('id') ?? '';
    expect((await api.get('/scim/v2/groups')).status).toBe(400);
    const members = [{ value: userId }];
    const put = await api.ask('PUT', `/scim/v2/groups/${id}`, { displayName: name, members });
    expect(put.body.texts('members', 'value')).toEqual([userId]);
    const body = { schemas: [PATCH], Operations: [{ op: 'remove', path: `members[value eq "${userId}"]` }] };
    expect((await api.ask('PATCH', `/scim/v2/groups/${id}`, body)).body.items('members')).toEqual([]);
    expect((await api.get(`/groups/${id}/members`)).body.items('entities')).toEqual([]);
    expect((await api.ask('POST', '/scim/v2/groups', {})).status).toBe(404);
  });
});

it('describes itself', async () => {
  expect((await api.get('/scim/v2/serviceproviderconfig')).body.at('bulk', 'supported').value).toBe(false);
  expect((await api.get('/scim/v2/resourcetypes')).body.texts('Resources', 'id')).toEqual(['User', 'Group']);
  expect((await api.get('/scim/v2/schemas')).body.texts('Resources', 'id')).toContain(PURECLOUD);
  expect((await api.get('/scim/v2/schemas?filter=x')).status).toBe(403);
});
