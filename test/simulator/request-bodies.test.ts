import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REQUEST_MODELS } from '../../src/simulator/operations/request-models.ts';
import { SimulatorClient } from './simulator-client.ts';

const { code } = SimulatorClient;
let api: SimulatorClient;
let userId: string;

beforeAll(async () => {
  api = await SimulatorClient.start();
  userId = (await api.firstUser()).text('id');
});
afterAll(() => api.close());

describe('bodies that do not fit the documented model', () => {
  it.each([
    ['a number for a text', 'POST', '/users', { title: 5 }],
    ['no member of the enumeration', 'POST', '/groups', { type: 'secret' }],
    ['a text for a list', 'POST', '/users/search', { expand: 'skills' }],
    ['a text for a number', 'POST', '/audits/query/realtime', { pageSize: '25' }],
    ['a list of numbers for a list of texts', 'POST', '/users/search', { expand: [1] }],
  ])('are refused for %s', async (_what, method, path, body) => {
    expect(code(await api.ask(method, path, body))).toBe('400 invalid.value');
  });

  it('are refused when one item of a list does not fit, and nothing of it is done', async () => {
    const [queue] = (await api.get(`/users/${userId}/queues`)).body.texts('entities', 'id');
    const items = [
      { id: userId, joined: false },
      { id: userId, joined: 'yes' },
    ];
    const answer = await api.ask('PATCH', `/routing/queues/${queue}/members`, items);
    expect(code(answer)).toBe('400 invalid.value');
    expect((await api.get(`/users/${userId}/queues`)).body.texts('entities', 'id')).toContain(queue);
  });

  it('are refused as a whole by every operation', async () => {
    for (const name of Object.keys(REQUEST_MODELS)) {
      const [method = '', path = ''] = name.split(' ');
      const answer = await api.ask(method, path.replaceAll(/\{\w+\}/g, userId), 'text');
      expect([name, answer.status < 500 && answer.status >= 400]).toEqual([name, true]);
    }
  });

  it('may hold null for what they do not say', async () => {
    const version = await api.version(userId);
    expect((await api.ask('PATCH', `/users/${userId}`, { title: null, version })).status).toBe(200);
  });
});
