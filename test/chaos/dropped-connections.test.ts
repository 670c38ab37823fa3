import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENGINES } from '../e2e/harness/databases.ts';
import { makeFolder, removeFolder } from '../e2e/harness/processes.ts';
import { World } from '../e2e/harness/world.ts';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { longOrShort, PREPARED_WITHIN_MS } from './length.ts';
import { startLoad } from './people.ts';
import { writePolicy } from './policy.ts';
import { judge } from './verdict.ts';

const LOAD_MS = longOrShort(120_000, 4_000);
const DROPS = [
  { path: '/api/v2/**', drop: 'before', probability: 0.04 },
  { path: '/api/v2/**', drop: 'after', probability: 0.04 },
  { path: '/api/v2/users', method: 'POST', drop: 'after', probability: 0.3 },
];
/** On one engine in the suite: the border to Genesys is the same on both. */
const TRIED = longOrShort(ENGINES, ENGINES.slice(0, 1));

describe.each(TRIED)('a Genesys Cloud that loses connections under load, on %s', (engine) => {
  let world: World;
  let folder: string;

  beforeAll(async () => {
    folder = await makeFolder();
    world = await World.start({
      engine,
      env: { ...(await writePolicy(folder)), LOG_LEVEL: 'error' },
      simulatorEnv: { SIMULATOR_USERS: '200' },
    });
  }, PREPARED_WITHIN_MS);

  afterAll(async () => {
    await world.end();
    await removeFolder(folder);
  });

  it('gets all that was acknowledged, and nobody twice', { timeout: 120_000 + LOAD_MS * 2 }, async () => {
    const scim = await world.createClient('chaos');
    const admin = await world.createAdmin();
    await world.startBridge();
    const ledger = new Ledger();
    const journal = new Journal(world.genesys);
    await world.genesys.fault(...DROPS);
    const target = { base: () => world.scimUrl, token: scim.token, patienceMs: 30_000 };
    const stopLoad = await startLoad(target, world.genesys, ledger, 6);
    await wait(LOAD_MS);
    await world.genesys.clearFaults();
    await stopLoad();
    await judge({
      what: `dropped connections on ${engine}`,
      world,
      admin,
      ledger,
      journal,
      figures: { seconds: LOAD_MS / 1_000 },
    });
    const failures = [...ledger.answers.keys()].filter((status) => status === 0 || status >= 300);
    expect(failures.filter((status) => ![409, 429, 503].includes(status))).toEqual([]);
  });
});
