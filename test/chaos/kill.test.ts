import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminApi } from '../e2e/harness/admin-api.ts';
import { ENGINES } from '../e2e/harness/databases.ts';
import { launch, makeFolder, removeFolder, runCommand } from '../e2e/harness/processes.ts';
import type { ScimApi } from '../e2e/harness/scim-api.ts';
import { World } from '../e2e/harness/world.ts';
import { Journal } from './journal.ts';
import { findDoubleJourneys, untilQuiet } from './journeys.ts';
import { Ledger } from './ledger.ts';
import { longOrShort, median, report } from './length.ts';
import { startLoad } from './people.ts';
import { writePolicy } from './policy.ts';
import { findLost } from './truth.ts';

const KILLS = longOrShort(200, 3);
const CLIENTS = 6;
const PATIENCE_MS = 30_000;
/** Every so many kills one falls into the start. */
const KILL_START_EVERY = 5;

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
  });

  afterAll(async () => {
    await world.end();
    await removeFolder(folder);
  });

  it(
    'carries out all that it acknowledged, and nothing twice',
    { timeout: 60_000 + KILLS * 6_000 },
    async () => {
      const ledger = new Ledger();
      const journal = new Journal(world.genesys);
      const opened: number[] = [];
      const open = async (): Promise<void> => {
        const startedAt = performance.now();
        await world.startBridge();
        opened.push(performance.now() - startedAt);
      };
      await open();
      opened.length = 0;
      const target = { base: world.scimUrl, token: scim.token, patienceMs: PATIENCE_MS };
      const stopLoad = await startLoad(target, world.genesys, ledger, CLIENTS);
      const double: string[] = [];
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await rest(100 + Math.random() * 1_400);
        await world.endBridge('SIGKILL');
        if (kill % KILL_START_EVERY === 0) await killStart(world);
        await open();
        double.push(...(await findDoubleJourneys(admin)));
        await journal.follow();
      }
      await stopLoad();
      await untilQuiet(admin, 60_000);
      await journal.follow();
      const lost = await findLost(ledger, world.genesys);
      const repeated = journal.repeated();
      const audit = await runCommand(['audit', 'verify', '--json'], world.environment);
      report(`kills on ${engine}`, {
        kills: KILLS,
        acknowledged: ledger.acknowledgements,
        lost: lost.length,
        repeated: repeated.length,
        answers: Object.fromEntries(ledger.answers),
        calls: journal.calls,
        reopenMedianMs: Math.round(median(opened)),
        reopenMaxMs: Math.round(Math.max(...opened)),
      });
      expect(lost).toEqual([]);
      expect(repeated).toEqual([]);
      expect(double).toEqual([]);
      expect(audit).toMatchObject({ status: 0 });
      expect(ledger.acknowledgements).toBeGreaterThan(KILLS);
      expect(median(opened)).toBeLessThan(2_000);
    },
  );
});

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function killStart(world: World): Promise<void> {
  const starting = launch(['serve'], world.environment);
  await rest(Math.random() * 1_000);
  await starting.end('SIGKILL');
}
