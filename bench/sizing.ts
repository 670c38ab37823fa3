/**
 * What a bridge of its own process takes and gives for organisations of several sizes: memory after a full import, then
 * requests a second at a mix as identity providers send it, processor time and Genesys calls of each request. The
 * simulator has no rate limit and no delay here, so that the bridge is what is measured.
 */

import { writeFileSync } from 'node:fs';
import autocannon from 'autocannon';
import { makeFolder, removeFolder } from '../test/e2e/harness/processes.ts';
import type { ScimApi } from '../test/e2e/harness/scim-api.ts';
import { World } from '../test/e2e/harness/world.ts';
import type { Benchmark, Figure } from './benchmark.ts';

const SIZES = [1_000, 10_000, 100_000] as const;
const WINDOW = 200;
const CONNECTIONS = 10;
const SECONDS = 10;
const WARM_UP_SECONDS = 3;
const MB = 1024 * 1024;
/** No limit for the client that loads, and nobody is held back. */
const POLICY = 'clients: { bench: { rate: { perSecond: 100000 } } }\nguard: off\n';

interface Person {
  readonly id: string;
  readonly userName: string;
}

interface Usage {
  readonly rssMb: number;
  readonly cpuSeconds: number;
  readonly genesysCalls: number;
}

async function importEverybody(scim: ScimApi): Promise<Person[]> {
  const people: Person[] = [];
  for (let startIndex = 1; ; startIndex += WINDOW) {
    const { status, body } = await scim.get(`/Users?startIndex=${startIndex}&count=${WINDOW}`);
    if (status !== 200) throw new Error(`the list answered ${status}`);
    people.push(...body.Resources.map(({ id, userName }: Person) => ({ id, userName })));
    if (startIndex + WINDOW > body.totalResults) return people;
  }
}

/** Of 20 requests: 12 look-ups by userName, 5 reads, 3 changes of a title. */
function mix(people: readonly Person[]): autocannon.Request[] {
  const step = Math.max(1, Math.floor(people.length / 1_000));
  const sample = people.filter((_, index) => index % step === 0);
  return sample.map(({ id, userName }, index): autocannon.Request => {
    const place = index % 20;
    if (place < 12) {
      const filter = encodeURIComponent(`userName eq "${userName}"`);
      return { method: 'GET', path: `/scim/v2/Users?filter=${filter}` };
    }
    if (place < 17) return { method: 'GET', path: `/scim/v2/Users/${id}` };
    const Operations = [{ op: 'replace', path: 'title', value: `Title ${index}` }];
    return {
      method: 'PATCH',
      path: `/scim/v2/Users/${id}`,
      body: JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations }),
    };
  });
}

async function readUsage(port: number): Promise<Usage> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const sum = (pattern: RegExp) =>
    [...text.matchAll(pattern)].reduce((total, [, value]) => total + Number(value), 0);
  return {
    rssMb: sum(/^process_resident_memory_bytes (\S+)$/gm) / MB,
    cpuSeconds: sum(/^process_cpu_seconds_total (\S+)$/gm),
    genesysCalls: sum(/^bridge_genesys_call_seconds_count\{.*\} (\S+)$/gm),
  };
}

async function load(world: World, token: string, requests: autocannon.Request[], duration: number) {
  const result = await autocannon({
    url: `http://127.0.0.1:${world.port}`,
    connections: CONNECTIONS,
    duration,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
    requests,
  });
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0) throw new Error(`${failed} of ${result.requests.total} requests failed`);
  return result;
}

async function measure(world: World, name: string): Promise<Figure[]> {
  const scim = await world.createClient('bench');
  await world.startBridge();
  const people = await importEverybody(scim);
  const { rssMb: afterImport } = await readUsage(world.port);
  const requests = mix(people);
  await load(world, scim.token, requests, WARM_UP_SECONDS);
  const before = await readUsage(world.port);
  const { requests: sent, latency, duration } = await load(world, scim.token, requests, SECONDS);
  const after = await readUsage(world.port);
  const cpuSeconds = after.cpuSeconds - before.cpuSeconds;
  return [
    { measure: `${name}: requests a second`, value: sent.total / duration },
    { measure: `${name}: p99`, value: latency.p99, unit: 'ms' },
    { measure: `${name}: memory after an import of all`, value: Math.round(afterImport), unit: 'MB' },
    { measure: `${name}: memory after the load`, value: Math.round(after.rssMb), unit: 'MB' },
    { measure: `${name}: processors in use`, value: cpuSeconds / duration },
    { measure: `${name}: processor time a request`, value: (1_000 * cpuSeconds) / sent.total, unit: 'ms' },
    {
      measure: `${name}: Genesys calls a request`,
      value: (after.genesysCalls - before.genesysCalls) / sent.total,
    },
  ];
}

async function measureSize(users: number, engine: string): Promise<Figure[]> {
  const folder = await makeFolder();
  const policy = `${folder}/policy.yaml`;
  writeFileSync(policy, POLICY);
  const world = await World.start({
    engine,
    env: { BRIDGE_CONFIG: policy },
    simulatorEnv: { SIMULATOR_USERS: String(users), SIMULATOR_RATE_LIMIT: '0' },
  });
  try {
    return await measure(world, `${users.toLocaleString('en')} people, ${engine}`);
  } finally {
    await world.end();
    await removeFolder(folder);
  }
}

export const sizing: Benchmark = {
  about:
    'memory, requests a second, processor time and Genesys calls for 1,000 to 100,000 people, embedded and (TEST_DATABASE_URL) PostgreSQL',
  async run(options) {
    const wanted = SIZES.filter((size) => options.size === 0 || options.has(`--people=${size}`));
    const sizes = wanted.length === 0 ? SIZES : wanted;
    const engines = ['embedded', ...(process.env.TEST_DATABASE_URL === undefined ? [] : ['postgres'])];
    const figures: Figure[] = [];
    for (const engine of engines) {
      for (const size of sizes) figures.push(...(await measureSize(size, engine)));
    }
    return figures;
  },
};
