import { describe, expect, it } from 'vitest';
import { type Answerer, aUser, OTHER_ID, type SeenRequest, USER_ID } from './fake-genesys.ts';
import { CALL, connect, failureOf } from './with-genesys.ts';

const NOT_FOUND: ReturnType<Answerer> = { status: 404, body: { code: 'general.resource.not.found' } };

function line(request: SeenRequest | undefined): string {
  if (request === undefined) return 'no request';
  const { method, path, query } = request;
  return `${method} ${path.replace('/api/v2', '')}${decodeURIComponent(query)}`;
}

const bodyOf = (request: SeenRequest | undefined): unknown => JSON.parse(request?.body ?? 'null');

describe('users', () => {
  it('reads only what it knows, null as absent', async () => {
    const { fake, genesys } = await connect(() => ({
      body: {
        ...aUser,
        manager: { id: OTHER_ID, selfUri: '/y' },
        station: { associatedStation: { id: OTHER_ID, name: 'Desk', type: 'x' }, defaultStation: null },
        skills: [{ id: OTHER_ID, name: 'French', proficiency: 3.5, state: 'active' }],
        unheardOf: { deep: true },
      },
    }));
    const user = await genesys.users.get(USER_ID, { expand: ['station', 'skills'], state: 'deleted' }, CALL);
    expect(user).toEqual({
      id: USER_ID,
      name: 'Ada Example',
      email: 'ada@example.com',
      state: 'active',
      version: 7,
      division: { id: OTHER_ID, name: 'Home' },
      manager: { id: OTHER_ID },
      station: { associated: { id: OTHER_ID, name: 'Desk' } },
      skills: [{ id: OTHER_ID, name: 'French', proficiency: 3.5 }],
    });
    expect(fake.requests.map(line)).toEqual([`GET /users/${USER_ID}?expand=station,skills&state=deleted`]);
  });

  it('finds nobody where get rejects', async () => {
    const { genesys } = await connect(() => NOT_FOUND);
    expect(await genesys.users.find(USER_ID, {}, CALL)).toBeUndefined();
    expect(await failureOf(genesys.users.get(USER_ID, {}, CALL))).toMatchObject({
      code: 'genesys.not-found',
    });
  });

  it('never takes a failure for nobody', async () => {
    const { genesys } = await connect(() => ({
      status: 404,
      body: '<html>',
      headers: { 'content-type': 'text/html' },
    }));
    expect(await failureOf(genesys.users.find(USER_ID, {}, CALL))).toMatchObject({
      code: 'genesys.bad-answer',
    });
  });

  it('searches by exact address in the asked states and drops what only resembles it', async () => {
    const { fake, genesys } = await connect(() => ({
      body: { total: 2, results: [aUser, { ...aUser, id: OTHER_ID, email: 'ada@example.com.au' }] },
    }));
    const found = await genesys.users.searchByEmail(
      'ADA@example.com',
      { states: ['active', 'deleted'] },
      CALL,
    );
    expect(found.map(({ id }) => id)).toEqual([USER_ID]);
    expect(bodyOf(fake.requests[0])).toMatchObject({
      query: [
        { fields: ['email'], value: 'ADA@example.com', type: 'EXACT' },
        { fields: ['state'], values: ['active', 'deleted'], type: 'EXACT' },
      ],
    });
  });

  it('lists a page with the total', async () => {
    const { fake, genesys } = await connect(() => ({
      body: { entities: [aUser], total: 12, pageCount: 12 },
    }));
    const query = { state: 'inactive', pageSize: 1, pageNumber: 3 } as const;
    expect(await genesys.users.list(query, CALL)).toMatchObject({ total: 12, users: [{ id: USER_ID }] });
    expect(fake.requests.map(line)).toEqual(['GET /users?pageSize=1&pageNumber=3&state=inactive']);
  });

  it('sends state alone, with version and reason', async () => {
    const { fake, genesys } = await connect(() => ({ body: {} }));
    await genesys.users.setState(USER_ID, { state: 'inactive', version: 7, reason: 'Unknown' }, CALL);
    await genesys.users.setStateByPatch(USER_ID, { state: 'active', version: 8 }, CALL);
    expect(fake.requests.map(line)).toEqual([`PUT /users/${USER_ID}/state`, `PATCH /users/${USER_ID}`]);
    expect(fake.requests.map(bodyOf)).toEqual([
      { state: 'inactive', version: 7, stateChangeReason: 'Unknown' },
      { state: 'active', version: 8 },
    ]);
  });
});

