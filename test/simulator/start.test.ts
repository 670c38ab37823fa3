import { describe, expect, it } from 'vitest';
import { startSimulator } from '../../src/simulator/start.ts';
import { SimulatorClient } from './simulator-client.ts';

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('starting', () => {
  it('gives the same people the same ids each time and at each size', async () => {
    const small = await SimulatorClient.start({ users: 30 });
    const large = await SimulatorClient.start({ users: 90 });
    try {
      const path = '/users?state=any&pageSize=30&expand=skills,groups';
      const [one, two] = [await small.get(path), await large.get(path)];
      expect(one.body.items('entities')).toEqual(two.body.items('entities'));
      for (const id of one.body.texts('entities', 'id')) expect(id).toMatch(UUID_V4);
    } finally {
      await Promise.all([small.close(), large.close()]);
    }
  });

  it('fails with the cause and the cure when the port is in use', async () => {
    const first = await startSimulator({ port: 0 });
    try {
      await expect(startSimulator({ port: first.port })).rejects.toMatchObject({
        code: 'EADDRINUSE',
        message: expect.stringMatching(/port is in use.*SIMULATOR_PORT/),
      });
    } finally {
      await first.close();
    }
  });

  it('serves 100,000 users within 10 seconds, each with an own id and address', async () => {
    // In time of this process alone: what else the machine does is not the simulator's fault.
    const before = process.cpuUsage();
    const api = await SimulatorClient.start({ users: 100_000, queues: 2000, skills: 20 });
    try {
      const { user, system } = process.cpuUsage(before);
      expect(user + system).toBeLessThan(10_000_000);
      const last = (await api.get('/users?state=any&pageSize=500&pageNumber=200')).body;
      expect(last.number('total')).toBe(100_000);
      const query = [{ fields: ['email'], type: 'EXACT', value: last.text('entities', 0, 'email') }];
      const { body } = await api.ask('POST', '/users/search', { query });
      expect(body.texts('results', 'id')).toEqual([last.text('entities', 0, 'id')]);
    } finally {
      await api.close();
    }
  });

  it('delays each answer by the latency, but not the controls', async () => {
    const api = await SimulatorClient.start({ latencyMs: 1000 });
    try {
      const timed = async (path: string) => {
        const started = performance.now();
        await api.get(path);
        return performance.now() - started;
      };
      expect(await timed('/systempresences')).toBeGreaterThanOrEqual(995);
      expect(await timed('/simulator/behaviour')).toBeLessThan(995);
    } finally {
      await api.close();
    }
  });
});
