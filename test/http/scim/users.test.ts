import { beforeEach, describe, expect, it } from 'vitest';
import { ENTERPRISE } from '../../scim/memory-backend.ts';
import { BASE_URL, errorOf, GROUP, idsOf, ScimServer, USER, user } from './harness.ts';

const server = new ScimServer();
beforeEach(() => server.reset());

const created = async (attributes: object) => {
  const answer = await server.post('/Users', user(attributes));
  expect(answer.status).toBe(201);
  return answer.body;
};

describe('POST', () => {
  it('creates a user', async () => {
    const body = await created({});
    expect(body).toMatchObject({
      schemas: [USER],
      userName: 'new@example.com',
      meta: { resourceType: 'User' },
    });
    expect(server.users.resources.has(body.id)).toBe(true);
  });

  it.each([
    ['a missing userName', { schemas: [USER] }, '400 invalidValue'],
    ['an empty userName', user({ userName: '' }), '400 invalidValue'],
    ['a userName that is a number', user({ userName: 123 }), '400 invalidValue'],
    ['the schema of another type', { schemas: [GROUP], userName: 'n@x' }, '400 invalidSyntax'],
    [
      'two primary e-mails',
      user({
        emails: [
          { value: 'a@b', primary: true },
          { value: 'c@d', primary: true },
        ],
      }),
      '400 invalidValue',
    ],
    ['a taken userName', user({ userName: 'USER1@example.com' }), '409 uniqueness'],
    ['a list where one value belongs', user({ title: ['a'] }), '400 invalidValue'],
    ['a word for a boolean', user({ active: 'perhaps' }), '400 invalidValue'],
    ['a string for a name', user({ name: 'Jo' }), '400 invalidValue'],
  ])('refuses %s', async (_title, body, expected) => {
    expect(errorOf(await server.post('/Users', body))).toBe(expected);
  });

  it('ignores what a client cannot set', async () => {
    const body = await created({
      id: 'evil',
      meta: { created: '2001-01-01T00:00:00Z' },
      groups: [{ value: 'g1' }],
    });
    expect(body.id).not.toBe('evil');
    expect(body.meta.created).not.toContain('2001');
    expect(body.groups).toBeUndefined();
  });

  it('ignores unknown attributes and schemas', async () => {
    const body = await created({ schemas: [USER, 'urn:example:foo'], favouriteColour: 'red' });
    expect(body.schemas).toEqual([USER]);
    expect(body.favouriteColour).toBeUndefined();
  });

  it.each([
    ['no schemas', { userName: 'a@x' }],
    ['the schemas of SCIM 1.1', { schemas: ['urn:scim:schemas:core:1.0'], userName: 'a@x' }],
    ['names in another case', { schemas: [USER], USERNAME: 'a@x', Name: { GIVENNAME: 'G' } }],
    ['the qualified name', { schemas: [USER], [`${USER}:userName`]: 'a@x' }],
  ])('accepts %s', async (_title, body) => {
    const answer = await server.post('/Users', body);
    expect([answer.status, answer.body.userName]).toEqual([201, 'a@x']);
  });

  it('reads the shapes that identity providers use', async () => {
    expect(
      await created({
        active: 'True',
        emails: { value: 'a@b', type: 'business' },
        name: { givenName: 'G' },
        'name.familyName': 'F',
        title: '',
        nickName: null,
        phoneNumbers: null,
        department: 'Sales',
        [`${ENTERPRISE}:manager`]: 'u0001',
        roles: ['{"id":"1","value":"Admin","displayName":"Administrator"}'],
      }),
    ).toMatchObject({
      schemas: [USER, ENTERPRISE],
      active: true,
      emails: [{ value: 'a@b', type: 'business' }],
      name: { givenName: 'G', familyName: 'F' },
      roles: [{ value: 'Admin' }],
      [ENTERPRISE]: { department: 'Sales', manager: { value: 'u0001', $ref: `${BASE_URL}/Users/u0001` } },
    });
    expect(server.users.calls.at(-1)?.next).not.toHaveProperty('title');
  });

  it('never returns a password', async () => {
    const answer = await server.post('/Users?attributes=password,userName', user({ password: 'hunter2' }));
    expect(answer.text).not.toContain('hunter2');
    expect(server.users.calls[0]?.next).toMatchObject({ password: 'hunter2' });
  });

  it('projects the answer', async () => {
    const { body } = await server.post('/Users?attributes=userName', user({ displayName: 'D' }));
    expect(Object.keys(body).sort()).toEqual(['id', 'schemas', 'userName']);
  });
});