describe('queues', () => {
  it('reads all pages, even when Genesys makes them smaller than asked for', async () => {
    const queues = Array.from({ length: 5 }, (_, index) => ({ id: `queue-${index}`, name: `Q${index}` }));
    const { fake, genesys } = await connect((_request, index) => ({
      body: { entities: queues.slice(index * 2, index * 2 + 2) },
    }));
    const found = await genesys.queues.ofUser(USER_ID, { joined: false }, CALL);
    expect(found.map(({ id }) => id)).toEqual(queues.map(({ id }) => id));
    expect(line(fake.requests[0])).toBe(
      `GET /users/${USER_ID}/queues?pageSize=100&pageNumber=1&joined=false`,
    );
  });

  it('stops at the page count', async () => {
    const { fake, genesys } = await connect(() => ({ body: { entities: [{ id: OTHER_ID }], pageCount: 1 } }));
    await genesys.queues.ofUser(USER_ID, { joined: true }, CALL);
    expect(fake.requests).toHaveLength(1);
  });

  it('does not take an empty object for an empty listing', async () => {
    const { genesys } = await connect(() => ({ body: {} }));
    const error = await failureOf(genesys.queues.ofUser(USER_ID, { joined: true }, CALL));
    expect(error).toMatchObject({ code: 'genesys.bad-answer' });
  });

  it('removes and adds members by the same resource', async () => {
    const { fake, genesys } = await connect(() => ({}));
    await genesys.queues.removeMembers(OTHER_ID, [USER_ID], CALL);
    await genesys.queues.addMembers(OTHER_ID, [USER_ID], CALL);
    expect(fake.requests.map(line)).toEqual([
      `POST /routing/queues/${OTHER_ID}/members?delete=true`,
      `POST /routing/queues/${OTHER_ID}/members?delete=false`,
    ]);
    expect(fake.requests.map(bodyOf)).toEqual([[{ id: USER_ID }], [{ id: USER_ID }]]);
  });
});

describe('skills and languages', () => {
  it('are written in parts of 50, and a replacement ends what is not among them', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `${USER_ID.slice(0, -2)}${index + 10}`);
    const ratings = ids.map((id) => ({ id, proficiency: 2 }));
    const { fake, genesys } = await connect(() => ({ body: { entities: [], total: 0 } }));
    await genesys.skills.replace(USER_ID, ratings, CALL);
    await genesys.languages.assign(USER_ID, ratings, CALL);
    expect(fake.requests.map((request) => [line(request), Object(bodyOf(request)).length])).toEqual([
      [`PUT /users/${USER_ID}/routingskills/bulk`, 50],
      [`PATCH /users/${USER_ID}/routingskills/bulk`, 10],
      [`PATCH /users/${USER_ID}/routinglanguages/bulk`, 50],
      [`PATCH /users/${USER_ID}/routinglanguages/bulk`, 10],
    ]);
  });

  it('are written again after a conflict with another write of the user', async () => {
    const { fake, genesys } = await connect((_request, index) =>
      index % 2 === 0 ? { status: 409, body: { code: 'general.conflict' } } : { body: { total: 0 } },
    );
    await genesys.skills.replace(USER_ID, [], CALL);
    await genesys.skills.remove(USER_ID, OTHER_ID, CALL);
    await genesys.languages.remove(USER_ID, OTHER_ID, CALL);
    expect(fake.requests.map(({ method }) => method)).toEqual([
      'PUT',
      'PUT',
      'DELETE',
      'DELETE',
      'DELETE',
      'DELETE',
    ]);
    expect(bodyOf(fake.requests[1])).toEqual([]);
  });
});

