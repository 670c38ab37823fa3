/**
 * Half an hour of an ordinary day, on the real executable: a steady mix of SCIM requests,
 * with memory, latency and errors of every minute. `--minutes=N`, `--rate=N` (requests a second)
 * and `--engine=postgres` change it.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATCH_OP, type ScimAnswer, type ScimApi, USER } from '../test/e2e/harness/scim-api.ts';
import { World } from '../test/e2e/harness/world.ts';
import { type Benchmark, type Figure, percentile } from './benchmark.ts';

const MINUTE_MS = 60_000;
const MB = 1024 * 1024;
const PEOPLE = 2_000;
const POLICY =
  'guard: off\nclients: { soak: { rate: { perSecond: 1000 } } }\nprovisioning: { emailDomain: example.com }\n';

interface Minute {
  readonly minute: number;
  readonly requests: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
  readonly rssMb: number;
  readonly heapMb: number;
}

function pick<T>(list: readonly T[]): T | undefined {
  return list[Math.floor(Math.random() * list.length)];
}

function take<T>(list: T[]): T | undefined {
  const at = Math.floor(Math.random() * list.length);
  const [taken] = list.splice(at, 1);
  return taken;
}

/** People by where they stand; somebody whom a request is about is on no list until it is answered. */
class Mix {
  readonly #scim: ScimApi;
  readonly #active: string[];
  readonly #away: string[] = [];
  readonly #created: string[] = [];
  readonly #names: string[];
  #next = 0;

  constructor(scim: ScimApi, people: readonly { readonly id: string; readonly email: string }[]) {
    this.#scim = scim;
    this.#active = people.map(({ id }) => id);
    this.#names = people.map(({ email }) => email);
  }

  /** One request; the shares are in percent. */
  async send(): Promise<ScimAnswer> {
    const dice = Math.random() * 100;
    if (dice < 35) return await this.#scim.get(`/Users/${pick(this.#active)}`);
    if (dice < 55) return await this.#scim.find(`userName eq "${pick(this.#names)}"`);
    if (dice < 62) return await this.#scim.get('/Users?count=20&startIndex=41');
    if (dice < 80) return await this.#patch(this.#active, this.#active, { path: 'title', value: `T${dice}` });
    if (dice < 86) return await this.#create();
    if (dice < 91) return await this.#patch(this.#active, this.#away, { path: 'active', value: false });
    if (dice < 96) return await this.#patch(this.#away, this.#active, { path: 'active', value: true });
    return await this.#remove();
  }

  async #patch(from: string[], to: string[], change: { path: string; value: unknown }): Promise<ScimAnswer> {
    const id = take(from);
    if (id === undefined) return await this.#scim.get(`/Users/${pick(this.#active)}`);
    const answer = await this.#scim.send('PATCH', `/Users/${id}`, {
      schemas: [PATCH_OP],
      Operations: [{ op: 'replace', ...change }],
    });
    (answer.status === 200 ? to : from).push(id);
    return answer;
  }

  async #create(): Promise<ScimAnswer> {
    this.#next += 1;
    const userName = `soak${this.#next}@example.com`;
    const answer = await this.#scim.send('POST', '/Users', {
      schemas: [USER],
      userName,
      displayName: userName,
    });
    if (answer.status === 201) this.#created.push(String(answer.body.id));
    return answer;
  }

  async #remove(): Promise<ScimAnswer> {
    const id = take(this.#created);
    if (id === undefined) return await this.#create();
    return await this.#scim.send('DELETE', `/Users/${id}`);
  }
}

async function readMemory(port: number): Promise<{ rssMb: number; heapMb: number }> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const gauge = (name: string) =>
    Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN) / MB;
  return { rssMb: gauge('process_resident_memory_bytes'), heapMb: gauge('nodejs_heap_size_used_bytes') };
}

interface Pace {
  readonly minutes: number;
  readonly perSecond: number;
}

