/**
 * `npm run test:rolling -- OLD [--seconds=20]`: a rolling update from an older version (a tag, a commit, or the folder of a
 * checkout) to this one, on one PostgreSQL under load, with TEST_DATABASE_URL. Prints what happened in each phase; ends with 1
 * when something was lost, done twice, or answered otherwise than by success or "try again".
 */

import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Journal } from '../chaos/journal.ts';
import { findDoubleJourneys, untilQuiet } from '../chaos/journeys.ts';
import { Ledger } from '../chaos/ledger.ts';
import { findOverlaps } from '../chaos/overlaps.ts';
import { startLoad } from '../chaos/people.ts';
import { writePolicy } from '../chaos/policy.ts';
import { findLost } from '../chaos/truth.ts';
import { AdminApi } from '../e2e/harness/admin-api.ts';
import {
  freePort,
  launch,
  makeFolder,
  type Running,
  removeFolder,
  runCommand,
  waitUntilReady,
} from '../e2e/harness/processes.ts';
import { World } from '../e2e/harness/world.ts';
import { prepareOldVersion } from './old-version.ts';

const CLIENTS = 6;
const PATIENCE_MS = 30_000;
/** As the chart's pods do, an instance waits until no load balancer sends it anything before it stops. */
const SETTLED_AFTER_MS = 2_000;
/** Clients of a killed instance have seen its connections break by then. */
const KILL_NOTICED_MS = 1_000;
/** What a client may be told: done, there already, or try again. */
const EXPECTED = [200, 201, 204, 409, 429, 503];

interface Instance {
  readonly name: string;
  readonly origin: string;
  readonly running: Running;
}

/** As a load balancer that asks for readiness: whoever is told to stop gets no new requests. */
class Fleet {
  readonly #world: World;
  readonly #serving: Instance[] = [];
  #turn = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Milliseconds until it was ready. */
  async start(name: string, main?: string): Promise<number> {
    const startedAt = performance.now();
    const instance = await this.launch(name, main);
    await waitUntilReady(instance.running, `${instance.origin}/readyz`);
    this.#serving.push(instance);
    return Math.round(performance.now() - startedAt);
  }

  async launch(name: string, main?: string): Promise<Instance> {
    const port = await freePort();
    const env = {
      ...this.#world.environment,
      PORT: String(port),
      GENESYSCLOUD_OAUTHCLIENT_ID: `bridge-${name}`,
    };
    return { name, origin: `http://127.0.0.1:${port}`, running: launch(['serve'], env, main) };
  }

  async stop(name: string, signal: NodeJS.Signals): Promise<number | null> {
    const index = this.#serving.findIndex((instance) => instance.name === name);
    const [instance] = this.#serving.splice(index, 1);
    if (signal === 'SIGTERM') await wait(SETTLED_AFTER_MS);
    return (await instance?.running.end(signal)) ?? null;
  }

