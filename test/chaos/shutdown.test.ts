import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENGINES } from '../e2e/harness/databases.ts';
import { Arena } from './arena.ts';
import { longOrShort, PREPARED_WITHIN_MS } from './length.ts';

const STOPS = longOrShort(10, 1);
const STOP_WITHIN_MS = 10_000;
const SLOW = { path: '/api/v2/**', delayMs: 20_000, probability: 0.3 };
const TRIED = longOrShort(ENGINES, ENGINES.slice(-1));

describe.each(TRIED)('a bridge that is told to stop under load while Genesys is slow, on %s', (engine) => {
  let arena: Arena;

  beforeAll(async () => {
    arena = await Arena.open({ engine });
  }, PREPARED_WITHIN_MS);

  afterAll(() => arena.close());

  const timeout = 90_000 + STOPS * 30_000;
  it('ends within ten seconds with status 0, and goes on at the next start', { timeout }, async () => {
    const { world } = arena;
    await world.startBridge();
    await arena.startLoad();
    const tookMs: number[] = [];
    for (let stop = 1; stop <= STOPS; stop += 1) {
      await wait(1_500);
      await world.genesys.fault(SLOW);
      await wait(1_500);
      const startedAt = performance.now();
      expect(await world.endBridge('SIGTERM')).toBe(0);
      tookMs.push(Math.round(performance.now() - startedAt));
      await world.genesys.clearFaults();
      await world.startBridge();
    }
    await wait(1_000);
    await arena.stopLoad();
    await arena.judge(`stops on ${engine}`, { tookMs });
    expect(Math.max(...tookMs)).toBeLessThan(STOP_WITHIN_MS);
  });
});
