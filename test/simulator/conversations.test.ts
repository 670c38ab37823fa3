import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Json, SimulatorClient } from './simulator-client.ts';

const { code } = SimulatorClient;
const TODAY = '2026-06-01T00:00:00Z/2026-06-02T00:00:00Z';
let api: SimulatorClient;
let userId: string;
let clock: number;

beforeEach(async () => {
  clock = Date.UTC(2026, 5, 1, 12);
  api = await SimulatorClient.start({ now: () => clock });
  userId = (await api.firstUser()).text('id');
});
afterEach(() => api.close());

async function talk(seconds: number, wrapupSeconds?: number): Promise<string> {
  const body = { state: 'connected', seconds, ...(wrapupSeconds === undefined ? {} : { wrapupSeconds }) };
  const answer = await api.ask('POST', `/simulator/users/${userId}/conversation`, body);
  return answer.body.text('conversation', 'id');
}

async function phase(): Promise<string> {
  return (await api.get(`/simulator/users/${userId}`)).body.text('conversation', 'state');
}

async function details(request: object): Promise<Json> {
  const answer = await api.ask('POST', '/analytics/conversations/details/query', {
    interval: TODAY,
    ...request,
  });
  return answer.body;
}

const ofUser = (dimension = 'userId', value = userId) => [
  { type: 'and', predicates: [{ dimension, operator: 'matches', value }] },
];
const running = [{ type: 'and', predicates: [{ dimension: 'conversationEnd', operator: 'notExists' }] }];

describe('a conversation', () => {
  it('goes from talking to wrap-up to its end by the clock', async () => {
    const id = await talk(60, 30);
    expect(await phase()).toBe('connected');
    clock += 60_000;
    expect(await phase()).toBe('wrapup');
    const during = (await api.get(`/conversations/${id}`)).body;
    expect([during.at('endTime').value, during.text('state')]).toEqual([undefined, 'disconnected']);
    clock += 30_000;
    expect(await phase()).toBe('none');
    const after = (await api.get(`/conversations/${id}`)).body;
    expect(after.text('endTime')).toBe(new Date(clock).toISOString());
    const agent = after.items('participants').find((one) => one.text('purpose') === 'agent');
    expect([agent?.text('userId'), agent?.text('calls', 0, 'state')]).toEqual([userId, 'disconnected']);
  });

  it('is torn down by a disconnect, which wraps up for the agent', async () => {
    const id = await talk(600, 600);
    expect((await api.ask('POST', `/conversations/${id}/disconnect`)).status).toBe(200);
    expect(await phase()).toBe('none');
    const found = await details({ segmentFilters: ofUser('wrapUpCode', 'ININ-WRAP-UP-TIMEOUT') });
    expect(found.texts('conversations', 'conversationId')).toEqual([id]);
    const agent = (await api.get(`/conversations/${id}`)).body
      .items('participants')
      .find((one) => one.text('purpose') === 'agent');
    expect(agent?.text('wrapup', 'code')).toBe('ININ-WRAP-UP-TIMEOUT');
    expect((await api.get('/conversations/11111111-1111-4111-8111-111111111111')).status).toBe(404);
  });

  it('goes on without the agent when the queue takes over', async () => {
    const id = await talk(600);
    const agent = (await api.get(`/conversations/${id}`)).body
      .items('participants')
      .find((one) => one.text('purpose') === 'agent');
    const path = `/conversations/${id}/participants/${agent?.text('id')}/replace/queue`;
    const [queueId] = (await api.get('/routing/queues')).body.texts('entities', 'id');
    expect((await api.ask('POST', path, {})).status).toBe(400);
    expect((await api.ask('POST', path, { queueId })).status).toBe(202);
    expect(await phase()).toBe('none');
    const now = (await api.get(`/conversations/${id}`)).body;
    expect([now.text('state'), now.at('endTime').value]).toEqual(['connected', undefined]);
  });
});

