import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdminApi } from '../e2e/harness/admin-api.ts';
import { ENGINES } from '../e2e/harness/databases.ts';
import { makeFolder, removeFolder } from '../e2e/harness/processes.ts';
import type { ScimApi } from '../e2e/harness/scim-api.ts';
import { World } from '../e2e/harness/world.ts';
import { Cluster } from './cluster.ts';
import { Handovers } from './handovers.ts';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { longOrShort, PREPARED_WITHIN_MS } from './length.ts';
import { findOverlaps } from './overlaps.ts';
import { startLoad } from './people.ts';
import { writePolicy } from './policy.ts';
import { judge } from './verdict.ts';

const PAUSES = longOrShort(6, 1);
/** Longer than a claim lasts without a heartbeat, so that others take over. */
const PAUSE_MS = 14_000;
const PATIENCE_MS = 6_000;
const TAKEN_OVER_WITHIN_MS = 30_000;

const hasPostgres = ENGINES.includes('postgres');
if (!hasPostgres) process.stdout.write('several instances: not run, TEST_DATABASE_URL names no PostgreSQL\n');

describe.runIf(hasPostgres)('three bridges on one PostgreSQL', () => {
  let world: World;
  let folder: string;
  let scim: ScimApi;
  let adminToken: string;
  let cluster: Cluster;

  beforeAll(async () => {
    folder = await makeFolder();
    world = await World.start({
      engine: 'postgres',
      env: { ...(await writePolicy(folder)), LOG_LEVEL: 'warn' },
      simulatorEnv: { SIMULATOR_USERS: '200', SIMULATOR_LATENCY_MS: '40' },
    });
    scim = await world.createClient('chaos');
    adminToken = await world.createToken('ops', 'admin');
    cluster = await Cluster.start(world, 3);
  }, PREPARED_WITHIN_MS);

  afterAll(async () => {
    await cluster?.end();
    await world.end();
    await removeFolder(folder);
  });

  it('take over from one that is paused and one that is killed, and never handle a person at once', {
    timeout: 120_000 + PAUSES * 60_000,
  }, async () => {
    const admin = new AdminApi(`${cluster.origin(2)}/admin/v1`, adminToken);
    const ledger = new Ledger();
    const journal = new Journal(world.genesys);
    const handovers = await Handovers.watch(world.environment.DATABASE_URL ?? '');
    const target = { base: cluster.next, token: scim.token, patienceMs: PATIENCE_MS };
    const stopLoad = await startLoad(target, world.genesys, ledger, 6);
    const takenOver: number[] = [];
    const overlaps: string[] = [];
    for (let pause = 1; pause <= PAUSES; pause += 1) {
      await wait(2_000 + Math.random() * 500);
      cluster.signal(1, 'SIGSTOP');
      const [tookMs] = await Promise.all([
        handovers.listTurns().then((turns) => handovers.untilOver(turns, TAKEN_OVER_WITHIN_MS)),
        wait(PAUSE_MS),
      ]);
      takenOver.push(tookMs);
      cluster.signal(1, 'SIGCONT');
      await wait(2_000);
      await journal.follow();
    }
    cluster.signal(0, 'SIGKILL');
    takenOver.push(await handovers.untilOver(await handovers.listTurns(), TAKEN_OVER_WITHIN_MS));
    await stopLoad();
    overlaps.push(...(await findOverlaps(world.genesys)));
    await handovers.end();
    await judge({
      what: 'three instances',
      world,
      admin,
      ledger,
      journal,
      figures: {
        pauses: PAUSES,
        kills: 1,
        takenOverMs: takenOver.map((ms) => Math.round(ms)),
        overlaps: overlaps.length,
      },
    });
    expect(overlaps).toEqual([]);
    const statuses = [...ledger.answers.keys()].filter((status) => status >= 300);
    expect(statuses.filter((status) => ![409, 429, 503].includes(status))).toEqual([]);
  });
});
