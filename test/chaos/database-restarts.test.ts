import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  eventually,
  launch,
  makeFolder,
  removeFolder,
  runCommand,
  waitUntilReady,
} from '../e2e/harness/processes.ts';
import { World } from '../e2e/harness/world.ts';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { longOrShort, PREPARED_WITHIN_MS } from './length.ts';
import { findBinaries, OwnPostgres } from './own-postgres.ts';
import { startLoad } from './people.ts';
import { writePolicy } from './policy.ts';
import { judge } from './verdict.ts';

const RESTARTS = longOrShort(30, 2);
const UP_MS = 2_500;
const DOWN_MS = 700;
const PATIENCE_MS = 30_000;

const binaries = findBinaries();
if (binaries === undefined) {
  process.stdout.write('database restarts: not run, there is no PostgreSQL server in /usr/lib/postgresql\n');
}

describe.runIf(binaries !== undefined)('a bridge whose PostgreSQL goes away', () => {
  let postgres: OwnPostgres;
  let world: World;
  let folder: string;

  beforeAll(async () => {
    postgres = await OwnPostgres.create(binaries ?? '');
    folder = await makeFolder();
    world = await World.start({
      env: { ...(await writePolicy(folder)), DATABASE_URL: postgres.url, LOG_LEVEL: 'warn' },
      simulatorEnv: { SIMULATOR_USERS: '200' },
    });
  }, PREPARED_WITHIN_MS);

  afterAll(async () => {
    await world.end();
    await postgres.remove();
    await removeFolder(folder);
  });

  it('gives up with one line when it waits in vain', async () => {
    const impatient = { ...world.environment, DATABASE_WAIT_SECONDS: '0' };
    const ended = await runCommand(['serve'], impatient);
    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    expect(ended.stderr).toContain('check DATABASE_URL');
  });

  it('waits for it at the start, says so, and goes on when it comes', async () => {
    const starting = launch(['serve'], world.environment);
    await eventually(
      async () => (starting.output().includes('waiting for the database') ? true : undefined),
      'a line about the wait',
    );
    await postgres.start();
    await waitUntilReady(starting, `http://127.0.0.1:${world.port}/readyz`);
    expect(await starting.end()).toBe(0);
  });

  it('answers 503 meanwhile and carries out all that it acknowledged', {
    timeout: 60_000 + RESTARTS * 15_000,
  }, async () => {
    const scim = await world.createClient('chaos');
    const admin = await world.createAdmin();
    await world.startBridge();
    const ledger = new Ledger();
    const journal = new Journal(world.genesys);
    const target = { base: () => world.scimUrl, token: scim.token, patienceMs: PATIENCE_MS };
    const stopLoad = await startLoad(target, world.genesys, ledger, 6);
    for (let restart = 1; restart <= RESTARTS; restart += 1) {
      await wait(UP_MS);
      await postgres.stop(restart % 2 === 0 ? 'fast' : 'immediate');
      await wait(DOWN_MS);
      await postgres.start();
      await journal.follow();
    }
    await wait(UP_MS);
    await stopLoad();
    await judge({
      what: 'restarts of PostgreSQL',
      world,
      admin,
      ledger,
      journal,
      figures: { restarts: RESTARTS },
    });
    const statuses = [...ledger.answers.keys()].filter((status) => status >= 300 || status === 0);
    expect(statuses.filter((status) => ![409, 429, 503].includes(status))).toEqual([]);
  });
});
