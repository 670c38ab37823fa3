import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorClient } from './simulator-client.ts';

const OFFLINE = 'ccf3c10a-aa2c-4845-8e8d-f59fa48c58e5';
const { code } = SimulatorClient;
let api: SimulatorClient;
let userId: string;
let clock = Date.UTC(2026, 5, 1);

beforeEach(async () => {
  api = await SimulatorClient.start({ now: () => clock });
  userId = (await api.firstUser()).text('id');
});
afterEach(() => api.close());

async function liveTokens(): Promise<number> {
  return (await api.get(`/simulator/users/${userId}`)).body.number('tokens');
}

describe('tokens of a person', () => {
  it('come back through single sign-on while the person is active', async () => {
    expect(await liveTokens()).toBe(2);
    expect((await api.ask('DELETE', `/tokens/${userId}`)).status).toBe(204);
    expect(await liveTokens()).toBe(1);
    await api.behave({ ssoTokenReissue: false });
    await api.ask('DELETE', `/tokens/${userId}`);
    expect(await liveTokens()).toBe(0);
  });

  it('outlive the deactivation and die with the first deletion after it', async () => {
    await api.setState(userId, 'inactive');
    expect(await liveTokens()).toBe(2);
    await api.ask('DELETE', `/tokens/${userId}`);
    expect(await liveTokens()).toBe(0);
  });

  it('end with the deactivation when told to', async () => {
    await api.behave({ sessionsEndOnInactive: true });
    await api.setState(userId, 'inactive');
    expect(await liveTokens()).toBe(0);
  });
});

describe('presence and routing status', () => {
  it('takes the agent off queue when Offline', async () => {
    const before = await api.get(`/users/${userId}/routingstatus`);
    expect(before.body.text('status')).toBe('IDLE');
    const answer = await api.ask('PATCH', `/users/${userId}/presences/purecloud`, {
      presenceDefinition: { id: OFFLINE },
    });
    expect(answer.body.text('presenceDefinition', 'systemPresence')).toBe('Offline');
    expect((await api.get(`/users/${userId}/routingstatus`)).body.text('status')).toBe('OFF_QUEUE');
  });

  it('can be set in bulk', async () => {
    const body = [{ id: userId, source: 'PURECLOUD', presenceDefinition: { id: OFFLINE } }];
    const answer = await api.ask('PUT', '/users/presences/bulk', body);
    expect(answer.body.text(0, 'presenceDefinition', 'id')).toBe(OFFLINE);
    const definitions = (await api.get('/presence/definitions')).body.texts('entities', 'id');
    expect(definitions).toContain(OFFLINE);
  });

  it('refuses an unknown presence and an impossible routing status', async () => {
    const presence = { presenceDefinition: { id: userId } };
    expect((await api.ask('PATCH', `/users/${userId}/presences/purecloud`, presence)).status).toBe(400);
    const status = await api.ask('PUT', `/users/${userId}/routingstatus`, { status: 'INTERACTING' });
    expect(code(status)).toBe('400 general.bad.request');
  });

  it('says OFF_QUEUE of somebody unknown', async () => {
    const { body } = await api.get('/users/11111111-1111-4111-8111-111111111111/routingstatus');
    expect(body.text('status')).toBe('OFF_QUEUE');
  });
});

describe('conversation', () => {
  it('is nowhere until it is made, and over after its seconds', async () => {
    const status = () => api.get(`/analytics/agents/${userId}/status`);
    expect((await status()).body.number('sessionCount')).toBe(0);
    await api.ask('POST', `/simulator/users/${userId}/conversation`, { state: 'connected', seconds: 60 });
    const busy = (await status()).body;
    expect([busy.number('sessionCount'), busy.text('routingStatus')]).toEqual([1, 'INTERACTING']);
    const id = busy.text('sessions', 0, 'conversationId');
    await api.ask('POST', `/simulator/users/${userId}/conversation`, { state: 'wrapup', seconds: 10 });
    const after = (await status()).body.at('sessions', 0);
    expect([after.text('conversationId'), after.text('segmentType')]).toEqual([id, 'wrapup']);
    clock += 10_000;
    expect((await status()).body.items('sessions')).toEqual([]);
  });

  it('has only the documented states', async () => {
    const path = `/simulator/users/${userId}/conversation`;
    expect((await api.ask('POST', path, { state: 'busy' })).status).toBe(400);
    expect((await api.ask('POST', path, { state: 'wrapup', seconds: -1 })).status).toBe(400);
  });
});

