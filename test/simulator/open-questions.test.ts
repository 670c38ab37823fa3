import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorClient } from './simulator-client.ts';

const { code } = SimulatorClient;
let api: SimulatorClient;
let userId: string;
let clock = Date.UTC(2026, 5, 1);

beforeEach(async () => {
  api = await SimulatorClient.start({ now: () => clock });
  userId = (await api.firstUser()).text('id');
});
afterEach(() => api.close());

async function putState(stateChangeDate: string): Promise<Awaited<ReturnType<typeof api.ask>>> {
  const version = await api.version(userId);
  return api.ask('PUT', `/users/${userId}/state`, { state: 'inactive', version, stateChangeDate });
}

describe('the date of a state change', () => {
  const past = '2026-01-01T00:00:00.000Z';

  it('is kept, or replaced by the moment of the request', async () => {
    expect((await putState(past)).body.text('stateChangeDate')).toBe(past);
    await api.behave({ stateChangeDateKept: false });
    expect((await putState(past)).body.text('stateChangeDate')).toBe(new Date(clock).toISOString());
  });

  it('may lie in the future unless that is refused', async () => {
    const future = '2027-01-01T00:00:00.000Z';
    expect((await putState(future)).status).toBe(200);
    await api.behave({ futureStateChangeDateAnswers400: true });
    expect(code(await putState(future))).toBe('400 invalid.date');
    expect((await putState(past)).status).toBe(200);
  });
});

describe('a deleted person', () => {
  it('may be seen as before for a while', async () => {
    await api.behave({ deletionLagMs: 5000 });
    await api.ask('DELETE', `/users/${userId}`);
    expect((await api.get(`/users/${userId}`)).body.text('state')).toBe('active');
    clock += 5000;
    expect((await api.get(`/users/${userId}`)).status).toBe(404);
  });
});

describe('a search', () => {
  const search = (body: object) => api.ask('POST', '/users/search', body);

  it('has a largest page', async () => {
    const body = { pageSize: 26, query: [{ type: 'MATCH_ALL' }] };
    expect((await search(body)).status).toBe(200);
    await api.behave({ searchMaxPageSize: 25 });
    expect(code(await search(body))).toBe('400 bad.request');
  });

  it('is about active people unless the switch is off', async () => {
    const inactive = await api.firstUser('inactive');
    const query = [{ type: 'EXACT', fields: ['email'], value: inactive.text('email') }];
    expect((await search({ query })).body.number('total')).toBe(0);
    await api.behave({ searchFindsActiveOnly: false });
    expect((await search({ query })).body.number('total')).toBe(1);
  });

  it('finds nothing by a field that it does not know, or refuses it', async () => {
    const query = [{ type: 'EXACT', fields: ['externalIds'], value: 'x' }];
    expect((await search({ query })).body.number('total')).toBe(0);
    await api.behave({ unknownSearchFieldAnswers400: true });
    expect(code(await search({ query }))).toBe('400 invalid.value');
    expect(code(await api.ask('POST', '/groups/search', { query }))).toBe('400 invalid.value');
  });
});

describe('a taken external id', () => {
  it('is a conflict or a bad request', async () => {
    const id = { authorityName: 'okta', externalKey: '00u1' };
    await api.ask('POST', `/users/${userId}/externalid`, id);
    const other = (await api.get('/users?pageSize=2')).body.text('entities', 1, 'id');
    const taken = () => api.ask('POST', `/users/${other}/externalid`, id);
    expect(code(await taken())).toBe('409 general.conflict');
    await api.behave({ takenExternalIdAnswers400: true });
    expect(code(await taken())).toBe('400 bad.request');
  });
});

describe('limits', () => {
  it('can be lower for one operation than for all', async () => {
    await api.behave({ operationRatePerMinute: 2 });
    const statuses: number[] = [];
    for (let request = 0; request < 3; request += 1)
      statuses.push((await api.get(`/users/${userId}`)).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await api.get('/groups')).status).toBe(200);
    clock += 60_000;
    expect((await api.get(`/users/${userId}`)).status).toBe(200);
  });

  it('throttle log-ins with 400', async () => {
    await api.behave({ tokenRequestsPerMinute: 1 });
    expect((await api.login('bridge', 's')).status).toBe(200);
    const refused = await api.login('bridge', 's');
    expect([refused.status, refused.body.text('error')]).toEqual([400, 'invalid_request']);
    expect(refused.body.text('description')).toMatch(/^rate limit exceeded/);
    clock += 60_000;
    expect((await api.login('bridge', 's')).status).toBe(200);
  });

  it('can end tokens that are not used', async () => {
    await api.behave({ tokenIdleSeconds: 900 });
    clock += 899_000;
    expect((await api.get('/groups')).status).toBe(200);
    clock += 899_000;
    expect((await api.get('/groups')).status).toBe(200);
    clock += 900_000;
    expect(code(await api.get('/groups'))).toBe('401 bad.credentials');
  });
});

describe('the own subject of a client', () => {
  it('is answered, or refused for want of a person', async () => {
    expect((await api.get('/authorization/subjects/me')).status).toBe(200);
    await api.behave({ ownSubjectOfClients: false });
    expect(code(await api.get('/authorization/subjects/me'))).toBe('400 not.a.user');
  });
});

describe('every switch', () => {
  it('is described in a sentence, with the section that leaves it open', async () => {
    const { body } = await api.get('/simulator/behaviour');
    const names = Object.keys(body.value ?? {});
    expect(names.length).toBeGreaterThan(30);
    for (const name of names) {
      expect([name, body.text(name, 'meaning')]).toEqual([name, expect.stringMatching(/^[A-Z].*\.$/)]);
      expect([name, body.text(name, 'facts')]).toEqual([name, expect.stringMatching(/^\d/)]);
    }
  });
});
