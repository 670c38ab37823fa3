import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENGINES } from '../e2e/harness/databases.ts';
import { makeFolder, removeFolder } from '../e2e/harness/processes.ts';
import { World } from '../e2e/harness/world.ts';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { longOrShort, PREPARED_WITHIN_MS, report } from './length.ts';
import { startLoad } from './people.ts';
import { writePolicy } from './policy.ts';
import { judge } from './verdict.ts';

const STOPS = longOrShort(10, 1);
const STOP_WITHIN_MS = 10_000;
const TRIED = longOrShort(ENGINES, ENGINES.slice(-1));

describe.each(TRIED)('a bridge that is told to stop under load while Genesys is slow, on %s', (engine) => {
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

  it('ends within ten seconds with status 0, and goes on at the next start', {
    timeout: 90_000 + STOPS * 30_000,
  }, async () => {
    const scim = await world.createClient('chaos');
    const admin = await world.createAdmin();
    const ledger = new Ledger();
    const journal = new Journal(world.genesys);
    await world.startBridge();
    const target = { base: () => world.scimUrl, token: scim.token, patienceMs: 30_000 };
    const stopLoad = await startLoad(target, world.genesys, ledger, 6);
    const tookMs: number[] = [];
    for (let stop = 1; stop <= STOPS; stop += 1) {
      await wait(1_500);
      await world.genesys.fault({ path: '/api/v2/**', delayMs: 20_000, probability: 0.3 });
      await wait(1_500);
      const startedAt = performance.now();
      expect(await world.endBridge('SIGTERM')).toBe(0);
      tookMs.push(Math.round(performance.now() - startedAt));
      await world.genesys.clearFaults();
      await world.startBridge();
    }
    await wait(1_000);
    await stopLoad();
    await judge({ what: `stops on ${engine}`, world, admin, ledger, journal, figures: { tookMs } });
    report('slowest stop', { ms: Math.max(...tookMs) });
    expect(Math.max(...tookMs)).toBeLessThan(STOP_WITHIN_MS);
  });
});