describe('station', () => {
  it('is left and its default cleared and set again', async () => {
    const station = (await api.get(`/users/${userId}/station`)).body.text('defaultStation', 'id');
    expect((await api.ask('DELETE', `/users/${userId}/station/associatedstation`)).status).toBe(202);
    expect((await api.ask('DELETE', `/users/${userId}/station/defaultstation`)).status).toBe(202);
    const { body } = await api.get(`/users/${userId}/station`);
    expect([body.at('associatedStation').value, body.at('defaultStation').value]).toEqual([
      undefined,
      undefined,
    ]);
    expect(body.text('lastAssociatedStation', 'id')).toBe(station);
    expect((await api.ask('PUT', `/users/${userId}/station/defaultstation/${station}`)).status).toBe(202);
    expect((await api.get(`/users/${userId}/station`)).body.text('defaultStation', 'id')).toBe(station);
  });

  it('can be freed from its own side', async () => {
    const station = (await api.get(`/users/${userId}/station`)).body.text('associatedStation', 'id');
    expect((await api.ask('DELETE', `/stations/${station}/associateduser`)).status).toBe(200);
    expect((await api.get(`/users/${userId}/station`)).body.at('associatedStation').value).toBeUndefined();
  });
});

describe('skills, languages and utilization', () => {
  it('replaces, merges and removes skills', async () => {
    const [billing, refunds] = (await api.get('/routing/skills?pageSize=500')).body.texts('entities', 'id');
    const skills = `/users/${userId}/routingskills`;
    const replaced = await api.ask('PUT', `${skills}/bulk`, [{ id: billing, proficiency: 3 }]);
    expect(replaced.body.texts('entities', 'id')).toEqual([billing]);
    await api.ask('PATCH', `${skills}/bulk`, [{ id: refunds, proficiency: 4.5 }]);
    expect((await api.get(skills)).body.number('total')).toBe(2);
    expect((await api.ask('DELETE', `${skills}/${billing}`)).status).toBe(200);
    expect((await api.ask('DELETE', `${skills}/${billing}`)).status).toBe(404);
    expect((await api.ask('POST', skills, { id: billing, proficiency: 6 })).status).toBe(400);
    expect((await api.ask('PUT', `${skills}/bulk`, [])).body.items('entities')).toEqual([]);
  });

  it('has no bulk replacement for languages and at most 50 at a time', async () => {
    const languages = `/users/${userId}/routinglanguages`;
    expect((await api.ask('PUT', `${languages}/bulk`, [])).status).toBe(404);
    const [held] = (await api.get(languages)).body.texts('entities', 'id');
    const many = Array.from({ length: 51 }, () => ({ id: held, proficiency: 1 }));
    expect((await api.ask('PATCH', `${languages}/bulk`, many)).status).toBe(400);
    expect((await api.ask('DELETE', `${languages}/${held}`)).status).toBe(204);
  });

  it('tells an own utilization from the default', async () => {
    const path = `/routing/users/${userId}/utilization`;
    expect((await api.get(path)).body.text('level')).toBe('Organization');
    const call = { maximumCapacity: 2, interruptableMediaTypes: [], includeNonAcd: false };
    expect((await api.ask('PUT', path, { utilization: { call } })).body.text('level')).toBe('Agent');
    await api.ask('DELETE', path);
    expect((await api.get(path)).body.text('level')).toBe('Organization');
  });
});

describe('management unit', () => {
  it('is left by moving to none', async () => {
    const path = `/workforcemanagement/agents/${userId}/managementunit`;
    expect((await api.get(path)).body.text('managementUnit', 'id')).toMatch(/-/);
    const body = { userIds: [userId], destinationManagementUnitId: null };
    const move = () => api.ask('POST', '/workforcemanagement/agents', body);
    expect((await move()).body.text('results', 0, 'result')).toBe('MoveSuccessful');
    expect((await move()).body.text('results', 0, 'result')).toBe('NothingToDo');
    expect((await api.get(path)).status).toBe(404);
  });

  it('lists its agents, as it is listed itself', async () => {
    const agent = `/workforcemanagement/agents/${userId}/managementunit`;
    const unit = (await api.get(agent)).body.text('managementUnit', 'id');
    const idsAt = async (path: string) => JSON.stringify((await api.get(path)).body.value);
    expect(await idsAt('/workforcemanagement/managementunits')).toContain(`"id":"${unit}"`);
    const agents = `/workforcemanagement/managementunits/${unit}/users`;
    expect(await idsAt(agents)).toContain(`"id":"${userId}"`);
    await api.ask('POST', '/workforcemanagement/agents', {
      userIds: [userId],
      destinationManagementUnitId: null,
    });
    expect(await idsAt(agents)).not.toContain(`"id":"${userId}"`);
  });
});
