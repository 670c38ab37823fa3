/**
 * Five hundred leavers at once, by way of the rooms below http in one process with the simulator at Genesys'
 * rate limit. The clock of all of them stands still while somebody works and jumps over the times in which
 * everybody waits, so that the figures do not depend on the machine.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { parsePolicy } from '../src/config/policy.ts';
import { createGenesys } from '../src/genesys/client.ts';
import type { CallInfo } from '../src/genesys/sender.ts';
import { Offboardings } from '../src/offboarding/offboardings.ts';
import { startSimulator } from '../src/simulator/start.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { openQueue } from '../src/store/queue.ts';
import { type Benchmark, type Figure, percentile } from './benchmark.ts';
import { prepareLeavers } from './departing-people.ts';
import { JumpingClock } from './jumping-clock.ts';
import { silent } from './silent.ts';
import { LATER_MS, PLACES, Stillness } from './stillness.ts';

const ALLOWED = 300;
const WINDOW_MS = 60_000;
const PEOPLE = 500;
interface Call extends CallInfo {
  readonly at: number;
}

async function countOpen(store: Store): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from bridge.offboarding where status not in ('complete', 'stuck')`.execute(
    store.db,
  );
  return rows[0]?.n ?? 0;
}

/** Of the windows that were begun and ended while work remained. */
function shareOfAllowance(calls: readonly Call[]): number {
  const first = calls[0]?.at ?? 0;
  const last = calls.at(-1)?.at ?? 0;
  const windows = Math.floor((last - first) / WINDOW_MS);
  const spent = calls.filter(({ at }) => at < first + windows * WINDOW_MS).length;
  return (100 * spent) / (windows * ALLOWED);
}

async function depart(release: 'default' | 'all', atMost: number, count: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-departures-'));
  const clock = new JumpingClock();
  const now = () => new Date(clock.now());
  const simulator = await startSimulator({
    port: 0,
    users: Math.max(200, Math.ceil(1.4 * count)),
    queues: 40,
    rateLimit: ALLOWED,
    now: clock.now,
  });
  const people = await prepareLeavers(simulator.url, count);
  const store = await openStore({ dataFolder: join(folder, 'data'), log: silent });
  const calls: Call[] = [];
  let steps = 0;
  const genesys = createGenesys({
    gateway: simulator.url,
    clientId: 'bridge',
    clientSecret: 'x',
    clock,
    onCall: (call) => {
      if (call.path !== '/oauth/token') calls.push({ ...call, at: clock.now() });
    },
  });
  const { offboarding } = parsePolicy(
    release === 'all' ? 'offboarding: { deactivate: { release: all } }' : '',
    'bench',
  );
  const lockedOutMs: number[] = [];
  const queue = await openQueue(store, silent, {
    places: PLACES,
    now: () => new Date(Date.now() - LATER_MS),
  });
  const offboardings = new Offboardings({
    store,
    queue,
    genesys,
    policy: { ...offboarding, defaultRoles: ['employee'], clients: {}, guard: 'off' },
    log: silent,
    now,
    onStep: () => {
      steps += 1;
    },
    onLockedOut: (ms) => lockedOutMs.push(ms),
  });
  await offboardings.start();
  const began = clock.now();
  for (const userId of people) {
    await offboardings.accept({ userId, kind: 'deactivate', clientName: 'bench', requestId: userId });
  }
  // Nothing is read in the very moment of the acceptance.
  clock.jump(1);
  const stillness = new Stillness(store, clock, genesys, queue);
  await stillness.runUntil(
    async () => (await countOpen(store)) === 0,
    () => calls.length + steps,
  );
  const ended = calls.at(-1)?.at ?? clock.now();
  const { rows: stuck } = await sql<{ n: number }>`
    select count(*)::int as n from bridge.offboarding where status <> 'complete'`.execute(store.db);
  await offboardings.stop();
  await genesys.close();
  await store.close();
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });

  const lastLockOut = calls.findLastIndex(({ priority }) => priority === 'lockOut');
  const early = calls.slice(0, lastLockOut).filter(({ priority }) => priority === 'release').length;
  lockedOutMs.sort((one, other) => one - other);
  printByOperation(calls, people.length);
  const named = (measure: string) => `${measure}, release ${release}`;
  return [
    { measure: named('Genesys calls a person'), value: calls.length / people.length, atMost },
    { measure: named('time for all'), value: (ended - began) / 60_000, unit: 'min', atMost: 60 },
    { measure: named('share of the allowance used'), value: shareOfAllowance(calls), unit: '%', atLeast: 95 },
    { measure: named('answers 429'), value: calls.filter(({ status }) => status === 429).length, atMost: 0 },
    { measure: named('release calls before the last lock-out'), value: early, atMost: 0 },
    { measure: named('lock-out p50'), value: percentile(lockedOutMs, 0.5) / 60_000, unit: 'min' },
    { measure: named('lock-out p99'), value: percentile(lockedOutMs, 0.99) / 60_000, unit: 'min' },
    { measure: named('journeys not complete'), value: stuck[0]?.n ?? 0, atMost: 0 },
  ];
}

function printByOperation(calls: readonly Call[], people: number): void {
  const counts = new Map<string, number>();
  for (const { operation } of calls) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  for (const [operation, count] of [...counts].sort(([, one], [, other]) => other - one)) {
    process.stdout.write(`  ${(count / people).toFixed(2).padStart(6)}  ${operation}\n`);
  }
}

/** From `--people=N`. */
function readCount(options: ReadonlySet<string>): number {
  const given = [...options].flatMap((option) => /^--people=(\d+)$/.exec(option)?.[1] ?? []);
  return Number(given.at(-1) ?? PEOPLE);
}

export const departures: Benchmark = {
  about:
    '500 leavers at once, or --people=N, sharing 20 queues, 10 each, at 300 calls a minute, on a clock that jumps over waits',
  async run(options) {
    const count = readCount(options);
    const isNarrowed = options.has('--default') || options.has('--all');
    const wants = (name: string) => !isNarrowed || options.has(name);
    return [
      ...(wants('--default') ? await depart('default', 8, count) : []),
      ...(wants('--all') ? await depart('all', 14, count) : []),
    ];
  },
};
