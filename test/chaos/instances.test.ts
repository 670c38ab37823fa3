import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENGINES } from '../e2e/harness/databases.ts';
import { Arena } from './arena.ts';
import { Cluster } from './cluster.ts';
import { Handovers } from './handovers.ts';
import { longOrShort, PREPARED_WITHIN_MS } from './length.ts';
import { findOverlaps } from './overlaps.ts';

const PAUSES = longOrShort(6, 1);
/** Longer than a claim lasts without a heartbeat, so that others take over. */
const PAUSE_MS = 14_000;
const PATIENCE_MS = 6_000;
const TAKEN_OVER_WITHIN_MS = 30_000;
/** So that work is under way when an instance stops. */
const LATENCY = { SIMULATOR_LATENCY_MS: '40' };

const hasPostgres = ENGINES.includes('postgres');
if (!hasPostgres) process.stdout.write('several instances: not run, TEST_DATABASE_URL names no PostgreSQL\n');

describe.runIf(hasPostgres)('three bridges on one PostgreSQL', () => {
  let arena: Arena;
  let cluster: Cluster;
  let handovers: Handovers;

  beforeAll(async () => {
    arena = await Arena.open({ engine: 'postgres', simulatorEnv: LATENCY });
    cluster = await Cluster.start(arena.world, 3);
    handovers = await Handovers.watch(arena.world.environment.DATABASE_URL ?? '');
  }, PREPARED_WITHIN_MS);

  afterAll(async () => {
    await handovers.end();
    await cluster.end();
    await arena.close();
  });

  /** How long the others take for what was under way when this was called. */
  async function measureTakeOver(): Promise<number> {
    return Math.round(await handovers.untilOver(await handovers.listTurns(), TAKEN_OVER_WITHIN_MS));
  }

  const timeout = 120_000 + PAUSES * 60_000;
  it('take over from one that is paused or killed, and never handle a person at once', {
    timeout,
  }, async () => {
    await arena.startLoad({
      base: cluster.next,
      adminOrigin: cluster.origin(2),
      patienceMs: PATIENCE_MS,
    });
    const takenOverMs: number[] = [];
    for (let pause = 1; pause <= PAUSES; pause += 1) {
      await wait(2_000 + Math.random() * 500);
      cluster.signal(1, 'SIGSTOP');
      const [tookMs] = await Promise.all([measureTakeOver(), wait(PAUSE_MS)]);
      takenOverMs.push(tookMs);
      cluster.signal(1, 'SIGCONT');
      await wait(2_000);
      await arena.journal.follow();
    }
    cluster.signal(0, 'SIGKILL');
    takenOverMs.push(await measureTakeOver());
    await arena.stopLoad();
    const overlaps = await findOverlaps(arena.world.genesys);
    await arena.judge('three instances', {
      pauses: PAUSES,
      kills: 1,
      takenOverMs,
      overlaps: overlaps.length,
    });
    expect(overlaps).toEqual([]);
  });
});
