/**
 * What a deactivation costs, measured from outside on the real executable and the simulator without a rate limit: every
 * Genesys call of one well-equipped person whose policy releases all; and over 200 people the times from
 * `PATCH active=false` to its answer, to the state inactive and to the last token gone, by the simulator's journal.
 */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdminApi } from '../test/e2e/harness/admin-api.ts';
import { eventually, makeFolder, removeFolder } from '../test/e2e/harness/processes.ts';
import { World } from '../test/e2e/harness/world.ts';
import { equipPerson } from '../test/offboarding/equipped-person.ts';
import { type Benchmark, type Figure, percentile } from './benchmark.ts';

const PEOPLE = 200;
/** The journal is read so often that it forgets nothing. */
const PEOPLE_A_READ = 10;
const LEAVE = [{ op: 'replace', path: 'active', value: false }];
const THOROUGH = 'thorough';
const POLICY = `guard: off\nclients: { ${THOROUGH}: { offboarding: { deactivate: { release: all } } } }`;

/** Asks the admin API, which answers from the database: SCIM reads would show up among the calls. */
async function untilComplete(admin: AdminApi, id: string): Promise<void> {
  await eventually(
    async () => ((await admin.latestStatus(id)) === 'complete' ? true : undefined),
    `the release of ${id}`,
    60_000,
  );
}

/** Prints every call; the lock-out ends with the first deletion of tokens. */
async function countCalls(world: World, admin: AdminApi, id: string): Promise<Figure[]> {
  const scim = await world.createClient(THOROUGH);
  const since = await world.genesys.lastSeq();
  await scim.patch(id, LEAVE);
  await untilComplete(admin, id);
  const calls = (await world.genesys.journal(since)).filter(
    (call) => call.client === 'bridge' && call.path !== '/oauth/token',
  );
  for (const { method, path, status } of calls) process.stdout.write(`  ${method} ${path} ${status}\n`);
  const lockOut = calls.findIndex(({ method, path }) => method === 'DELETE' && path.includes('/tokens/')) + 1;
  return [
    { measure: 'Genesys calls until the lock-out of one leaver, release all', value: lockOut },
    { measure: 'Genesys calls of one leaver in all, release all', value: calls.length },
  ];
}

interface Times {
  readonly answered: number[];
  readonly inactive: number[];
  readonly tokensGone: number[];
}

async function timePeople(world: World, people: readonly string[]): Promise<Times> {
  const scim = await world.createClient('bench');
  const times: Times = { answered: [], inactive: [], tokensGone: [] };
  for (let from = 0; from < people.length; from += PEOPLE_A_READ) {
    const since = await world.genesys.lastSeq();
    const begun = new Map<string, number>();
    for (const id of people.slice(from, from + PEOPLE_A_READ)) {
      begun.set(id, Date.now());
      const before = performance.now();
      const { status } = await scim.patch(id, LEAVE);
      times.answered.push(performance.now() - before);
      if (status !== 200) throw new Error(`PATCH answered ${status}`);
    }
    const calls = await world.genesys.journal(since);
    for (const [id, at] of begun) {
      const since = (method: string, path: string) => {
        const call = calls.find((each) => each.method === method && each.path === `/api/v2${path}`);
        return call === undefined ? Number.NaN : Date.parse(call.at) - at;
      };
      times.inactive.push(since('PUT', `/users/${id}/state`));
      times.tokensGone.push(since('DELETE', `/tokens/${id}`));
    }
  }
  return times;
}

function spread(measure: string, times: readonly number[]): Figure[] {
  const sorted = times.toSorted((one, other) => one - other);
  return [0.5, 0.99].map((share) => ({
    measure: `${measure} p${share * 100}`,
    value: percentile(sorted, share),
    unit: 'ms',
  }));
}

async function measure(world: World): Promise<Figure[]> {
  const admin = await world.createAdmin();
  const users = (await world.genesys.users('active', 500)).map(({ id }) => id);
  const [owner = '', ...others] = users;
  const equipped = await equipPerson(world.genesys, owner);
  await world.startBridge();
  const calls = await countCalls(world, admin, equipped);
  const people = others.slice(0, PEOPLE);
  const started = performance.now();
  const times = await timePeople(world, people);
  const patched = performance.now() - started;
  for (const id of people) await untilComplete(admin, id);
  return [
    ...calls,
    { measure: 'people', value: people.length },
    ...spread('PATCH active=false until the answer', times.answered),
    ...spread('PATCH active=false until the state is inactive', times.inactive),
    ...spread('PATCH active=false until the last token is gone', times.tokensGone),
    { measure: 'PATCHes a second, one after the other', value: (people.length / patched) * 1000 },
    { measure: 'all released after', value: (performance.now() - started) / 1000, unit: 's' },
  ];
}

export const deactivation: Benchmark = {
  about: 'what a leaver costs, on the real executable and a simulator without a rate limit',
  run: async () => {
    const folder = await makeFolder();
    const config = join(folder, 'policy.yaml');
    await writeFile(config, POLICY);
    const world = await World.start({
      env: { BRIDGE_CONFIG: config },
      simulatorEnv: { SIMULATOR_USERS: '300' },
    });
    try {
      return await measure(world);
    } finally {
      await world.end();
      await removeFolder(folder);
    }
  },
};
