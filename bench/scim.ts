/**
 * The SCIM room over 10,000 users in memory, beside bare express with ready-made answers and stock scimmy on
 * the same machine in the same minutes. The servers take turns in short rounds, of which the median counts, so
 * that what else the machine does meets all of them.
 */

import { randomBytes } from 'node:crypto';
import { type Benchmark, type Figure, percentile } from './benchmark.ts';
import { CASES, type Case, load, type Measured } from './scim/load.ts';
import { PEOPLE } from './scim/people.ts';
import { type ServerName, ServerProcess } from './scim/server-process.ts';

const SERVERS: readonly ServerName[] = ['bare', 'stock', 'ours'];
const WARM_UP_ROUNDS = 2;
const ROUNDS = 11;
const SECONDS = 1;
const MOST_P99_MS = 15;
const SOAK_REQUESTS = 1_000_000;
const SOAK_PARTS = 10;
const MOST_GROWTH = 1.05;
/**
 * Of bare express' requests for the same processor time: requests a second of a free core, whatever else the
 * machine does and however fast this process asks.
 */
const LEAST_SHARE: Partial<Record<Case, number>> = {
  'GET by id': 0.6,
  'list of 100': 0.8,
  'PATCH active': 0.6,
};

interface Round extends Measured {
  /** CPU time of the server for each request, in microseconds. */
  readonly cpuMicroseconds: number;
}

async function measureRound(server: ServerProcess, token: string, name: Case): Promise<Round> {
  const before = await server.cpuMs();
  const measured = await load(server.url, token, name, { seconds: SECONDS });
  const cpuMs = (await server.cpuMs()) - before;
  return { ...measured, cpuMicroseconds: (cpuMs * 1_000) / measured.requests };
}

function median(values: readonly number[]): number {
  return percentile(
    values.toSorted((left, right) => left - right),
    0.5,
  );
}

async function measureCase(
  servers: ReadonlyMap<ServerName, ServerProcess>,
  token: string,
  name: Case,
): Promise<Figure[]> {
  const measured = new Map<ServerName, Round[]>(SERVERS.map((server) => [server, []]));
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
    for (const [server, running] of servers) {
      const result = await measureRound(running, token, name);
      if (round >= WARM_UP_ROUNDS) measured.get(server)?.push(result);
    }
  }
  const valuesOf = (server: ServerName, measure: keyof Round) =>
    (measured.get(server) ?? []).map((round) => round[measure]);
  const typical = (server: ServerName, measure: keyof Round) => median(valuesOf(server, measure));
  /** `left` by `right` of the same round. */
  const ratio = (left: ServerName, right: ServerName, measure: keyof Round) => {
    const divisors = valuesOf(right, measure);
    return median(valuesOf(left, measure).map((value, round) => value / (divisors[round] ?? Number.NaN)));
  };
  const atLeast = LEAST_SHARE[name];
  return [
    ...SERVERS.flatMap((server): Figure[] => [
      { measure: `${name}: ${server}`, value: typical(server, 'perSecond'), unit: 'requests/s' },
      {
        measure: `${name}: ${server}, processor`,
        value: typical(server, 'cpuMicroseconds'),
        unit: 'µs/request',
      },
    ]),
    {
      measure: `${name}: ours to bare, for the same processor time`,
      value: ratio('bare', 'ours', 'cpuMicroseconds'),
      ...(atLeast === undefined ? {} : { atLeast }),
    },
    { measure: `${name}: ours to bare, requests/s`, value: ratio('ours', 'bare', 'perSecond') },
    { measure: `${name}: ours to stock, requests/s`, value: ratio('ours', 'stock', 'perSecond') },
    {
      measure: `${name}: ours, p99 at 10 connections`,
      value: typical('ours', 'p99'),
      unit: 'ms',
      atMost: MOST_P99_MS,
    },
  ];
}

async function compare(): Promise<Figure[]> {
  const token = randomBytes(32).toString('base64url');
  const servers = new Map<ServerName, ServerProcess>();
  const figures: Figure[] = [];
  try {
    for (const name of SERVERS) servers.set(name, await ServerProcess.start(name, token));
    for (const name of CASES) figures.push(...(await measureCase(servers, token, name)));
  } finally {
    for (const server of servers.values()) await server.end();
  }
  return figures;
}

/** A million requests of all kinds, and what the process holds after each tenth of them. */
async function soak(): Promise<Figure[]> {
  const token = randomBytes(32).toString('base64url');
  const server = await ServerProcess.start('ours', token);
  const held: { readonly heapUsed: number; readonly rss: number }[] = [];
  try {
    for (let part = 0; part < SOAK_PARTS; part += 1) {
      for (const name of CASES) {
        await load(server.url, token, name, { requests: SOAK_REQUESTS / SOAK_PARTS / CASES.length });
      }
      held.push(await server.memory());
    }
  } finally {
    await server.end();
  }
  const heap = held.map(({ heapUsed }) => heapUsed);
  // The first part fills caches and compiles.
  const [early = Number.NaN] = heap.slice(1);
  const late = heap.at(-1) ?? Number.NaN;
  const figures = held.map(({ heapUsed, rss }, part): Figure => {
    const requests = (SOAK_REQUESTS / SOAK_PARTS) * (part + 1);
    const value = `${(heapUsed / 1e6).toFixed(1)} heap, ${(rss / 1e6).toFixed(0)} resident`;
    return { measure: `after ${requests.toLocaleString('en')} requests`, value, unit: 'MB' };
  });
  return [...figures, { measure: 'heap, last to second', value: late / early, atMost: MOST_GROWTH }];
}

export const scim: Benchmark = {
  about: `SCIM over ${PEOPLE} users in memory, beside bare express and stock scimmy; --soak: a million requests`,
  run: (options) => (options.has('--soak') ? soak() : compare()),
};
