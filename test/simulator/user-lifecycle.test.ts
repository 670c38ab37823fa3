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

async function directGrants(): Promise<number> {
  const subject = await api.get(`/authorization/subjects/${userId}?includeDuplicates=true`);
  return subject.body.texts('grants', 'subjectId').filter((id) => id === userId).length;
}

describe('optimistic locking', () => {
  it('refuses a change without a version', async () => {
    expect(code(await api.ask('PATCH', `/users/${userId}`, { title: 'x' }))).toBe('400 bad.request');
  });

  it('refuses an old version with the documented words and raises the version on success', async () => {
    const version = await api.version(userId);
    const changed = await api.ask('PATCH', `/users/${userId}`, { title: 'Coach', version });
    expect(changed.body.number('version')).toBe(version + 1);
    const late = await api.ask('PATCH', `/users/${userId}`, { title: 'Late', version });
    expect(code(late)).toBe('409 general.conflict');
    expect(late.body.text('message')).toBe(
      'The version supplied does not match the current version of the user',
    );
    expect((await api.get(`/users/${userId}`)).body.text('title')).toBe('Coach');
  });

  it('can answer the same conflict as 400', async () => {
    await api.behave({ versionConflictAs400: true });
    const late = await api.ask('PATCH', `/users/${userId}`, { title: 'Late', version: 0 });
    expect(late.status).toBe(400);
    expect(late.body.text('message')).toContain('does not match the current version');
  });

  it('enforces the version on PUT state unless the switch is off', async () => {
    const body = { state: 'inactive', version: 0 };
    expect(code(await api.ask('PUT', `/users/${userId}/state`, body))).toBe('409 general.conflict');
    await api.behave({ versionEnforcedOnState: false });
    expect((await api.ask('PUT', `/users/${userId}/state`, { state: 'inactive' })).status).toBe(200);
  });

  it('counts a change of skills as a change of the user', async () => {
    const version = await api.version(userId);
    await api.ask('PUT', `/users/${userId}/routingskills/bulk`, []);
    expect(await api.version(userId)).toBe(version + 1);
  });
});

describe('state', () => {
  it('changes nothing else when a PATCH carries it', async () => {
    const version = await api.version(userId);
    const answer = await api.ask('PATCH', `/users/${userId}`, { state: 'inactive', title: 'Gone', version });
    expect(answer.body.text('state')).toBe('inactive');
    expect(answer.body.text('title')).not.toBe('Gone');
  });

  it('keeps reason and date', async () => {
    const stateChangeDate = '2026-03-01T00:00:00.000Z';
    const version = await api.version(userId);
    const body = { state: 'inactive', version, stateChangeReason: 'Voluntary', stateChangeDate };
    await api.ask('PUT', `/users/${userId}/state`, body);
    const { value } = (await api.get(`/users/${userId}/state`)).body;
    expect(value).toEqual({
      state: 'inactive',
      version: version + 1,
      stateChangeReason: 'Voluntary',
      stateChangeDate,
    });
  });

  it.each([
    { state: 'archived', version: 1 },
    { state: 'inactive', version: 1, stateChangeReason: 'Boredom' },
    { version: 1 },
  ])('refuses %j', async (body) => {
    expect((await api.ask('PUT', `/users/${userId}/state`, body)).status).toBe(400);
  });

  it('inactive takes direct roles away and leaves queues, skills, groups and team', async () => {
    const expand = 'expand=groups,skills,languages,team';
    const before = (await api.get(`/users/${userId}?${expand}`)).body;
    expect(await directGrants()).toBeGreaterThanOrEqual(3);
    await api.setState(userId, 'inactive');
    expect(await directGrants()).toBe(0);
    const after = (await api.get(`/users/${userId}?${expand}`)).body;
    for (const field of ['groups', 'skills', 'languages', 'team']) {
      expect(after.at(field).value).toEqual(before.at(field).value);
    }
    expect((await api.get(`/users/${userId}/queues`)).body.number('total')).toBeGreaterThan(0);
  });

  it('brings only the roles of groups back on reactivation', async () => {
    await api.setState(userId, 'inactive');
    expect((await api.get(`/authorization/subjects/${userId}`)).body.items('grants')).toEqual([]);
    await api.setState(userId, 'active');
    const grants = (await api.get(`/authorization/subjects/${userId}`)).body;
    expect(grants.items('grants').map((grant) => grant.text('role', 'name'))).toEqual(['Quality Evaluator']);
  });

  it('keeps roles and drops queue members when told to', async () => {
    await api.behave({ rolesRemovedOnInactive: false, queueMembersKeptOnInactive: false });
    await api.setState(userId, 'inactive');
    expect(await directGrants()).toBeGreaterThanOrEqual(3);
    const queues = (await api.get(`/users/${userId}/queues`)).body.texts('entities', 'name');
    expect(queues).toEqual(['Weekend Overflow']);
  });
});

