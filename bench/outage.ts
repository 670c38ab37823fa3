/**
 * What a SCIM client pays while Genesys Cloud is away: the latency of `PATCH active=false` when nothing listens,
 * when connections are accepted and never answered, and when everything answers 503; and whether all that was
 * accepted is done once Genesys is back. The real rooms and their clock in one process, with the simulator and the
 * client. `--engine=postgres` takes a database of TEST_DATABASE_URL; `--refused`, `--black-hole` and `--503` try only
 * these.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request as requestHttp, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBridge } from '../src/cli/run-bridge.ts';
import { readConfiguration } from '../src/config/configuration.ts';
import { startSimulator } from '../src/simulator/start.ts';
import { createCredential } from '../src/store/credentials.ts';
import { listOffboardings } from '../src/store/offboardings.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { createDatabase } from '../test/e2e/harness/databases.ts';
import { GenesysApi } from '../test/e2e/harness/genesys-api.ts';
import { type ScimAnswer, ScimApi } from '../test/e2e/harness/scim-api.ts';
import { silent } from '../test/store/silent.ts';
import { type Benchmark, type Figure, percentile } from './benchmark.ts';
import { type Timed, TimeLine } from './time-line.ts';

const OUTAGES = ['refused', 'black hole', '503'] as const;
type Outage = (typeof OUTAGES)[number];

/** Requests a second of one client, and for how long. */
const PER_SECOND = 10;
const OUTAGE_SECONDS = 60;
/** Deactivations that are under way when Genesys goes away, unless `--caught=N` says otherwise; 300 at most. */
const CAUGHT = 40;
const LEAVE = [{ op: 'replace', path: 'active', value: false }];

/** In front of the simulator; takes its place as a network would. */
class Line {
  readonly #target: string;
  #port = 0;
  #outage: Outage | undefined;
  #server = createServer();