describe('what is gone already', () => {
  it('counts as taken away', async () => {
    const { genesys } = await connect(() => NOT_FOUND);
    await genesys.tokens.revokeAll(USER_ID, CALL);
    await genesys.externalIds.remove(USER_ID, { authority: 'okta', key: '1' }, CALL);
    await genesys.stations.dissociate(USER_ID, CALL);
    await genesys.stations.clearDefault(USER_ID, CALL);
    await genesys.grants.remove(USER_ID, { roleId: USER_ID, divisionId: '*' }, CALL);
    await genesys.groups.remove(OTHER_ID, CALL);
    expect(await genesys.agents.status(USER_ID, CALL)).toEqual({ sessions: [] });
  });
});

describe('presence', () => {
  it('uses the bulk form, which works for other users', async () => {
    const { fake, genesys } = await connect(() => ({ body: [] }));
    await genesys.presence.setOffline(USER_ID, CALL);
    expect(fake.requests.map(line)).toEqual(['PUT /users/presences/bulk']);
    expect(bodyOf(fake.requests[0])).toMatchObject([
      { id: USER_ID, presenceDefinition: { id: 'ccf3c10a-aa2c-4845-8e8d-f59fa48c58e5' } },
    ]);
  });

  it('falls back to the single form where the bulk form does not exist', async () => {
    const { fake, genesys } = await connect((_request, index) =>
      index === 0 ? { status: 405, body: { code: 'method.not.allowed' } } : { body: {} },
    );
    await genesys.presence.setOffline(USER_ID, CALL);
    expect(line(fake.requests[1])).toBe(`PATCH /users/${USER_ID}/presences/purecloud`);
  });
});

describe('grants, roles and divisions', () => {
  it('leaves out what a group brings', async () => {
    const grant = (subjectId: string, name: string) => ({
      subjectId,
      role: { id: OTHER_ID, name },
      division: { id: OTHER_ID, name: 'Home' },
    });
    const { fake, genesys } = await connect(() => ({
      body: { id: USER_ID, grants: [grant(USER_ID, 'employee'), grant(OTHER_ID, 'Supervisor')] },
    }));
    expect(await genesys.grants.direct(USER_ID, CALL)).toEqual([
      { roleId: OTHER_ID, roleName: 'employee', divisionId: OTHER_ID, divisionName: 'Home' },
    ]);
    expect(line(fake.requests[0])).toContain('?includeDuplicates=true');
  });

  it('finds a role by its whole name in any case', async () => {
    const entities = [
      { id: USER_ID, name: 'Employee Plus' },
      { id: OTHER_ID, name: 'employee' },
    ];
    const { genesys } = await connect(() => ({ body: { entities, total: 2 } }));
    expect(await genesys.roles.findByName('EMPLOYEE', CALL)).toEqual({ id: OTHER_ID, name: 'employee' });
    expect(await genesys.roles.findByName('empl', CALL)).toBeUndefined();
  });

  it('adds grants for a user', async () => {
    const { fake, genesys } = await connect(() => ({}));
    await genesys.grants.add(USER_ID, [{ roleId: OTHER_ID, divisionId: OTHER_ID }], CALL);
    expect(fake.requests.map(line)).toEqual([
      `POST /authorization/subjects/${USER_ID}/bulkadd?subjectType=PC_USER`,
    ]);
  });
});

describe('groups', () => {
  it('adds members with the version read just before, and again after a conflict', async () => {
    let version = 3;
    const { fake, genesys } = await connect(({ method }) => {
      if (method === 'GET') return { body: { id: OTHER_ID, name: 'G', version } };
      version += 1;
      return version === 4 ? { status: 409, body: { code: 'general.conflict' } } : { status: 202, body: {} };
    });
    await genesys.groups.addMembers(OTHER_ID, [USER_ID], CALL);
    const posts = fake.requests.filter(({ method }) => method === 'POST');
    expect(posts.map(bodyOf)).toEqual([
      { memberIds: [USER_ID], version: 3 },
      { memberIds: [USER_ID], version: 4 },
    ]);
  });

  it('changes a group that only owners see in the documented word, and in the other where that is refused', async () => {
    const read = { id: OTHER_ID, name: 'G', version: 3, visibility: 'owners' };
    const { fake, genesys } = await connect(({ body }) =>
      String(body).includes('ownerIds') ? { status: 400, body: { code: 'invalid.value' } } : { body: read },
    );
    await genesys.groups.update(read, { name: 'H' }, CALL);
    expect(fake.requests.map(bodyOf)).toEqual([
      { name: 'H', version: 3, visibility: 'ownerIds' },
      { name: 'H', version: 3, visibility: 'owners' },
    ]);
  });

  it('removes members by their ids in the query', async () => {
    const { fake, genesys } = await connect(() => ({ status: 202, body: {} }));
    await genesys.groups.removeMembers(OTHER_ID, [USER_ID, OTHER_ID], CALL);
    expect(fake.requests.map(line)).toEqual([
      `DELETE /groups/${OTHER_ID}/members?ids=${USER_ID},${OTHER_ID}`,
    ]);
  });
});

