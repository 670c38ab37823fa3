/**
 * A full import of a large organisation by an identity provider, measured from outside on the real executable
 * at Genesys' rate limit: upstream calls, time, memory, and lock-outs asked for meanwhile.
 */

import { readFileSync } from 'node:fs';
import { eventually, type Running } from '../test/e2e/harness/processes.ts';
import type { ScimAnswer, ScimApi } from '../test/e2e/harness/scim-api.ts';
import { World } from '../test/e2e/harness/world.ts';
import type { Benchmark, Figure } from './benchmark.ts';

const USERS = 100_000;
const WINDOW = 200;
/** A lock-out is asked for after each so many windows. */
const LOCK_OUT_EVERY = 60;
const LEAVE = [{ op: 'replace', path: 'active', value: false }];

/** Resident memory of a process in MB: now (`VmRSS`), or the highest so far (`VmHWM`). */
function memory({ process: { pid } }: Running, what: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [, kilobytes] = new RegExp(`${what}:\\s+(\\d+) kB`).exec(status) ?? [];
  return Number(kilobytes) / 1024;
}

/** As identity providers do: a refusal for lack of allowance is waited out. */
async function readWindow(scim: ScimApi, startIndex: number): Promise<ScimAnswer> {
  for (;;) {
    const answer = await scim.get(`/Users?startIndex=${startIndex}&count=${WINDOW}`);
    if (answer.status === 200) return answer;
    const seconds = Number(answer.headers.get('retry-after'));
    if (!(answer.status === 429 || answer.status === 503) || !Number.isInteger(seconds)) {
      throw new Error(`the list answered ${answer.status}`);
    }
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

async function lockOut(scim: ScimApi, id: string): Promise<number> {
  const before = performance.now();
  const { status } = await scim.patch(id, LEAVE);
  if (status !== 200) throw new Error(`PATCH active=false answered ${status} during the import`);
  return performance.now() - before;
}

async function measure(world: World): Promise<Figure[]> {
  const scim = await world.createClient('bench');
  // The very first process builds the database and keeps that memory.
  await world.startBridge();
  await world.endBridge();
  const bridge = await world.startBridge();
  const since = await world.genesys.lastSeq();
  const started = performance.now();
  const seen = new Set<string>();
  const lockOuts: Promise<number>[] = [];
  const memories: number[] = [];
  for (let startIndex = 1; ; startIndex += WINDOW) {
    const { body } = await readWindow(scim, startIndex);
    for (const { id } of body.Resources) seen.add(id);
    const [first] = body.Resources;
    if (((startIndex - 1) / WINDOW) % LOCK_OUT_EVERY === LOCK_OUT_EVERY - 1 && first?.active === true) {
      lockOuts.push(lockOut(scim, first.id));
    }
    if (seen.size >= ((memories.length + 1) * body.totalResults) / 5) {
      memories.push(Math.round(memory(bridge, 'VmRSS')));
    }
    if (startIndex + WINDOW > body.totalResults) break;
  }
  const minutes = (performance.now() - started) / 60_000;
  const latencies = await Promise.all(lockOuts);
  const journal = await eventually(() => world.genesys.journal(since), 'the journal');
  const lists = journal.filter(
    ({ client, path }) => client === 'bridge' && /^\/api\/v2\/users(\/query)?$/.test(path),
  );
  const throttled = journal.filter(({ status }) => status === 429);
  return [
    { measure: 'people imported', value: seen.size },
    { measure: 'list calls to Genesys', value: lists.length },
    { measure: '429 caused', value: throttled.length, atMost: 0 },
    { measure: 'time', value: minutes, unit: 'min' },
    { measure: 'lock-outs meanwhile', value: latencies.length, atLeast: 1 },
    { measure: 'slowest lock-out', value: Math.max(...latencies), unit: 'ms', atMost: 2_000 },
    { measure: 'memory of the bridge after each fifth', value: memories.join(', '), unit: 'MB' },
    { measure: 'peak memory of the bridge', value: memory(bridge, 'VmHWM'), unit: 'MB' },
  ];
}

export const importing: Benchmark = {
  about: `an import of ${USERS} people in windows of ${WINDOW} at 300 calls a minute`,
  run: async () => {
    const world = await World.start({
      simulatorEnv: { SIMULATOR_USERS: String(USERS), SIMULATOR_RATE_LIMIT: '300' },
    });
    try {
      return await measure(world);
    } finally {
      await world.end();
    }
  },
};