  async end(): Promise<void> {
    await Promise.all(this.#serving.splice(0).map(({ running }) => running.end('SIGTERM')));
  }

  readonly next = (): string => {
    this.#turn += 1;
    return `${this.originOf(this.#turn % this.#serving.length)}/scim/v2`;
  };

  originOf(index: number): string {
    const instance = this.#serving[index];
    if (instance === undefined) throw new Error('no instance serves');
    return instance.origin;
  }
}

function print(phase: string, figures: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${phase}: ${JSON.stringify(figures)}\n`);
}

/** Answers of a phase by status. */
function countAnswers(ledger: Ledger): () => Readonly<Record<string, number>> {
  let before = new Map<number, number>();
  return () => {
    const now = new Map(ledger.answers);
    const since = [...now].map(([status, count]) => [status, count - (before.get(status) ?? 0)] as const);
    before = now;
    return Object.fromEntries(since.filter(([, count]) => count > 0));
  };
}

async function createToken(world: World, main: string): Promise<string> {
  const args = ['token', 'create', 'chaos', '--scope', 'users,groups,admin', '--json'];
  const { status, stdout, stderr } = await runCommand(args, world.environment, main);
  const created: unknown = status === 0 ? JSON.parse(stdout) : undefined;
  if (typeof created !== 'object' || created === null || !('token' in created)) throw new Error(stderr);
  return String(created.token);
}

/** Whether the old version, started once more on the migrated database, serves or says why not. */
async function restartOld(fleet: Fleet, main: string): Promise<string> {
  const { origin, running } = await fleet.launch('old-again', main);
  try {
    await waitUntilReady(running, `${origin}/readyz`);
    return `serves, and ends with ${await running.end('SIGTERM')}`;
  } catch {
    return `refuses with ${running.process.exitCode}: ${running.output().trim().split('\n').at(-1) ?? ''}`;
  }
}

/** The update itself. Answers how many requests got no answer while no instance was killed. */
async function roll(fleet: Fleet, ledger: Ledger, main: string, ms: number): Promise<number> {
  const answers = countAnswers(ledger);
  let unanswered = 0;
  const note = (phase: string, figures: Readonly<Record<string, unknown>>, isKill = false): void => {
    const given = answers();
    if (!isKill) unanswered += given[0] ?? 0;
    print(phase, { ...figures, answers: given });
  };
  await wait(ms);
  note('old ones alone', {});
  note('a new one migrates', { readyMs: await fleet.start('new-1') });
  await wait(ms);
  note('old and new ones', {});
  const status = await fleet.stop('old-1', 'SIGKILL');
  await wait(KILL_NOTICED_MS);
  note('an old one is killed', { status }, true);
  note('the old version starts once more', { it: await restartOld(fleet, main) });
  note('a second new one', { readyMs: await fleet.start('new-2') });
  note('the last old one is told to stop', { status: await fleet.stop('old-2', 'SIGTERM') });
  await wait(ms);
  note('new ones alone', {});
  return unanswered;
}

/** What is wrong, by kind. */
async function judge(
  world: World,
  ledger: Ledger,
  admin: AdminApi,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const journal = new Journal(world.genesys);
  const overlaps = await findOverlaps(world.genesys);
  const double = await findDoubleJourneys(admin);
  await untilQuiet(admin, 120_000);
  await journal.follow();
  const audit = await runCommand(['audit', 'verify', '--json'], world.environment);
  const unexpected = [...ledger.answers].filter(([status]) => status !== 0 && !EXPECTED.includes(status));
  print('in all', {
    acknowledged: ledger.acknowledgements,
    answers: Object.fromEntries(ledger.answers),
    genesysCalls: journal.calls,
  });
  return {
    lost: await findLost(ledger, world.genesys),
    repeated: journal.repeated(),
    double,
    overlaps,
    audit: audit.status === 0 ? [] : [audit.stdout],
    unexpected: unexpected.map(([status, count]) => `${count} answers ${status}`),
  };
}

async function update(world: World, main: string, ms: number): Promise<readonly string[]> {
  const ledger = new Ledger();
  const fleet = new Fleet(world);
  const token = await createToken(world, main);
  try {
    print('two old instances', {
      readyMs: [await fleet.start('old-1', main), await fleet.start('old-2', main)],
    });
    const target = { base: fleet.next, token, patienceMs: PATIENCE_MS };
    const stopLoad = await startLoad(target, world.genesys, ledger, CLIENTS);
    const unanswered = await roll(fleet, ledger, main, ms).finally(stopLoad);
    const found = await judge(world, ledger, new AdminApi(`${fleet.originOf(0)}/admin/v1`, token));
    const counts = Object.entries(found).map(([what, each]) => [what, each.length]);
    print('wrong', { ...Object.fromEntries(counts), unanswered });
    const silence =
      unanswered === 0 ? [] : [`${unanswered} requests got no answer although nobody was killed`];
    return [...Object.values(found).flat(), ...silence];
  } finally {
    await fleet.end();
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '20' } },
});
const [from] = positionals;
if (from === undefined || process.env.TEST_DATABASE_URL === undefined) {
  throw new Error('name the old version, and a PostgreSQL server in TEST_DATABASE_URL');
}
const old = prepareOldVersion(from);
const folder = await makeFolder();
const world = await World.start({
  engine: 'postgres',
  env: { LOG_LEVEL: 'warn', ...(await writePolicy(folder)) },
  simulatorEnv: { SIMULATOR_USERS: '200', SIMULATOR_LATENCY_MS: '40' },
});
try {
  const problems = await update(world, old.main, Number(values.seconds) * 1_000);
  for (const problem of problems.slice(0, 50)) process.stdout.write(`${problem}\n`);
  if (problems.length > 0) process.exitCode = 1;
} finally {
  await world.end();
  await removeFolder(folder);
  old.remove();
}
