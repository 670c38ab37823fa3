import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminApi } from '../e2e/harness/admin-api.ts';
import { ENGINES } from '../e2e/harness/databases.ts';
import { launch, makeFolder, removeFolder } from '../e2e/harness/processes.ts';
import type { ScimApi } from '../e2e/harness/scim-api.ts';
import { World } from '../e2e/harness/world.ts';
import { readCpuMs } from './cpu-time.ts';
import { Journal } from './journal.ts';
import { findDoubleJourneys } from './journeys.ts';
import { Ledger } from './ledger.ts';
import { longOrShort, median, PREPARED_WITHIN_MS, report } from './length.ts';
import { startLoad } from './people.ts';
import { writePolicy } from './policy.ts';
import { judge } from './verdict.ts';

const KILLS = Number(process.env.CHAOS_KILLS ?? longOrShort(200, 3));
const CLIENTS = 6;
const PATIENCE_MS = 30_000;
/** Every so many kills one falls into the start. */
const KILL_START_EVERY = 5;
const REOPEN_WITHIN_MS = 2_000;
const PROGRESS_EVERY = 20;

describe.each(ENGINES)('a bridge that is killed under load, on %s', (engine) => {
  let world: World;
  let folder: string;
  let scim: ScimApi;
  let admin: AdminApi;

  beforeAll(async () => {
    folder = await makeFolder();
    world = await World.start({
      engine,
      env: { ...(await writePolicy(folder)), LOG_LEVEL: 'error' },
      simulatorEnv: { SIMULATOR_USERS: '200' },
    });
    scim = await world.createClient('chaos');
    admin = await world.createAdmin();
  }, PREPARED_WITHIN_MS);

  afterAll(async () => {
    await world.end();
    await removeFolder(folder);
  });

  it('carries out all that it acknowledged, and nothing twice', {
    timeout: 60_000 + KILLS * 20_000,
  }, async () => {
    const ledger = new Ledger();
    const journal = new Journal(world.genesys);
    const reopened: number[] = [];
    const worked: number[] = [];
    await world.startBridge();
    const target = { base: () => world.scimUrl, token: scim.token, patienceMs: PATIENCE_MS };
    const stopLoad = await startLoad(target, world.genesys, ledger, CLIENTS);
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await wait(100 + Math.random() * 1_400);
      await world.endBridge('SIGKILL');
      if (kill % KILL_START_EVERY === 0) await killStart(world);
      const startedAt = performance.now();
      const { process } = await world.startBridge();
      reopened.push(performance.now() - startedAt);
      worked.push(readCpuMs(process.pid));
      expect(await findDoubleJourneys(admin)).toEqual([]);
      await journal.follow();
      if (kill % PROGRESS_EVERY === 0)
        report('kills so far', { engine, kill, reopenMedianMs: median(reopened) });
    }
    await stopLoad();
    await judge({
      what: `kills on ${engine}`,
      world,
      admin,
      ledger,
      journal,
      figures: {
        kills: KILLS,
        reopenMedianMs: Math.round(median(reopened)),
        reopenMaxMs: Math.round(Math.max(...reopened)),
        reopenCpuMedianMs: median(worked),
      },
    });
    expect(ledger.acknowledgements).toBeGreaterThan(KILLS);
    // On a machine that others use too, the work until it is ready is what can be held to a limit.
    expect(median(worked)).toBeLessThan(REOPEN_WITHIN_MS);
  });
});

async function killStart(world: World): Promise<void> {
  const starting = launch(['serve'], world.environment);
  await wait(Math.random() * 1_000);
  await starting.end('SIGKILL');
}
