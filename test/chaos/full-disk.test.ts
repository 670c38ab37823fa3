import { rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, runCommand } from '../e2e/harness/processes.ts';
import { Arena } from './arena.ts';
import { longOrShort, PREPARED_WITHIN_MS } from './length.ts';

const TIMES = longOrShort(20, 1);
const FULL_DISK = fileURLToPath(new URL('full-disk.ts', import.meta.url));

let arena: Arena;

beforeAll(async () => {
  arena = await Arena.open({
    env: (folder) => ({
      NODE_OPTIONS: `--import=${FULL_DISK}`,
      CHAOS_DISK_FULL: `${folder}/disk-is-full`,
    }),
  });
}, PREPARED_WITHIN_MS);

afterAll(() => arena.close());

const timeout = 60_000 + TIMES * 60_000;
it('ends with a clear line, does not start before there is room, and loses nothing', {
  timeout,
}, async () => {
  const { world } = arena;
  const flag = world.environment.CHAOS_DISK_FULL ?? '';
  let bridge = await world.startBridge();
  await arena.startLoad();
  for (let time = 1; time <= TIMES; time += 1) {
    await wait(500 + Math.random() * 1_500);
    await writeFile(flag, '');
    const ended = async () => bridge.process.exitCode ?? undefined;
    expect(await eventually(ended, 'the end of the bridge')).toBe(1);
    expect(bridge.output()).toContain('free or repair its disk');
    const refused = await runCommand(['serve'], world.environment);
    expect(refused).toMatchObject({ status: 1 });
    expect(refused.stdout + refused.stderr).toMatch(/disk/);
    await rm(flag);
    bridge = await world.startBridge();
  }
  await wait(1_000);
  await arena.stopLoad();
  await arena.judge('full disks', { times: TIMES });
});
