/**
 * What a deactivation costs, measured from outside on the real executable and the simulator without a rate
 * limit: the latency of `PATCH active=false` over 200 people, and every Genesys call of one person.
 */

import type { AdminApi } from '../test/e2e/harness/admin-api.ts';
import { eventually } from '../test/e2e/harness/processes.ts';
import { World } from '../test/e2e/harness/world.ts';

const PEOPLE = 200;
const QUEUES = 5;
const LEAVE = [{ op: 'replace', path: 'active', value: false }];

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

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

function print(rows: readonly (readonly [string, string | number])[]): void {
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) process.stdout.write(`${name.padEnd(width)}  ${value}\n`);
}

async function measure(world: World): Promise<void> {
  const scim = await world.createClient('bench');
  const admin = await world.createAdmin();
  await world.startBridge();
  const users = await world.genesys.users('active', 500);
  const agent = await pickAgent(world, users);

  const since = await world.genesys.lastSeq();
  await scim.patch(agent, LEAVE);
  await untilComplete(admin, agent);
  const calls = (await world.genesys.journal(since)).filter(({ client }) => client === 'bridge');
  process.stdout.write(`Genesys calls of one deactivation with ${QUEUES} queues: ${calls.length}\n`);
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
  print([
    ['people', others.length],
    ['PATCH active=false p50, ms', percentile(latencies, 0.5).toFixed(1)],
    ['PATCH active=false p99, ms', percentile(latencies, 0.99).toFixed(1)],
    ['PATCHes a second, one after the other', ((others.length / patched) * 1000).toFixed(1)],
    ['all released after, s', ((performance.now() - started) / 1000).toFixed(1)],
  ]);
}

const world = await World.start({ simulatorEnv: { SIMULATOR_USERS: '300' } });
try {
  await measure(world);
} finally {
  await world.end();
}
