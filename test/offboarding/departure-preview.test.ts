/** The plan of an offboarding is what then happens, call by call. */

import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bridge, Environment } from './bridge-in-process.ts';

let environment: Environment;
let bridge: Bridge;
let people: string[];

beforeAll(async () => {
  environment = await Environment.open({ users: 30 });
  bridge = await environment.startBridge({ pace: 100, policy: { deactivate: { release: 'all' } } });
  people = await environment.people(6);
});

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

async function callsSince(seq: number) {
  const journal = await environment.genesys.journal(seq);
  return journal.filter(({ client, path }) => client === 'bridge' && path.startsWith('/api/v2'));
}

const intentFor = (userId: string) =>
  ({ userId, kind: 'deactivate', clientName: 'ops', requestId: 'r', seen: 'active' }) as const;

it('writes nothing, and counts the calls of each person, to one call', async () => {
  for (const id of people) {
    const before = await environment.genesys.lastSeq();
    const plan = await bridge.offboardings.previewDeparture(intentFor(id), { priority: 'interactive' });
    const read = await callsSince(before);
    expect(read.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/search'))).toEqual([]);
    const begin = await environment.genesys.lastSeq();
    await bridge.offboardings.accept(intentFor(id));
    await bridge.reached(id, 'complete');
    const made = (await callsSince(begin)).map(({ method, path }) => `${method} ${path}`);
    // Whether roles are taken away and read back depends on what Genesys itself takes away.
    expect(Math.abs(plan.calls - made.length), made.join('\n')).toBeLessThanOrEqual(1);
    const queues = plan.steps.find(({ name }) => name === 'queues');
    expect(queues?.takes.length).toBeGreaterThan(0);
  }
});
