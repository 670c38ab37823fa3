/**
 * `offboard --file leavers.csv` for five hundred people, by way of the admin API as the command goes it, with the
 * simulator at Genesys' rate limit, on a clock that jumps over the times in which everybody waits.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Router } from 'express';
import { openAdmin } from '../src/cli/admin-client.ts';
import { asCommandLine } from '../src/cli/as-command-line.ts';
import { offboardAll, type Result } from '../src/cli/offboard/batch.ts';
import { readLeaverList } from '../src/cli/offboard/leaver-list.ts';
import { controlSocketPath } from '../src/cli/open-data.ts';
import { type Configuration, readConfiguration } from '../src/config/configuration.ts';
import { createGenesys, type Genesys } from '../src/genesys/client.ts';
import { createOffboardingsRouter } from '../src/http/admin/offboardings.ts';
import { createPeopleRouter } from '../src/http/admin/people.ts';
import { createAdminApp } from '../src/http/app.ts';
import { readBody } from '../src/http/scim/body.ts';
import { Offboardings } from '../src/offboarding/offboardings.ts';
import { SnapshotVault } from '../src/offboarding/snapshot-vault.ts';
import { startSimulator } from '../src/simulator/start.ts';
import { openStore } from '../src/store/open.ts';
import { openQueue } from '../src/store/queue.ts';
import { Metrics } from '../src/telemetry/metrics.ts';
import type { Benchmark, Figure } from './benchmark.ts';
import { prepareLeavers } from './departing-people.ts';
import { JumpingClock } from './jumping-clock.ts';
import { silent } from './silent.ts';
import { LATER_MS, Stillness } from './stillness.ts';

const ALLOWED = 300;
const PEOPLE = 500;

interface Clocked {
  readonly calls: { readonly at: number; readonly status: number | undefined }[];
  readonly clock: JumpingClock;
  /** Requests of the command that began or ended, and steps that ended. */
  events: number;
}

function connect(url: string, clocked: Clocked): Genesys {
  const { calls, clock } = clocked;
  return createGenesys({
    gateway: url,
    clientId: 'bridge',
    clientSecret: 'x',
    clock,
    onCall: ({ path, status }) => {
      if (path !== '/oauth/token') calls.push({ at: clock.now(), status });
    },
  });
}