/** Sends on time whether or not earlier requests were answered. */
async function soakFor({ minutes, perSecond }: Pace, mix: Mix, port: number): Promise<Minute[]> {
  const table: Minute[] = [];
  const underWay = new Set<Promise<void>>();
  const began = performance.now();
  for (let minute = 1; minute <= minutes; minute += 1) {
    const latencies: number[] = [];
    const failures: { [status: string]: number } = {};
    const count = perSecond * 60;
    for (let number = 0; number < count; number += 1) {
      const due = began + (minute - 1) * MINUTE_MS + (number * 1_000) / perSecond;
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const sentAt = performance.now();
      const sending = mix
        .send()
        .then(
          ({ status, body }) => (status < 300 ? '' : `${status} ${String(body?.detail)}`),
          (error: unknown) => String(error),
        )
        .then((failure) => {
          latencies.push(performance.now() - sentAt);
          const kind = failure.replaceAll(/\d+ requests/g, 'N requests');
          if (kind !== '') failures[kind] = (failures[kind] ?? 0) + 1;
          underWay.delete(sending);
        });
      underWay.add(sending);
    }
    const sorted = latencies.toSorted((one, other) => one - other);
    const row = {
      minute,
      requests: sorted.length,
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
      failed: Object.values(failures).reduce((sum, each) => sum + each, 0),
      ...(await readMemory(port)),
    };
    table.push(row);
    const shown = Object.entries(row).map(([name, value]) => `${name} ${Math.round(value)}`);
    process.stdout.write(`  ${shown.join(', ')} ${JSON.stringify(failures)}\n`);
  }
  await Promise.all(underWay);
  return table;
}

/** Megabytes an hour by the line through the last two thirds: until then caches and pools fill. */
function growthAnHour(table: readonly Minute[], of: 'rssMb' | 'heapMb'): number {
  const rows = table.slice(Math.floor(table.length / 3));
  const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const x = mean(rows.map(({ minute }) => minute));
  const y = mean(rows.map((row) => row[of]));
  const covariance = rows.reduce((sum, row) => sum + (row.minute - x) * (row[of] - y), 0);
  const variance = rows.reduce((sum, row) => sum + (row.minute - x) ** 2, 0);
  return variance === 0 ? 0 : (60 * covariance) / variance;
}

function report(table: readonly Minute[]): Figure[] {
  const last = table.at(-1);
  const median = (of: 'p50' | 'p99') =>
    percentile(
      table.map((row) => row[of]).sort((a, b) => a - b),
      0.5,
    );
  return [
    { measure: 'requests', value: table.reduce((sum, { requests }) => sum + requests, 0) },
    {
      measure: 'answers other than 2xx',
      value: table.reduce((sum, { failed }) => sum + failed, 0),
      atMost: 0,
    },
    { measure: 'p50, median of the minutes', value: median('p50'), unit: 'ms' },
    { measure: 'p99, median of the minutes', value: median('p99'), unit: 'ms' },
    { measure: 'p99 of the worst minute', value: Math.max(...table.map(({ p99 }) => p99)), unit: 'ms' },
    { measure: 'RSS at the end', value: last?.rssMb ?? Number.NaN, unit: 'MB' },
    { measure: 'heap at the end', value: last?.heapMb ?? Number.NaN, unit: 'MB' },
    { measure: 'RSS growth', value: growthAnHour(table, 'rssMb'), unit: 'MB an hour' },
    { measure: 'heap growth', value: growthAnHour(table, 'heapMb'), unit: 'MB an hour' },
  ];
}

function readOption(options: ReadonlySet<string>, name: string, usual: number): number {
  const given = [...options].find((option) => option.startsWith(`--${name}=`));
  return given === undefined ? usual : Number(given.slice(name.length + 3));
}

export const soak: Benchmark = {
  about: 'a steady mix of SCIM requests on the real executable, in front of a simulator without a rate limit',
  async run(options) {
    const pace = { minutes: readOption(options, 'minutes', 30), perSecond: readOption(options, 'rate', 50) };
    const folder = mkdtempSync(join(tmpdir(), 'bench-soak-'));
    const config = join(folder, 'policy.yaml');
    writeFileSync(config, POLICY);
    const world = await World.start({
      engine: options.has('--engine=postgres') ? 'postgres' : 'embedded',
      simulatorEnv: { SIMULATOR_USERS: String(PEOPLE) },
      env: { LOG_LEVEL: 'warn', BRIDGE_CONFIG: config },
    });
    try {
      const scim = await world.createClient('soak');
      await world.startBridge();
      const people = await world.genesys.users('active', 500);
      return report(await soakFor(pace, new Mix(scim, people), world.port));
    } finally {
      await world.end();
      rmSync(folder, { recursive: true });
    }
  },
};
