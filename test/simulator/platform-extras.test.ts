import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SimulatorClient } from './simulator-client.ts';

const { code } = SimulatorClient;
let api: SimulatorClient;

beforeAll(async () => {
  api = await SimulatorClient.start();
});
afterAll(() => api.close());

describe('OAuth clients', () => {
  it('show everything but the secret', async () => {
    const { body } = await api.get('/oauth/clients/bridge');
    expect([body.text('authorizedGrantType'), body.at('secret').value]).toEqual([
      'CLIENT-CREDENTIALS',
      undefined,
    ]);
    expect(body.items('roleDivisions').length).toBeGreaterThan(0);
    expect((await api.get('/oauth/clients/nobody')).status).toBe(404);
  });
});

describe('notifications', () => {
  it('take subscriptions to known topics on an own channel', async () => {
    const userId = (await api.firstUser()).text('id');
    const channel = (await api.ask('POST', '/notifications/channels')).body.text('id');
    const path = `/notifications/channels/${channel}/subscriptions`;
    const topic = { id: `v2.users.${userId}.presence` };
    expect((await api.ask('POST', path, [topic])).body.text('entities', 0, 'state')).toBe('Permitted');
    const wrong = await api.ask('POST', path, [{ id: `v2.users.${userId}.profile` }]);
    expect(code(wrong)).toBe('400 notification.invalid.topic');
    const many = Array.from({ length: 1001 }, (_, index) => ({ id: `v2.users.${index}.presence` }));
    expect(code(await api.ask('POST', path, many))).toBe(
      '400 notification.subscription.too.many.subscriptions',
    );
    expect((await api.ask('POST', '/notifications/channels/x/subscriptions', [topic])).status).toBe(404);
    const topics = (await api.get('/notifications/availabletopics')).body.texts('entities', 'id');
    expect(topics).toContain('v2.users.{id}.presence');
  });
});