/** What listens behind the socket of a bridge; counts what comes and goes. */
async function serveSocket(app: RequestListener, path: string, clocked: Clocked): Promise<() => void> {
  const server = createServer((request, response) => {
    clocked.events += 1;
    response.on('close', () => {
      clocked.events += 1;
    });
    app(request, response);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return () => {
    server.close();
    server.closeAllConnections();
  };
}

async function readEmails(url: string, ids: readonly string[]): Promise<string[]> {
  const emails: string[] = [];
  for (const id of ids) {
    const person: unknown = await (await fetch(`${url}/simulator/users/${id}`)).json();
    if (typeof person === 'object' && person !== null && 'email' in person) emails.push(String(person.email));
  }
  return emails;
}

/** Runs the command's work while the clock jumps for it. */
class Command {
  readonly #configuration: Configuration;
  readonly #clocked: Clocked;
  readonly #stillness: Stillness;

  constructor(configuration: Configuration, clocked: Clocked, stillness: Stillness) {
    this.#configuration = configuration;
    this.#clocked = clocked;
    this.#stillness = stillness;
  }

  async offboard(csv: string, dryRun: boolean) {
    const { clock, calls } = this.#clocked;
    const { leavers } = readLeaverList(csv, 'leavers.csv');
    const [began, callsBefore] = [clock.now(), calls.length];
    let results: Result[] | undefined;
    const all = offboardAll(leavers, {
      admin: openAdmin(this.#configuration),
      dryRun,
      until: 'complete',
      onDone: () => {
        this.#clocked.events += 1;
      },
      sleep: (ms) => new Promise<void>((resolve) => clock.after(ms, resolve)),
    }).then((found) => {
      results = found;
    });
    await this.#stillness.runUntil(
      async () => results !== undefined,
      () => calls.length + this.#clocked.events,
    );
    await all;
    const minutes = (clock.now() - began) / 60_000;
    return { results: results ?? [], minutes, calls: calls.slice(callsBefore), began };
  }
}

type Run = Awaited<ReturnType<Command['offboard']>>;

function minutesUntil(time: 'lockedOutAt' | 'completedAt', { results, began }: Run): number {
  const times = results.flatMap((result) => (result[time] === undefined ? [] : [Date.parse(result[time])]));
  return (Math.max(...times) - began) / 60_000;
}

function figuresOf(people: number, plan: Run, done: Run): Figure[] {
  for (const { text, outcome, message } of done.results.filter((each) => each.outcome !== 'complete')) {
    process.stdout.write(`  ${text}: ${outcome}, ${message}\n`);
  }
  const count = (run: Run, outcome: string) => run.results.filter((each) => each.outcome === outcome).length;
  const planned = plan.results.reduce((sum, { calls = 0 }) => sum + calls, 0);
  return [
    { measure: 'people planned', value: count(plan, 'planned'), atLeast: people },
    { measure: 'Genesys calls to make the plan, a person', value: plan.calls.length / people },
    { measure: 'time to make the plan', value: plan.minutes, unit: 'min' },
    { measure: 'Genesys calls planned, a person', value: planned / people },
    { measure: 'people complete', value: count(done, 'complete'), atLeast: people },
    { measure: 'Genesys calls made, a person', value: done.calls.length / people },
    { measure: 'time until all are locked out', value: minutesUntil('lockedOutAt', done), unit: 'min' },
    { measure: 'time until all is complete', value: minutesUntil('completedAt', done), unit: 'min' },
    {
      measure: 'answers 429',
      value: [...plan.calls, ...done.calls].filter(({ status }) => status === 429).length,
      atMost: 0,
    },
  ];
}

async function measure(count: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-offboard-'));
  const clock = new JumpingClock();
  const clocked: Clocked = { calls: [], clock, events: 0 };
  const simulator = await startSimulator({
    port: 0,
    users: Math.max(200, Math.ceil(1.4 * count)),
    queues: 40,
    rateLimit: ALLOWED,
    now: clock.now,
  });
  const ids = await prepareLeavers(simulator.url, count);
  const csv = ['email', ...(await readEmails(simulator.url, ids))].join('\n');
  const configuration = readConfiguration({ env: { BRIDGE_DATA: join(folder, 'data') } });
  const store = await openStore({ dataFolder: configuration.store.dataFolder, log: silent });
  const genesys = connect(simulator.url, clocked);
  const queue = await openQueue(store, silent, { now: () => new Date(Date.now() - LATER_MS) });
  const vault = new SnapshotVault();
  const policy = {
    ...configuration.offboarding,
    defaultRoles: ['employee'],
    clients: {},
    guard: 'off' as const,
  };
  const offboardings = new Offboardings({
    store,
    queue,
    genesys,
    policy,
    vault,
    log: silent,
    now: () => new Date(clock.now()),
    onStep: () => {
      clocked.events += 1;
    },
  });
  await offboardings.start();
  const admin = Router();
  admin.use(asCommandLine, readBody);
  const now = () => new Date(clock.now());
  admin.use('/users', createPeopleRouter({ store, genesys, vault, offboardings, dryRun: false, now }));
  admin.use('/offboardings', createOffboardingsRouter({ store, vault }));
  const app = createAdminApp({ admin, log: silent, metrics: new Metrics() });
  const stopListening = await serveSocket(app, controlSocketPath(configuration.store.dataFolder), clocked);
  const command = new Command(configuration, clocked, new Stillness(store, clock, genesys, queue));
  const plan = await command.offboard(csv, true);
  const done = await command.offboard(csv, false);
  stopListening();
  await offboardings.stop();
  await genesys.close();
  await store.close();
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
  return figuresOf(count, plan, done);
}

/** From `--people=N`. */
function readCount(options: ReadonlySet<string>): number {
  const given = [...options].flatMap((option) => /^--people=(\d+)$/.exec(option)?.[1] ?? []);
  return Number(given.at(-1) ?? PEOPLE);
}

export const offboard: Benchmark = {
  about:
    'offboard of 500 people from CSV, or --people=N, planned and done, at 300 calls a minute, on a clock that jumps over waits',
  run: (options) => measure(readCount(options)),
};