describe('GET', () => {
  it('reads one user with an absolute location', async () => {
    const { status, body } = await server.get('/Users/u0001');
    expect([status, body.id, body.meta.location]).toEqual([200, 'u0001', `${BASE_URL}/Users/u0001`]);
  });

  it.each(['nope', 'a"b', 'x" or userName pr or id eq "', '../Groups/g1', '__proto__'])(
    'does not find %s',
    async (id) => {
      expect(errorOf(await server.get(`/Users/${encodeURIComponent(id)}`))).toBe('404');
    },
  );

  it('says nothing beyond the form of an error', async () => {
    expect(Object.keys((await server.get('/Users/nope')).body).sort()).toEqual([
      'detail',
      'schemas',
      'status',
    ]);
  });
});

describe('a list', () => {
  it.each([
    ['', 1, 30, 'u0001', 'u0030'],
    ['?count=5', 1, 5, 'u0001', 'u0005'],
    ['?startIndex=11&count=5', 11, 5, 'u0011', 'u0015'],
    ['?startIndex=0&count=3', 1, 3, 'u0001', 'u0003'],
    ['?startIndex=-1&count=3', 1, 3, 'u0001', 'u0003'],
    ['?startIndex=29&count=10', 29, 2, 'u0029', 'u0030'],
    ['?STARTINDEX=6&Count=5', 6, 5, 'u0006', 'u0010'],
    ['?count=0', 1, 0, undefined, undefined],
    ['?count=-5', 1, 0, undefined, undefined],
    ['?startIndex=31&count=5', 31, 0, undefined, undefined],
    ['?startIndex=1000', 1000, 0, undefined, undefined],
  ])('%s starts at %i with %i users', async (query, startIndex, itemsPerPage, first, last) => {
    const answer = await server.get(`/Users${query}`);
    expect(answer.body).toMatchObject({ totalResults: 30, startIndex, itemsPerPage });
    expect([idsOf(answer)[0], idsOf(answer).at(-1), idsOf(answer).length]).toEqual([
      first,
      last,
      itemsPerPage,
    ]);
  });

  it('passes on the page that was asked for, at most 200 long', async () => {
    await server.get('/Users?startIndex=101&count=1000000000');
    await server.get('/Users');
    expect(server.users.calls[0]?.query).toMatchObject({ startIndex: 101, count: 200 });
    expect(server.users.calls[1]?.query).toMatchObject({ startIndex: 1, count: 100 });
  });

  it.each([
    ['?startIndex=abc', '400 invalidValue'],
    ['?count=2&count=3', '400 invalidValue'],
    ['?filter=a%20pr&filter=b%20pr', '400 invalidValue'],
    ['?sortBy=nope', '400 invalidPath'],
    ['?sortBy=userName&sortOrder=sideways', '400 invalidValue'],
    ['?filter=', '400 invalidFilter'],
  ])('refuses %s', async (query, expected) => {
    expect(errorOf(await server.get(`/Users${query}`))).toBe(expected);
  });

  it.each(['userName', 'USERNAME', `${USER}:userName`])('passes sorting by %s on', async (name) => {
    const answer = await server.get(
      `/Users?sortBy=${name}&sortOrder=descending&attributes=displayName&count=1`,
    );
    expect(idsOf(answer)).toEqual(['u0009']);
  });
});

