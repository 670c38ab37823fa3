/** A large simulated organisation as a process of its own: how soon it answers, how big it is and how fast. */

import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { GenesysApi } from '../test/e2e/harness/genesys-api.ts';
import { freePort, launch, type Running, waitUntilReady } from '../test/e2e/harness/processes.ts';
import { type Benchmark, type Figure, percentile } from './benchmark.ts';

const USERS = 100_000;
const QUEUES = 2000;
const SKILLS = 20;
const ROUNDS = 200;
const CONNECTIONS = 16;
const READ_FOR_MS = 3000;
/** Linux counts processor time for /proc in these, whatever the machine. */
const TICKS_A_SECOND = 100;

/** Resident memory in MB, now and at its highest; undefined where the system does not tell. */
function memoryOf(running: Running): { now: number; highest: number } | undefined {
  try {
    const status = readFileSync(`/proc/${running.process.pid}/status`, 'utf8');
    const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
    return { now: megabytes('VmRSS'), highest: megabytes('VmHWM') };
  } catch {
    return undefined;
  }
}

/** Seconds of processor time that it has taken, which other work on the machine does not change. */
function processorTimeOf(running: Running): number | undefined {
  try {
    const [, after = ''] = readFileSync(`/proc/${running.process.pid}/stat`, 'utf8').split(') ');
    const fields = after.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
  } catch {
    return undefined;
  }
}

/** Milliseconds of each of `ROUNDS` requests, one after the other, sorted. */
async function time(ask: (round: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = performance.now();
    await ask(round);
    times.push(performance.now() - before);
  }
  return times.sort((a, b) => a - b);
}

/** Answers a second over connections that are kept; the asking process takes its share of the machine. */
async function readRate(url: string, authorization: string, ids: readonly string[]): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const get = (path: string) =>
    new Promise<void>((resolve, reject) => {
      request(`${url}${path}`, { agent, headers: { authorization } }, (message) => {
        message.resume().on('end', resolve).on('error', reject);
        if (message.statusCode !== 200) reject(new Error(`GET ${path} answered ${message.statusCode}`));
      })
        .on('error', reject)
        .end();
    });
  const started = performance.now();
  let answered = 0;
  const readOn = async (first: number) => {
    for (let next = first; performance.now() - started < READ_FOR_MS; next += 1) {
      await get(`/api/v2/users/${ids[next % ids.length]}`);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, index) => readOn(index * 7)));
  agent.destroy();
  return (answered / (performance.now() - started)) * 1000;
}

async function measure(simulator: Running, url: string, started: number): Promise<Figure[]> {
  await waitUntilReady(simulator, `${url}/simulator/behaviour`);
  const startSeconds = (performance.now() - started) / 1000;
  const processorSeconds = processorTimeOf(simulator);
  const genesys = await GenesysApi.logIn(url);
  const users = await genesys.users('active', 500);
  const emails = users.map(({ email }) => String(email));
  const pages = await time((round) => genesys.users('active', 500, 1 + (round % 150)));
  const searches = await time((round) =>
    genesys.send('POST', '/api/v2/users/search', {
      query: [{ fields: ['email'], value: emails[round % emails.length], type: 'EXACT' }],
    }),
  );
  const rate = await readRate(
    url,
    genesys.authorization,
    users.map(({ id }) => String(id)),
  );
  const memory = memoryOf(simulator);
  return [
    { measure: 'people', value: USERS },
    { measure: 'queues', value: QUEUES },
    { measure: 'skills of each agent', value: SKILLS },
    { measure: 'started after', value: startSeconds, unit: 's', atMost: 10 },
    ...(processorSeconds === undefined
      ? []
      : [{ measure: 'processor time until then', value: processorSeconds, unit: 's' }]),
    ...(memory === undefined
      ? []
      : [
          { measure: 'memory after all this', value: memory.now, unit: 'MB', atMost: 1000 },
          { measure: 'memory at its highest', value: memory.highest, unit: 'MB', atMost: 1000 },
        ]),
    { measure: 'GET /users page of 500, p50', value: percentile(pages, 0.5), unit: 'ms', atMost: 30 },
    { measure: 'GET /users page of 500, p95', value: percentile(pages, 0.95), unit: 'ms' },
    { measure: 'POST /users/search by e-mail, p50', value: percentile(searches, 0.5), unit: 'ms', atMost: 5 },
    { measure: 'POST /users/search by e-mail, p95', value: percentile(searches, 0.95), unit: 'ms' },
    { measure: `GET /users/{id} over ${CONNECTIONS} connections`, value: Math.round(rate), unit: 'a second' },
  ];
}

export const simulator: Benchmark = {
  about: 'a large simulated Genesys Cloud, asked over HTTP',
  run: async () => {
    const port = await freePort();
    const started = performance.now();
    const running = launch(['simulate'], {
      SIMULATOR_PORT: String(port),
      SIMULATOR_RATE_LIMIT: '0',
      SIMULATOR_USERS: String(USERS),
      SIMULATOR_QUEUES: String(QUEUES),
      SIMULATOR_SKILLS: String(SKILLS),
    });
    try {
      return await measure(running, `http://127.0.0.1:${port}`, started);
    } finally {
      await running.end();
    }
  },
};
