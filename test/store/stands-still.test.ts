import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendToTrail, listAudit } from '../../src/store/audit.ts';
import type { Store } from '../../src/store/open.ts';
import { postgresEngines, type TestDatabase } from './engines.ts';

/** Longer than the server lets a transaction stand still. */
const STILL_MS = 6_500;

const [engine] = postgresEngines;
if (engine === undefined) process.stdout.write('standing still: not run, TEST_DATABASE_URL is unset\n');

describe.runIf(engine !== undefined)('an instance that stands still in a transaction', () => {
  let database: TestDatabase;
  let stores: [Store, Store];

  beforeAll(async () => {
    if (engine === undefined) throw new Error('there is no PostgreSQL');
    database = await engine.create();
    stores = [await database.open(), await database.open()];
  });

  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await database.remove();
  });

  const entry = (action: string) => ({ at: new Date(), actor: 'test', action, detail: {} });

  it('does not hold the others up, and commits nothing of it', async () => {
    const [paused, other] = stores;
    const began = Promise.withResolvers<void>();
    const transaction = paused.db.transaction().execute(async (inside) => {
      await appendToTrail(inside, entry('paused'));
      began.resolve();
      await wait(STILL_MS);
      await appendToTrail(inside, entry('paused'));
    });
    await began.promise;
    const [kept] = await Promise.allSettled([appendToTrail(other.db, entry('other')), transaction]);
    expect(kept.status).toBe('fulfilled');
    await expect(transaction).rejects.toMatchObject({ code: 'store.outage' });
    expect((await listAudit(other.db, { limit: 10 })).map(({ action }) => action)).toEqual(['other']);
    await appendToTrail(paused.db, entry('again'));
  });
});