describe('the border', () => {
  it('puts a gateway path before the log-in and the API', async () => {
    const { fake } = await connect();
    const { genesys } = await connect(undefined, { gateway: `${fake.url}/genesys/eu/` });
    await genesys.users.get(USER_ID, {}, CALL);
    expect(fake.logins.map(({ path }) => path)).toEqual(['/genesys/eu/oauth/token']);
    expect(fake.requests.map(({ path }) => path)).toEqual([`/genesys/eu/api/v2/users/${USER_ID}`]);
  });

  it('refuses a gateway that is no URL, with the cure', async () => {
    await expect(connect(undefined, { gateway: 'gateway:8080' })).rejects.toThrow(/GENESYSCLOUD_GATEWAY/);
  });

  it('reports each request by its template, not by its ids', async () => {
    const seen: unknown[] = [];
    const { genesys } = await connect(
      (_request, index) =>
        index === 0 ? { status: 500, headers: { 'inin-correlation-id': 'corr-7' } } : { body: aUser },
      { onCall: (info) => seen.push(info) },
    );
    await genesys.users.get(USER_ID, {}, { priority: 'lockOut' });
    const api = { operation: 'GET /api/v2/users/{userId}', method: 'GET', path: '/api/v2/users/{userId}' };
    expect(seen).toMatchObject([
      { operation: 'POST /oauth/token', status: 200 },
      { ...api, status: 500, attempt: 1, correlationId: 'corr-7', priority: 'lockOut' },
      { ...api, status: 200, attempt: 2, durationMs: expect.any(Number) },
    ]);
  });

  it('goes on asking for people while another service of Genesys fails', async () => {
    const { fake, genesys } = await connect(({ path }) =>
      path.includes('/authorization/') ? { status: 503 } : { body: aUser },
    );
    const askForDivision = () =>
      failureOf(genesys.divisions.findByName('A', { priority: 'release', deadline: Date.now() + 50 }));
    for (let time = 0; time < 5; time += 1) await askForDivision();
    const before = fake.requests.length;
    expect(await askForDivision()).toMatchObject({ code: 'genesys.unreachable', retryAfterSeconds: 2 });
    expect(fake.requests).toHaveLength(before);
    expect(await genesys.users.get(USER_ID, {}, { priority: 'lockOut' })).toMatchObject({ id: USER_ID });
    expect(genesys.gateStatus().answers).toBe(true);
  });

  it('spends the allowance that the headers tell', async () => {
    const { fake, genesys } = await connect((_request, index) => ({
      body: aUser,
      headers: {
        'inin-ratelimit-allowed': '20',
        'inin-ratelimit-count': String(index + 1),
        'inin-ratelimit-reset': '40',
      },
    }));
    await genesys.users.get(USER_ID, {}, CALL);
    const soon = { deadline: Date.now() + 3_000 } as const;
    const answers = await Promise.allSettled(
      Array.from({ length: 30 }, () =>
        genesys.tokens.revokeAll(USER_ID, { priority: 'background', ...soon }),
      ),
    );
    expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(21);
    expect(fake.requests).toHaveLength(10);
    await genesys.users.get(USER_ID, {}, { priority: 'lockOut', ...soon });
    expect(fake.requests).toHaveLength(11);
    expect(genesys.gateStatus()).toMatchObject({ limit: 20, inFlight: 0 });
  });
});
