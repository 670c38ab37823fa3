/**
 * What a deactivation costs, measured from outside on the real executable and the simulator without a rate
 * limit: the latency of `PATCH active=false` over 200 people, and every Genesys call of one person.
 */

import type { AdminApi } from '../test/e2e/harness/admin-api.ts';
import { eventually } from '../test/e2e/harness/processes.ts';
import { World } from '../test/e2e/harness/world.ts';
import { type Benchmark, type Figure, percentile } from './benchmark.ts';

const PEOPLE = 200;
const QUEUES = 5;
const LEAVE = [{ op: 'replace', path: 'active', value: false }];

/** Asks the admin API, which answers from the database: SCIM reads would show up among the calls. */
async function untilComplete(admin: AdminApi, id: string): Promise<void> {
  await eventually(
    async () => ((await admin.latestStatus(id)) === 'complete' ? true : undefined),
    `the release of ${id}`,
    60_000,
  );
}

/** Somebody with exactly five queues, none of them through a group. */
async function pickAgent(world: World, users: readonly { id: string }[]): Promise<string> {
  for (const { id } of users) {
    const queues = await world.genesys.queues(id);
    if (queues.length === QUEUES && queues.every(({ memberGroups }) => memberGroups.length === 0)) return id;
  }
  throw new Error(`nobody has ${QUEUES} queues`);
}

async function measure(world: World): Promise<Figure[]> {
  const scim = await world.createClient('bench');
  const admin = await world.createAdmin();
  await world.startBridge();
  const users = await world.genesys.users('active', 500);
  const agent = await pickAgent(world, users);

  const since = await world.genesys.lastSeq();
  await scim.patch(agent, LEAVE);
  await untilComplete(admin, agent);
  const calls = (await world.genesys.journal(since)).filter(({ client }) => client === 'bridge');
  for (const { method, path, status } of calls) process.stdout.write(`  ${method} ${path} ${status}\n`);

  const latencies: number[] = [];
  const others = users.filter(({ id }) => id !== agent).slice(0, PEOPLE);
  const started = performance.now();
  for (const { id } of others) {
    const before = performance.now();
    const { status } = await scim.patch(id, LEAVE);
    latencies.push(performance.now() - before);
    if (status !== 200) throw new Error(`PATCH answered ${status}`);
  }
  const patched = performance.now() - started;
  for (const { id } of others) await untilComplete(admin, id);
  latencies.sort((a, b) => a - b);
  return [
    { measure: `Genesys calls of one deactivation with ${QUEUES} queues`, value: calls.length },
    { measure: 'people', value: others.length },
    { measure: 'PATCH active=false p50', value: percentile(latencies, 0.5), unit: 'ms' },
    { measure: 'PATCH active=false p99', value: percentile(latencies, 0.99), unit: 'ms' },
    { measure: 'PATCHes a second, one after the other', value: (others.length / patched) * 1000 },
    { measure: 'all released after', value: (performance.now() - started) / 1000, unit: 's' },
  ];
}

export const deactivation: Benchmark = {
  about: 'what a leaver costs, on the real executable and a simulator without a rate limit',
  run: async () => {
    const world = await World.start({ simulatorEnv: { SIMULATOR_USERS: '300' } });
    try {
      return await measure(world);
    } finally {
      await world.end();
    }
  },
};
