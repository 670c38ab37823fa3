import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { ENGINES } from '../e2e/harness/databases.ts';
import { Arena } from './arena.ts';
import { longOrShort, PREPARED_WITHIN_MS } from './length.ts';

const LOAD_MS = longOrShort(120_000, 4_000);
const DROPS = [
  { path: '/api/v2/**', drop: 'before', probability: 0.04 },
  { path: '/api/v2/**', drop: 'after', probability: 0.04 },
  { path: '/api/v2/users', method: 'POST', drop: 'after', probability: 0.3 },
];
/** On one engine in the suite: the border to Genesys is the same on both. */
const TRIED = longOrShort(ENGINES, ENGINES.slice(0, 1));

describe.each(TRIED)('a Genesys Cloud that loses connections under load, on %s', (engine) => {
  let arena: Arena;

  beforeAll(async () => {
    arena = await Arena.open({ engine });
  }, PREPARED_WITHIN_MS);

  afterAll(() => arena.close());

  it('gets all that was acknowledged, and nobody twice', { timeout: 120_000 + LOAD_MS * 2 }, async () => {
    const { world } = arena;
    await world.startBridge();
    await world.genesys.fault(...DROPS);
    await arena.startLoad();
    await wait(LOAD_MS);
    await world.genesys.clearFaults();
    await arena.stopLoad();
    await arena.judge(`dropped connections on ${engine}`, { seconds: LOAD_MS / 1_000 });
  });
});
