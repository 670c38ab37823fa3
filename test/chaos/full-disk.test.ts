import { rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, makeFolder, removeFolder, runCommand } from '../e2e/harness/processes.ts';
import { World } from '../e2e/harness/world.ts';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { longOrShort, PREPARED_WITHIN_MS } from './length.ts';
import { startLoad } from './people.ts';
import { writePolicy } from './policy.ts';
import { judge } from './verdict.ts';

const TIMES = longOrShort(20, 1);
const FULL_DISK = fileURLToPath(new URL('full-disk.ts', import.meta.url));

let world: World;
let folder: string;
let flag: string;

beforeAll(async () => {
  folder = await makeFolder();
  flag = `${folder}/disk-is-full`;
  world = await World.start({
    env: {
      ...(await writePolicy(folder)),
      LOG_LEVEL: 'error',
      NODE_OPTIONS: `--import=${FULL_DISK}`,
      CHAOS_DISK_FULL: flag,
    },
    simulatorEnv: { SIMULATOR_USERS: '200' },
  });
}, PREPARED_WITHIN_MS);

afterAll(async () => {
  await rm(flag, { force: true });
  await world.end();
  await removeFolder(folder);
});

it('ends with a clear line when the disk is full, does not start before there is room, and loses nothing', {
  timeout: 60_000 + TIMES * 30_000,
}, async () => {
  const scim = await world.createClient('chaos');
  const admin = await world.createAdmin();
  const ledger = new Ledger();
  const journal = new Journal(world.genesys);
  let bridge = await world.startBridge();
  const target = { base: () => world.scimUrl, token: scim.token, patienceMs: 30_000 };
  const stopLoad = await startLoad(target, world.genesys, ledger, 6);
  for (let time = 1; time <= TIMES; time += 1) {
    await wait(500 + Math.random() * 1_500);
    await writeFile(flag, '');
    const ended = async () => (bridge.process.exitCode === null ? undefined : bridge.process.exitCode);
    expect(await eventually(ended, 'the end of the bridge')).toBe(1);
    expect(bridge.output()).toContain('free or repair its disk');
    const refused = await runCommand(['serve'], world.environment);
    expect(refused).toMatchObject({ status: 1 });
    expect(refused.stdout + refused.stderr).toMatch(/disk/);
    await rm(flag);
    bridge = await world.startBridge();
  }
  await wait(1_000);
  await stopLoad();
  await judge({ what: 'full disks', world, admin, ledger, journal, figures: { times: TIMES } });
});