describe('attributes', () => {
  const keys = async (query: string, path = '/Users/u0003') =>
    Object.keys((await server.get(`${path}?${query}`)).body).sort();

  it.each([
    ['attributes=userName', ['id', 'schemas', 'userName']],
    ['attributes=USERNAME', ['id', 'schemas', 'userName']],
    [`attributes=${USER}:userName`, ['id', 'schemas', 'userName']],
    [`attributes=${ENTERPRISE}`, ['id', 'schemas', ENTERPRISE]],
    [`attributes=userName,${ENTERPRISE}:department`, ['id', 'schemas', ENTERPRISE, 'userName']],
    ['attributes=userName%2C%20active', ['active', 'id', 'schemas', 'userName']],
    ['attributes=nope', ['id', 'schemas']],
    ['attributes=userName%20pr%20or%20(x', ['id', 'schemas']],
    ['attributes=__proto__.x,constructor', ['id', 'schemas']],
    ['attributes=userName&excludedAttributes=userName', ['id', 'schemas', 'userName']],
  ])('%s', async (query, expected) => {
    expect(await keys(query)).toEqual([...expected].sort());
  });

  it('excludes by name, but neither id nor schemas', async () => {
    const rest = await keys('excludedAttributes=id,schemas,emails,name,groups');
    expect(rest).toEqual(expect.arrayContaining(['id', 'schemas', 'userName', 'meta']));
    expect(rest).not.toEqual(expect.arrayContaining(['emails']));
    expect(await keys('excludedAttributes=members', '/Groups/g1')).toEqual([
      'displayName',
      'id',
      'meta',
      'schemas',
    ]);
  });

  it('selects and excludes sub-attributes', async () => {
    const selected = (await server.get('/Users/u0003?attributes=Name.GivenName,emails.value')).body;
    expect(selected.name).toEqual({ givenName: 'Given3' });
    expect(selected.emails).toEqual([{ value: 'user3@example.com' }, { value: 'u3@home.net' }]);
    const rest = (await server.get('/Users/u0003?excludedAttributes=name.familyName')).body;
    expect(rest.name).toEqual({ givenName: 'Given3' });
    const extension = (await server.get(`/Users/u0003?attributes=${ENTERPRISE}:department`)).body;
    expect(extension[ENTERPRISE]).toEqual({ department: 'Sales' });
  });

  it('returns the offboarding only when it is asked for', async () => {
    const urn = 'urn:ietf:params:scim:schemas:extension:genesys:offboarding:2.0:User';
    expect((await server.get('/Users/u0001')).text).not.toContain(urn);
    expect((await server.get(`/Users/u0001?attributes=${urn}`)).body).toEqual({
      schemas: [USER, urn],
      id: 'u0001',
      [urn]: { status: 'none' },
    });
    expect((await server.get(`/Users/u0001?attributes=userName,${urn}:status`)).body[urn]).toEqual({
      status: 'none',
    });
    expect(server.users.calls.map(({ wanted }) => wanted?.has(urn))).toEqual([false, true, true]);
  });

  it('tells the backend what is wanted', async () => {
    await server.get('/Groups?excludedAttributes=members');
    await server.get('/Groups?excludedAttributes=members&filter=members.value%20eq%20%22u0001%22');
    await server.get('/Groups?attributes=displayName');
    expect(server.groups.calls.map(({ wanted }) => wanted?.has('members'))).toEqual([false, true, false]);
  });

  it('refuses hundreds of names', async () => {
    const names = Array.from({ length: 201 }, (_, index) => `a${index}`).join();
    expect(errorOf(await server.get(`/Users/u0001?attributes=${names}`))).toBe('400 invalidValue');
  });
});

