import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SimulatorClient } from './simulator-client.ts';

const { code } = SimulatorClient;
let api: SimulatorClient;
let clock = Date.UTC(2026, 5, 1);

beforeAll(async () => {
  api = await SimulatorClient.start({ users: 200, now: () => clock });
});
afterAll(() => api.close());

function search(query: unknown[], more: object = {}) {
  return api.ask('POST', '/users/search', { query, ...more });
}

describe('GET /users', () => {
  it('lists active users, 25 to a page, unless told otherwise', async () => {
    const { body } = await api.get('/users');
    expect(body.items('entities')).toHaveLength(25);
    expect(new Set(body.texts('entities', 'state'))).toEqual(new Set(['active']));
    expect(body.number('total')).toBe(160);
  });

  it('pages through everybody once, in a stable order', async () => {
    const ids: string[] = [];
    for (const page of [1, 2, 3, 4]) {
      const { body } = await api.get(`/users?state=any&pageSize=60&pageNumber=${page}`);
      ids.push(...body.texts('entities', 'id'));
    }
    expect(ids).toHaveLength(200);
    expect(new Set(ids).size).toBe(200);
    const reversed = (await api.get('/users?state=any&pageSize=200&sortOrder=DESC')).body;
    expect(reversed.texts('entities', 'id')).toEqual(ids.toReversed());
  });

  it('knows its limits', async () => {
    expect((await api.get('/users?pageSize=501')).status).toBe(400);
    expect((await api.get('/users?pageNumber=0')).status).toBe(400);
    expect((await api.get('/users?state=archived')).status).toBe(400);
    expect((await api.get('/users?state=inactive&pageSize=500&pageNumber=20')).status).toBe(200);
    expect((await api.get('/users?state=inactive&pageSize=500&pageNumber=21')).status).toBe(400);
    const ids = Array.from({ length: 101 }, () => '11111111-1111-4111-8111-111111111111').join(',');
    expect(code(await api.get(`/users?id=${ids}`))).toBe('400 max.user.ids');
  });

  it('finds users by a list of ids', async () => {
    const [first, second] = (await api.get('/users?pageSize=2')).body.texts('entities', 'id');
    const { body } = await api.get(`/users?id=${first},${second}`);
    expect(body.texts('entities', 'id')).toEqual([first, second]);
  });

  it('shows what expand asks for and ignores names that mean nothing', async () => {
    const plain = await api.firstUser();
    expect(plain.at('skills').value).toBeUndefined();
    const { body } = await api.get(
      '/users?pageSize=1&expand=groups,skills,languages,team,station,authorization,presence,constructor',
    );
    const user = body.at('entities', 0);
    expect(user.items('skills').length).toBeGreaterThanOrEqual(3);
    expect(user.items('languages').length).toBe(2);
    expect(user.items('groups').length).toBeGreaterThanOrEqual(3);
    expect(user.text('team', 'name')).toMatch(/^Team /);
    expect(user.text('station', 'associatedStation', 'id')).toBe(
      user.text('station', 'defaultStation', 'id'),
    );
    expect(user.at('authorization').texts('roles', 'name')).toEqual(
      expect.arrayContaining(['employee', 'Communicate - User', 'Quality Evaluator']),
    );
    expect(user.text('presence', 'presenceDefinition', 'systemPresence')).toBe('On Queue');
  });
});

describe('POST /users/search', () => {
  it('finds an active user by exact e-mail in any case', async () => {
    const user = await api.firstUser();
    const { body } = await search([
      { fields: ['email'], type: 'EXACT', value: user.text('email').toUpperCase() },
    ]);
    expect(body.texts('results', 'id')).toEqual([user.text('id')]);
  });

  it('sees other states only when a criterion is about the state', async () => {
    const user = await api.firstUser('deleted');
    const email = { fields: ['email'], type: 'EXACT', value: user.text('email') };
    expect((await search([email])).body.number('total')).toBe(0);
    const state = { fields: ['state'], type: 'EXACT', values: ['inactive', 'deleted'] };
    expect((await search([email, state])).body.texts('results', 'id')).toEqual([user.text('id')]);
  });

  it('pages and sorts', async () => {
    const all = { type: 'MATCH_ALL' };
    const first = (await search([all], { pageSize: 30, sortBy: 'name' })).body;
    const last = (await search([all], { pageSize: 30, pageNumber: 6, sortBy: 'name' })).body;
    expect([first.number('total'), first.number('pageCount')]).toEqual([160, 6]);
    expect(last.items('results')).toHaveLength(10);
    const names = first.texts('results', 'name');
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
  });

  it('combines criteria with AND, OR and NOT', async () => {
    const [a, b] = (await api.get('/users?pageSize=2')).body.texts('entities', 'id');
    const byId = (value: string | undefined, operator: string) => ({
      fields: ['id'],
      type: 'EXACT',
      value,
      operator,
    });
    expect((await search([byId(a, 'OR'), byId(b, 'OR')])).body.texts('results', 'id')).toEqual([a, b]);
    expect((await search([byId(a, 'AND'), byId(a, 'NOT')])).body.number('total')).toBe(0);
  });

  it('refuses what it cannot evaluate', async () => {
    expect((await search([{ fields: ['name'], type: 'REGEX', value: '.*' }])).status).toBe(400);
    expect((await search([{ type: 'EXACT', value: 'x' }])).status).toBe(400);
    expect((await search([{ type: 'MATCH_ALL' }], { pageSize: 101 })).status).toBe(400);
  });

  it('follows changes only after the search lag', async () => {
    await api.behave({ searchLagMs: 5000 });
    const user = (await api.get('/users?pageSize=1&pageNumber=5')).body.at('entities', 0);
    const oldMail = { fields: ['email'], type: 'EXACT', value: user.text('email') };
    const newMail = { ...oldMail, value: 'renamed@example.com' };
    const version = user.number('version');
    await api.ask('PATCH', `/users/${user.text('id')}`, { email: newMail.value, version });
    expect((await search([oldMail])).body.number('total')).toBe(1);
    expect((await search([newMail])).body.number('total')).toBe(0);
    clock += 5000;
    expect((await search([oldMail])).body.number('total')).toBe(0);
    expect((await search([newMail])).body.texts('results', 'id')).toEqual([user.text('id')]);
  });
});

describe('external ids', () => {
  it('are found exactly, belong to one user and can be removed', async () => {
    const [first, second] = (await api.get('/users?pageSize=2')).body.texts('entities', 'id');
    const id = { authorityName: 'Okta', externalKey: '00u/a b' };
    expect((await api.ask('POST', `/users/${first}/externalid`, id)).body.items()).toHaveLength(1);
    expect(code(await api.ask('POST', `/users/${second}/externalid`, id))).toBe('409 general.conflict');
    const path = '/users/externalid/Okta/00u%2Fa%20b';
    expect((await api.get(path)).body.text('id')).toBe(first);
    expect((await api.get(path.replace('Okta', 'okta'))).status).toBe(404);
    expect((await api.get(`/users/${first}/externalid/Okta`)).body.text('externalKey')).toBe('00u/a b');
    await api.setState(first ?? '', 'inactive');
    expect((await api.get(path)).status).toBe(200);
    await api.behave({ externalIdFindsInactive: false });
    expect((await api.get(path)).status).toBe(404);
    expect((await api.ask('DELETE', `/users/${first}/externalid/Okta/00u%2Fa%20b`)).status).toBe(204);
    expect((await api.ask('POST', `/users/${second}/externalid`, id)).status).toBe(200);
  });
});
