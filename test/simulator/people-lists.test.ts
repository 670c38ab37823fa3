import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SimulatorClient } from './simulator-client.ts';

const { code } = SimulatorClient;
let api: SimulatorClient;

beforeAll(async () => {
  api = await SimulatorClient.start({ users: 60 });
});
afterAll(() => api.close());

async function walk(path: string): Promise<string[]> {
  const ids: string[] = [];
  let next: unknown = path;
  while (typeof next === 'string') {
    const { body } = await api.get(next.replace('/api/v2', ''));
    expect(body.number('results')).toBe(body.items('entities').length);
    ids.push(...body.texts('entities', 'id'));
    next = body.at('nextUri').value;
  }
  return ids;
}

describe('GET /users/query', () => {
  it('walks everybody of a state by cursor, in either direction', async () => {
    const listed = (await api.get('/users?state=any&pageSize=500')).body.texts('entities', 'id');
    expect(await walk('/users/query?state=any&pageSize=7')).toEqual(listed);
    expect(await walk('/users/query?state=any&pageSize=7&sortOrder=DESC')).toEqual([...listed].reverse());
    const inactive = (await api.get('/users?state=inactive&pageSize=500')).body.texts('entities', 'id');
    expect(await walk('/users/query?state=inactive&pageSize=2')).toEqual(inactive);
  });

  it('refuses a page that is too large and what is no cursor', async () => {
    expect(code(await api.get('/users/query?pageSize=501'))).toBe('400 invalid.query.param.value');
    expect(code(await api.get('/users/query?cursor=7'))).toBe('400 invalid.query.param.value');
  });
});

describe('GET /users', () => {
  it('finds people by jabber id, but not together with ids', async () => {
    const user = await api.firstUser();
    const jabberId = encodeURIComponent(user.text('chat', 'jabberId'));
    const found = await api.get(`/users?jabberId=${jabberId}`);
    expect(found.body.texts('entities', 'id')).toEqual([user.text('id')]);
    const both = await api.get(`/users?jabberId=${jabberId}&id=${user.text('id')}`);
    expect(code(both)).toBe('400 invalid.query.param.value');
  });

  it('takes at most a hundred ids', async () => {
    const id = (await api.firstUser()).text('id');
    const many = Array.from({ length: 101 }, () => id).join(',');
    expect(code(await api.get(`/users?id=${many}`))).toBe('400 max.user.ids');
  });

  it('expands everything that is documented about one person', async () => {
    const id = (await api.firstUser()).text('id');
    const expand = [
      'lasttokenissued,dateLastLogin,outOfOffice,conversationSummary,authorization.unusedRoles',
      'groups,skills,languages,team,station,employerInfo,presence,routingStatus,profileSkills',
    ].join(',');
    const user = (await api.get(`/users?id=${id}&expand=${expand}`)).body.at('entities', 0);
    expect(user.text('lastTokenIssued', 'dateIssued')).toBe(user.text('dateLastLogin'));
    expect(user.at('outOfOffice', 'active').value).toBe(false);
    expect(user.number('conversationSummary', 'call', 'contactCenter', 'active')).toBe(0);
    expect(user.text('groups', 0, 'type')).toBe('official');
  });
});

describe('GET /users/search', () => {
  const q64 = (query: unknown) => Buffer.from(JSON.stringify(query)).toString('base64');

  it('answers as the search by POST does, page by page', async () => {
    const query = { pageSize: 2, query: [{ type: 'MATCH_ALL' }] };
    const posted = (await api.ask('POST', '/users/search', { ...query, pageNumber: 2 })).body;
    const first = (await api.get(`/users/search?q64=${encodeURIComponent(q64(query))}`)).body;
    const second = await api.get(`/users/search?q64=${encodeURIComponent(first.text('nextPage'))}`);
    expect(second.body.texts('results', 'id')).toEqual(posted.texts('results', 'id'));
    expect(second.body.number('pageNumber')).toBe(2);
  });

  it('refuses a missing or unreadable query', async () => {
    expect(code(await api.get('/users/search'))).toBe('400 invalid.query.param.value');
    expect(code(await api.get('/users/search?q64=e30x'))).toBe('400 invalid.query.param.value');
  });
});

describe('PATCH /users/bulk', () => {
  it('changes the automatic answer of up to fifty people and nothing else', async () => {
    const user = await api.firstUser();
    const id = user.text('id');
    const change = { id, acdAutoAnswer: true, state: 'inactive' };
    const answer = await api.ask('PATCH', '/users/bulk', [change]);
    expect(answer.body.at('entities', 0, 'acdAutoAnswer').value).toBe(true);
    expect(answer.body.text('entities', 0, 'state')).toBe('active');
    expect(answer.body.number('entities', 0, 'version')).toBe(user.number('version') + 1);
    const many = Array.from({ length: 51 }, () => change);
    expect(code(await api.ask('PATCH', '/users/bulk', many))).toBe('400 bad.request');
    expect(code(await api.ask('PATCH', '/users/bulk', [{ id, acdAutoAnswer: 'yes' }]))).toBe(
      '400 invalid.value',
    );
  });
});