describe('PUT', () => {
  const put = (attributes: object, id = 'u0001') =>
    server.put(`/Users/${id}`, { schemas: [USER], ...attributes });

  it('replaces: what is not mentioned is unassigned', async () => {
    const { status, body } = await put({ userName: 'user1@example.com', displayName: 'zz' });
    expect(status).toBe(200);
    expect(body.displayName).toBe('zz');
    expect(server.users.attributesOf('u0001')).not.toHaveProperty('title');
  });

  it('neither deactivates nor reactivates when active is not mentioned', async () => {
    await put({ userName: 'user1@example.com' });
    await put({ userName: 'user5@example.com' }, 'u0005');
    expect(server.users.attributesOf('u0001').active).toBe(true);
    expect(server.users.attributesOf('u0005').active).toBe(false);
  });

  it('leaves readOnly attributes as they are', async () => {
    const { body } = await put({ id: 'u0002', userName: 'user1@example.com', groups: [{ value: 'g9' }] });
    expect(body.id).toBe('u0001');
    expect(server.users.calls.at(-1)?.next?.groups).toEqual([{ value: 'g1', display: 'Team A' }]);
  });

  it('takes back its own representation without a difference', async () => {
    const { body } = await server.get('/Users/u0012');
    const before = server.users.attributesOf('u0012');
    await server.put('/Users/u0012', body);
    expect(server.users.calls.at(-1)?.next).toEqual(before);
    const group = (await server.get('/Groups/g1')).body;
    const groupBefore = server.groups.attributesOf('g1');
    await server.put('/Groups/g1', group);
    expect(server.groups.calls.at(-1)?.next).toEqual(groupBefore);
  });

  it.each([
    ['a missing user', 'nope', { userName: 'a@b' }, '404'],
    ['no userName', 'u0001', { displayName: 'zz' }, '400 invalidValue'],
  ])('refuses %s', async (_title, id, attributes, expected) => {
    expect(errorOf(await put(attributes, id))).toBe(expected);
  });

  it('clears by null', async () => {
    await put({ userName: 'user1@example.com', emails: null });
    expect(server.users.attributesOf('u0001')).not.toHaveProperty('emails');
  });
});

describe('DELETE', () => {
  it('removes without reading first', async () => {
    const { status, text } = await server.delete('/Users/u0001');
    expect([status, text]).toEqual([204, '']);
    expect(server.users.calls.map(({ name }) => name)).toEqual(['remove']);
    expect(errorOf(await server.delete('/Users/u0001'))).toBe('404');
  });
});

describe('search', () => {
  const search = (path: string, parameters: object) =>
    server.post(path, { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], ...parameters });

  it('queries one type', async () => {
    const answer = await search('/Users/.search', {
      filter: 'userName eq "user1@example.com"',
      attributes: ['userName'],
      count: 5,
    });
    expect(answer.body.Resources).toEqual([{ schemas: [USER], id: 'u0001', userName: 'user1@example.com' }]);
  });

  it('takes count 0 and startIndex 0', async () => {
    expect((await search('/Users/.search', { count: 0 })).body).toMatchObject({
      totalResults: 30,
      itemsPerPage: 0,
    });
    expect((await search('/Users/.search', { startIndex: 0, count: 1 })).body.startIndex).toBe(1);
  });

  it('pages over both types as one list', async () => {
    const answer = await search('/.search', { startIndex: 29, count: 3 });
    expect([answer.body.totalResults, idsOf(answer)]).toEqual([32, ['u0029', 'u0030', 'g1']]);
    expect(idsOf(await search('/.search', { startIndex: 32, count: 3 }))).toEqual(['g2']);
  });

  it('skips the type that a filter cannot be about', async () => {
    expect(idsOf(await search('/.search', { filter: 'meta.resourceType eq "Group"' }))).toEqual(['g1', 'g2']);
    expect(idsOf(await search('/.search', { filter: 'userName sw "user1@"' }))).toEqual(['u0001']);
    expect(errorOf(await search('/.search', { filter: 'shoeSize pr' }))).toBe('400 invalidFilter');
  });

  it('shows a client only the types it may read', async () => {
    const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'] };
    expect((await server.post('/.search', body, { token: 'groups' })).body.totalResults).toBe(2);
    expect((await server.post('/.search', body, { token: 'read' })).body.totalResults).toBe(32);
    expect(errorOf(await server.post('/.search', body, { token: 'none' }))).toBe('403');
  });

  it('wants a search request', async () => {
    expect(errorOf(await server.post('/Users/.search', { filter: 'userName pr' }))).toBe('400 invalidSyntax');
  });
});
