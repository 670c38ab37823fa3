import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { appendToTrail } from '../../../src/store/audit.ts';
import { openStore, type Store } from '../../../src/store/open.ts';
import { openQueue } from '../../../src/store/queue.ts';
import { silent } from '../engines.ts';
import { run } from './children.ts';

const KILLS = 5;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bridge-kill-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

async function subjects(store: Store, action: string): Promise<Set<string | null>> {
  const rows = await store.db.selectFrom('audit').select('subject').where('action', '=', action).execute();
  return new Set(rows.map((row) => row.subject));
}

it('loses nothing that it accepted, however often it is killed', { timeout: 60_000 }, async () => {
  const dataFolder = join(root, 'data');
  const accepted: string[] = [];
  for (let round = 0; round < KILLS; round++) {
    const child = run('killed-worker.ts', dataFolder, String(round));
    await child.line('accepted');
    await wait(50 + Math.random() * 400);
    await child.kill();
    accepted.push(...child.lines.flatMap((line) => (line.startsWith('accepted ') ? [line.slice(9)] : [])));
  }

  const store = await openStore({ dataFolder, log: silent });
  const queue = await openQueue(store, silent);
  queue.start((userId) =>
    appendToTrail(store.db, {
      at: new Date(),
      actor: 'parent',
      action: 'looked',
      subject: userId,
      detail: {},
    }),
  );
  const requested = await subjects(store, 'requested');
  expect(accepted.filter((userId) => !requested.has(userId))).toEqual([]);
  const unseen = async (): Promise<number> => {
    const looked = await subjects(store, 'looked');
    return [...requested].filter((userId) => !looked.has(userId)).length;
  };
  await expect.poll(unseen, { timeout: 20_000, interval: 100 }).toBe(0);
  expect(accepted.length).toBeGreaterThan(KILLS);
  await queue.stop();
  await store.close();
});