describe('deletion and restoration', () => {
  it('is soft: 404 unless the deleted one is asked for', async () => {
    const deleted = await api.ask('DELETE', `/users/${userId}`);
    expect([deleted.status, deleted.body.value]).toEqual([200, {}]);
    expect(code(await api.get(`/users/${userId}`))).toBe('404 general.resource.not.found');
    expect((await api.get(`/users/${userId}?state=deleted`)).body.text('state')).toBe('deleted');
    expect((await api.get(`/users/${userId}/queues`)).status).toBe(404);
  });

  it('restores into the Home division without roles, station and extension', async () => {
    await api.ask('DELETE', `/users/${userId}`);
    const version = (await api.get(`/users/${userId}?state=deleted`)).body.number('version');
    const restored = await api.ask('PATCH', `/users/${userId}`, { state: 'active', version });
    expect(restored.body.text('division', 'name')).toBe('Home');
    expect(await directGrants()).toBe(0);
    expect((await api.get(`/users/${userId}/station`)).body.value).toEqual({});
    const extensions = restored.body.items('addresses').map((address) => address.at('extension').value);
    expect(extensions).toEqual([undefined]);
  });

  it('does not change a deleted user otherwise', async () => {
    await api.ask('DELETE', `/users/${userId}`);
    const answer = await api.ask('PATCH', `/users/${userId}`, { title: 'x', version: 1 });
    expect(answer.status).toBe(404);
  });
});

describe('creation', () => {
  async function divisionId(): Promise<string> {
    return (await api.get('/authorization/divisions?name=Europe')).body.text('entities', 0, 'id');
  }

  it('makes an inactive user with the employee role in the division', async () => {
    const division = await divisionId();
    const created = await api.ask('POST', '/users', {
      name: 'New One',
      email: 'new@example.com',
      divisionId: division,
    });
    expect(created.body.text('state')).toBe('inactive');
    expect(created.body.number('version')).toBe(1);
    await api.setState(created.body.text('id'), 'active');
    const active = await api.ask('POST', '/users', {
      name: 'New Two',
      email: 'two@example.com',
      divisionId: division,
      state: 'active',
    });
    const grants = (await api.get(`/authorization/subjects/${active.body.text('id')}`)).body;
    expect(grants.items('grants').map((g) => [g.text('role', 'name'), g.text('division', 'id')])).toEqual([
      ['employee', division],
    ]);
  });

  it.each(['name', 'email', 'divisionId'])('refuses a user without %s', async (field) => {
    const body = { name: 'A B', email: 'a@example.com', divisionId: await divisionId(), [field]: undefined };
    expect((await api.ask('POST', '/users', body)).status).toBe(400);
  });

  it('refuses an e-mail address that somebody holds, a deleted user too', async () => {
    const deleted = await api.firstUser('deleted');
    for (const holder of [await api.firstUser(), deleted]) {
      const email = holder.text('email').toUpperCase();
      const answer = await api.ask('POST', '/users', { name: 'A B', email, divisionId: await divisionId() });
      expect(code(answer)).toBe('409 general.conflict');
    }
    const version = await api.version(userId);
    const change = await api.ask('PATCH', `/users/${userId}`, { email: deleted.text('email'), version });
    expect(code(change)).toBe('409 general.conflict');
  });

  it('frees the old address when it changes', async () => {
    const old = (await api.firstUser()).text('email');
    await api.ask('PATCH', `/users/${userId}`, {
      email: 'moved@example.com',
      version: await api.version(userId),
    });
    const body = { name: 'Heir', email: old, divisionId: await divisionId() };
    expect((await api.ask('POST', '/users', body)).status).toBe(200);
  });
});

describe('ids and bodies', () => {
  it('answers 400 for what is no UUID and 404 for an unknown one', async () => {
    expect((await api.get('/users/nobody')).status).toBe(400);
    expect((await api.get('/users/..%2Fme')).status).toBe(400);
    expect(code(await api.get('/users/11111111-1111-4111-8111-111111111111'))).toBe(
      '404 general.resource.not.found',
    );
    expect(code(await api.get('/users/me'))).toBe('400 not.a.user');
    expect(code(await api.get('/nothing/here'))).toBe('404 not.found');
  });
});