describe('conversation details', () => {
  it('find who is in a running conversation, and only while it runs', async () => {
    const id = await talk(60, 30);
    const request = { conversationFilters: running, segmentFilters: ofUser() };
    const found = await details(request);
    expect(found.texts('conversations', 'conversationId')).toEqual([id]);
    const purposes = found.at('conversations', 0).texts('participants', 'purpose');
    expect(purposes).toEqual(['customer', 'acd', 'agent']);
    clock += 90_000;
    const after = await details(request);
    expect([after.at('conversations').value, after.number('totalHits')]).toEqual([undefined, 0]);
    const all = await details({ segmentFilters: ofUser() });
    const segments = all
      .items('conversations', 0, 'participants')[2]
      ?.at('sessions', 0)
      .texts('segments', 'segmentType');
    expect(segments).toEqual(['interact', 'wrapup']);
  });

  it('only know conversations that started on a day which the interval touches', async () => {
    await talk(86_400);
    clock += 43_200_000 + 3_600_000;
    const tomorrow = '2026-06-02T00:00:00Z/2026-06-03T00:00:00Z';
    expect((await details({ interval: tomorrow, segmentFilters: ofUser() })).number('totalHits')).toBe(0);
    const touching = '2026-06-01T23:00:00Z/2026-06-03T00:00:00Z';
    expect((await details({ interval: touching, segmentFilters: ofUser() })).number('totalHits')).toBe(1);
  });

  it('refuse what is no query', async () => {
    const ask = (body: object) => api.ask('POST', '/analytics/conversations/details/query', body);
    expect(code(await ask({}))).toBe('400 bad.request');
    expect(code(await ask({ interval: TODAY, segmentFilters: ofUser('shoeSize') }))).toBe(
      '400 invalid.value',
    );
    const paging = { pageSize: 101, pageNumber: 1 };
    expect(code(await ask({ interval: TODAY, paging }))).toBe('400 bad.request');
    const filter = [{ predicates: [{ dimension: 'userId', value: userId }] }];
    expect(code(await ask({ interval: TODAY, segmentFilters: filter }))).toBe('400 bad.request');
  });

  it('come from a job too, when it is done', async () => {
    await api.behave({ analyticsJobMs: 10_000, analyticsDataLagMs: 3_600_000 });
    const id = await talk(60);
    const jobs = '/analytics/conversations/details/jobs';
    const start = async () => (await api.ask('POST', jobs, { interval: TODAY })).body.text('jobId');
    const early = await start();
    const status = await api.get(`${jobs}/${early}`);
    expect([status.status, status.body.text('state')]).toEqual([202, 'QUEUED']);
    expect((await api.get(`${jobs}/${early}/results`)).status).toBe(400);
    clock += 10_000;
    expect((await api.get(`${jobs}/${early}`)).status).toBe(200);
    expect((await api.get(`${jobs}/${early}/results`)).body.at('conversations').value).toBeUndefined();
    clock += 3_600_000;
    const late = await start();
    clock += 10_000;
    const results = (await api.get(`${jobs}/${late}/results?pageSize=1`)).body;
    expect(results.texts('conversations', 'conversationId')).toEqual([id]);
    const available = (await api.get(`${jobs}/availability`)).body.text('dataAvailabilityDate');
    expect(Date.parse(available)).toBe(clock - 3_600_000);
    expect((await api.ask('DELETE', `${jobs}/${late}`)).status).toBe(204);
    expect((await api.get(`${jobs}/${late}`)).body.text('state')).toBe('CANCELLED');
  });
});

describe('user details', () => {
  it('tell presence and routing status over time', async () => {
    clock += 1000;
    const offline = { presenceDefinition: { id: 'ccf3c10a-aa2c-4845-8e8d-f59fa48c58e5' } };
    await api.ask('PATCH', `/users/${userId}/presences/purecloud`, offline);
    const body = { interval: TODAY, userFilters: ofUser() };
    const found = (await api.ask('POST', '/analytics/users/details/query', body)).body;
    const user = found.at('userDetails', 0);
    expect(user.texts('primaryPresence', 'systemPresence')).toEqual(['ON_QUEUE', 'OFFLINE']);
    expect(user.texts('routingStatus', 'routingStatus')).toEqual(['IDLE', 'OFF_QUEUE']);
    expect(user.text('primaryPresence', 0, 'endTime')).toBe(new Date(clock).toISOString());
    expect(user.at('primaryPresence', 1, 'endTime').value).toBeUndefined();
    expect(found.number('totalHits')).toBe(1);
  });
});
