import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, launch, runCommand, waitUntilReady } from '../e2e/harness/processes.ts';
import { Arena } from './arena.ts';
import { longOrShort, PREPARED_WITHIN_MS } from './length.ts';
import { findBinaries, OwnPostgres } from './own-postgres.ts';

const RESTARTS = longOrShort(30, 1);
const UP_MS = 2_500;
const DOWN_MS = 700;
const STOP_WITHIN_MS = 10_000;

const binaries = findBinaries();
if (binaries === undefined) {
  process.stdout.write('database restarts: not run, there is no PostgreSQL server in /usr/lib/postgresql\n');
}

describe.runIf(binaries !== undefined)('a bridge whose PostgreSQL goes away', () => {
  let postgres: OwnPostgres;
  let arena: Arena;

  beforeAll(async () => {
    postgres = await OwnPostgres.create(binaries ?? '');
    arena = await Arena.open({ env: () => ({ DATABASE_URL: postgres.url, LOG_LEVEL: 'warn' }) });
  }, PREPARED_WITHIN_MS);

  afterAll(async () => {
    await arena.close();
    await postgres.remove();
  });

  it('gives up with one line when it waits in vain', async () => {
    const impatient = { ...arena.world.environment, DATABASE_WAIT_SECONDS: '0' };
    const ended = await runCommand(['serve'], impatient);
    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    expect(ended.stderr).toContain('check DATABASE_URL');
  });

  it('waits for it at the start, says so, and goes on when it comes', async () => {
    const { world } = arena;
    const starting = launch(['serve'], world.environment);
    await eventually(
      async () => (starting.output().includes('waiting for the database') ? true : undefined),
      'a line about the wait',
    );
    await postgres.start();
    await waitUntilReady(starting, `http://127.0.0.1:${world.port}/readyz`);
    expect(await starting.end()).toBe(0);
  });

  const timeout = 60_000 + RESTARTS * 15_000;
  it('answers 503 meanwhile and carries out all that it acknowledged', { timeout }, async () => {
    await arena.world.startBridge();
    await arena.startLoad();
    for (let restart = 1; restart <= RESTARTS; restart += 1) {
      await wait(UP_MS);
      await postgres.stop(restart % 2 === 0 ? 'fast' : 'immediate');
      await wait(DOWN_MS);
      await postgres.start();
      await arena.journal.follow();
    }
    await wait(UP_MS);
    await arena.stopLoad();
    await arena.judge('restarts of PostgreSQL', { restarts: RESTARTS });
    // The bridge itself never went away.
    expect(arena.ledger.answers.get(0)).toBeUndefined();
  });

  it('stops within ten seconds while it is away', async () => {
    await postgres.stop('fast');
    const startedAt = performance.now();
    expect(await arena.world.endBridge('SIGTERM')).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(STOP_WITHIN_MS);
  });
});
