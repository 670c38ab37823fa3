import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENGINES } from '../e2e/harness/databases.ts';
import { launch } from '../e2e/harness/processes.ts';
import { Arena } from './arena.ts';
import { readCpuMs } from './cpu-time.ts';
import { longOrShort, median, PREPARED_WITHIN_MS } from './length.ts';

const KILLS = Number(process.env.CHAOS_KILLS ?? longOrShort(200, 2));
/** Every so many kills one falls into the start. */
const KILL_START_EVERY = 5;
/** Twice what a start may take: on a machine that others use too the same work costs more. */
const REOPEN_WORK_MS = 4_000;

describe.each(ENGINES)('a bridge that is killed under load, on %s', (engine) => {
  let arena: Arena;

  beforeAll(async () => {
    arena = await Arena.open({ engine });
  }, PREPARED_WITHIN_MS);

  afterAll(() => arena.close());

  async function killStart(): Promise<void> {
    const starting = launch(['serve'], arena.world.environment);
    await wait(Math.random() * 1_000);
    await starting.end('SIGKILL');
  }

  const timeout = 60_000 + KILLS * 20_000;
  it('carries out all that it acknowledged, and nothing twice', { timeout }, async () => {
    const { world, journal } = arena;
    const reopenedMs: number[] = [];
    const workedMs: number[] = [];
    await world.startBridge();
    await arena.startLoad();
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await wait(100 + Math.random() * 1_400);
      await world.endBridge('SIGKILL');
      if (kill % KILL_START_EVERY === 0) await killStart();
      const startedAt = performance.now();
      const { process } = await world.startBridge();
      reopenedMs.push(Math.round(performance.now() - startedAt));
      workedMs.push(readCpuMs(process.pid));
      expect(await arena.findDoubleJourneys()).toEqual([]);
      await journal.follow();
    }
    await arena.stopLoad();
    await arena.judge(`kills on ${engine}`, {
      kills: KILLS,
      reopenMedianMs: median(reopenedMs),
      reopenMaxMs: Math.max(...reopenedMs),
      reopenCpuMedianMs: median(workedMs),
    });
    expect(Math.min(...workedMs)).toBeLessThan(REOPEN_WORK_MS);
  });
});