  constructor(target: string) {
    this.#target = target;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async open(): Promise<void> {
    this.#server = createServer((request, response) => {
      if (this.#outage === 'black hole') return;
      if (this.#outage === '503') return void response.writeHead(503).end();
      const { method, headers, url = '/' } = request;
      const passed = requestHttp(new URL(url, this.#target), { method, headers });
      passed.on('response', (answer) => this.#pass(answer, response));
      passed.on('error', () => response.destroy());
      request.pipe(passed);
    });
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  /** Connections that are open break; of the black hole's, they go silent. */
  async fail(outage: Outage): Promise<void> {
    this.#outage = outage;
    if (outage === 'refused') await this.close();
  }

  async recover(): Promise<void> {
    const wasClosed = this.#outage === 'refused';
    this.#outage = undefined;
    if (wasClosed) await this.open();
    else this.#server.closeAllConnections();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pass(answer: IncomingMessage, response: ServerResponse): void {
    response.writeHead(answer.statusCode ?? 502, { ...answer.headers });
    answer.pipe(response);
  }
}

interface Answered extends Timed {
  readonly status: number;
  readonly retryAfter: string | null;
}

async function time(line: TimeLine, send: () => Promise<ScimAnswer>): Promise<Answered> {
  const at = line.now;
  const { status, headers } = await send();
  return { at, ms: line.now - at, status, retryAfter: headers.get('retry-after') };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function countLost(store: Store, genesys: GenesysApi, accepted: readonly string[]): Promise<number> {
  const isDone = async (id: string) => {
    const [latest] = await listOffboardings(store.db, { userId: id, limit: 1 });
    return latest?.lockedOutAt !== undefined && (await genesys.user(id)).state === 'inactive';
  };
  const until = Date.now() + 120_000;
  for (;;) {
    const done = await Promise.all(accepted.map(isDone));
    const open = done.filter((each) => !each).length;
    if (open === 0 || Date.now() > until) return open;
    await pause(250);
  }
}

async function listAccepted(store: Store): Promise<string[]> {
  return (await listOffboardings(store.db, { limit: 500 })).map(({ userId }) => userId);
}

function sorted(timed: readonly Timed[]): number[] {
  return timed.map(({ ms }) => ms).sort((one, other) => one - other);
}

/** The time until the first answer within 100 ms counts as before the breaker opens. */
function describe(outage: Outage, timed: readonly Answered[]): Figure[] {
  const opened = timed.find(({ status, ms }) => status === 503 && ms < 100)?.at ?? Number.POSITIVE_INFINITY;
  const before = sorted(timed.filter(({ at }) => at < opened));
  const open = sorted(timed.filter(({ at }) => at >= opened));
  const named = (measure: string) => `${outage}: ${measure}`;
  const others = timed.filter(({ status }) => status !== 503 && status !== 200).length;
  const untold = timed.filter(
    ({ status, retryAfter }) => status === 503 && !/^\d+$/.test(retryAfter ?? ''),
  ).length;
  return [
    { measure: named('requests during the outage'), value: timed.length },
    { measure: named('until the breaker is open'), value: opened / 1_000, unit: 's' },
    { measure: named('slowest before it opens'), value: before.at(-1) ?? 0, unit: 'ms', atMost: 25_000 },
    { measure: named('p50 while open'), value: percentile(open, 0.5), unit: 'ms' },
    { measure: named('p99 while open'), value: percentile(open, 0.99), unit: 'ms', atMost: 100 },
    { measure: named('slowest while open'), value: open.at(-1) ?? 0, unit: 'ms' },
    { measure: named('answers other than 200 and 503'), value: others, atMost: 0 },
    { measure: named('503 without Retry-After in seconds'), value: untold, atMost: 0 },
  ];
}

async function suffer(outage: Outage, engine: string, atOnce: number): Promise<Figure[]> {
  const database = await createDatabase(engine);
  const folder = mkdtempSync(join(tmpdir(), 'bench-outage-'));
  const simulator = await startSimulator({ port: 0, users: 1_000, rateLimit: 0 });
  const line = new Line(simulator.url);
  await line.open();
  const databaseUrl = database.env.DATABASE_URL;
  const store = await openStore({ databaseUrl, dataFolder: join(folder, 'data'), log: silent });
  const { token } = await createCredential(store.db, { client: 'bench', scopes: ['users'], now: new Date() });
  const configuration = { ...readConfiguration({ env: { PORT: '0' } }), guard: 'off' } as const;
  const clients = [{ clientId: 'bridge', clientSecret: 'secret' }] as const;
  const bridge = await runBridge(configuration, { gateway: line.url, clients }, store, silent);
  const scim = new ScimApi(`${bridge.url}/scim/v2`, token);
  const genesys = await GenesysApi.logIn(simulator.url);
  try {
    const people = [...(await genesys.users('active', 500)), ...(await genesys.users('active', 500, 2))].map(
      ({ id }) => String(id),
    );
    await scim.patch(people[0] ?? '', LEAVE);
    const timeLine = new TimeLine();
    const underWay = people.slice(1, 1 + atOnce).map((id) => time(timeLine, () => scim.patch(id, LEAVE)));
    await pause(400);
    await line.fail(outage);
    const timed: Promise<Answered>[] = [];
    for (const id of people.slice(1 + atOnce).slice(0, PER_SECOND * OUTAGE_SECONDS)) {
      timed.push(time(timeLine, () => scim.patch(id, LEAVE)));
      await pause(1_000 / PER_SECOND);
    }
    const during = await Promise.all(timed);
    const caught = sorted(await Promise.all(underWay));
    timeLine.stop();
    process.stdout.write(`${outage}, ${engine}:\n`);
    timeLine.print(during);
    const accepted = await listAccepted(store);
    const backAt = performance.now();
    await line.recover();
    const lost = await countLost(store, genesys, accepted);
    return [
      ...describe(outage, during),
      {
        measure: `${outage}: slowest of those under way`,
        value: caught.at(-1) ?? 0,
        unit: 'ms',
        atMost: 25_000,
      },
      { measure: `${outage}: accepted`, value: accepted.length },
      { measure: `${outage}: accepted and lost`, value: lost, atMost: 0 },
      {
        measure: `${outage}: all locked out after the return`,
        value: (performance.now() - backAt) / 1_000,
        unit: 's',
      },
    ];
  } finally {
    await bridge.close();
    await store.close();
    await line.close();
    await simulator.close();
    await database.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

export const outage: Benchmark = {
  about: `PATCH active=false, ${PER_SECOND} a second for ${OUTAGE_SECONDS} s, with Genesys Cloud away`,
  async run(options) {
    const engine = options.has('--engine=postgres') ? 'postgres' : 'embedded';
    const atOnce = Number([...options].find((each) => each.startsWith('--caught='))?.slice(9) ?? CAUGHT);
    const asked = OUTAGES.filter((each) => options.has(`--${each.replace(' ', '-')}`));
    const figures: Figure[] = [];
    for (const each of asked.length === 0 ? OUTAGES : asked)
      figures.push(...(await suffer(each, engine, atOnce)));
    return figures;
  },
};
