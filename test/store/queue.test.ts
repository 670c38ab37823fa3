import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Store } from '../../src/store/open.ts';
import { openQueue, type WorkQueue } from '../../src/store/queue.ts';
import { engines, postgresEngines, silent, type TestDatabase } from './engines.ts';

const soon = { timeout: 8_000, interval: 5 };
const HOUR_MS = 3_600_000;

describe.each(engines)('the work queue on $name', (engine) => {
  let database: TestDatabase;
  let store: Store;
  let queue: WorkQueue;

  beforeAll(async () => {
    database = await engine.create();
    store = await database.open();
  });

  beforeEach(async () => {
    queue = await openQueue(store, silent);
  });

  afterEach(async () => {
    await queue.stop();
    await sql`delete from pgboss.job`.execute(store.db);
  });

  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  const countJobs = async (userId: string): Promise<number> => {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from pgboss.job where singleton_key = ${userId}`.execute(store.db);
    return rows[0]?.n ?? 0;
  };

  it('leaves no job behind when the transaction rolls back', async () => {
    const looks: string[] = [];
    queue.start(async (userId) => void looks.push(userId));
    const transaction = store.db.transaction().execute(async (inside) => {
      await queue.request('ghost', { urgent: true }, inside);
      throw new Error('roll back');
    });
    await expect(transaction).rejects.toThrow('roll back');
    await store.db.transaction().execute((inside) => queue.request('real', { urgent: true }, inside));
    await expect.poll(() => looks, soon).toEqual(['real']);
    expect(await countJobs('ghost')).toBe(0);
  });

  it('looks at once when a committed request is announced, and not only at the next poll', async () => {
    let looks = 0;
    queue.start(async () => void looks++);
    const begun = performance.now();
    for (let person = 1; person <= 20; person += 1) {
      const userId = `person-${person}`;
      await store.db.transaction().execute((inside) => queue.request(userId, { urgent: true }, inside));
      queue.announce(userId, { interrupt: false });
      await expect.poll(() => looks, { ...soon, interval: 5 }).toBe(person);
    }
    // By polls alone, half a second apart, each would wait for the next: ten seconds.
    expect(performance.now() - begun).toBeLessThan(7_000);
  });

  it('gives timers their turn while looks follow each other without end', async () => {
    let looks = 0;
    queue.start(async (userId) => {
      looks += 1;
      if (looks < 2_000) await queue.request(userId, { urgent: false });
    });
    for (let person = 1; person <= 60; person += 1)
      await queue.request(`person-${person}`, { urgent: false });
    await expect.poll(() => looks, soon).toBeGreaterThan(10);
    let longest = 0;
    for (let turn = 0; turn < 20; turn += 1) {
      const asked = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 5));
      longest = Math.max(longest, performance.now() - asked);
    }
    expect(longest).toBeLessThan(1_000);
    looks = 2_000;
  });

  it('never runs twice at once for one person', async () => {
    const running = new Map<string, number>();
    let most = 0;
    let looks = 0;
    queue.start(async (userId) => {
      const now = (running.get(userId) ?? 0) + 1;
      running.set(userId, now);
      most = Math.max(most, now);
      await wait(10);
      running.set(userId, now - 1);
      looks++;
    });
    const people = ['ann', 'ben', 'cem'];
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => index).flatMap((index) =>
        people.map((userId) => queue.request(userId, { urgent: index % 2 === 0 })),
      ),
    );
    await expect.poll(() => looks, soon).toBe(30);
    expect(most).toBe(1);
  });

  it('lets an immediate request pass a later one of the same person', async () => {
    const looks: string[] = [];
    await queue.request('ann', { urgent: false, after: new Date(Date.now() + HOUR_MS) });
    queue.start(async (userId) => void looks.push(userId));
    await queue.request('ann', { urgent: true });
    await expect.poll(() => looks, soon).toEqual(['ann']);
  });

  it('looks when the time has come', async () => {
    const due = Date.now() + 1_500;
    let lookedAt = 0;
    queue.start(async () => {
      lookedAt = Date.now();
    });
    await queue.request('ann', { urgent: false, after: new Date(due) });
    await expect.poll(() => lookedAt, soon).toBeGreaterThanOrEqual(due);
  });

  it('asks only once for a look at the same later time', async () => {
    const after = new Date(Date.now() + HOUR_MS);
    for (let time = 0; time < 5; time++) await queue.request('ann', { urgent: false, after });
    expect(await countJobs('ann')).toBe(1);
    await queue.request('ann', { urgent: false, after: new Date(after.getTime() - 60_000) });
    expect(await countJobs('ann')).toBe(2);
  });

  it('takes a time for the same whose statement was quicker than the one before', async () => {
    let slowMs = 0;
    const shared = await openQueue(store, silent, { now: () => new Date(Date.now() + slowMs) });
    const after = new Date(Date.now() + HOUR_MS);
    slowMs = 200;
    await shared.request('quick', { urgent: false, after });
    slowMs = 0;
    await shared.request('quick', { urgent: false, after });
    expect(await countJobs('quick')).toBe(1);
    await shared.stop();
  });

  it('has room for urgent looks while all others are held up', async () => {
    await queue.stop();
    queue = await openQueue(store, silent, { places: 6, urgentPlaces: 2 });
    const gate = Promise.withResolvers<void>();
    const looks: string[] = [];
    queue.start(async (userId) => {
      looks.push(userId);
      if (userId !== 'leaver') await gate.promise;
    });
    const held = Array.from({ length: 20 }, (_, index) => `held-${index}`);
    for (const userId of [...held, 'leaver']) await queue.request(userId, { urgent: false });
    await expect.poll(() => looks.length, soon).toBe(6);
    await queue.request('leaver', { urgent: true });
    await expect.poll(() => looks, soon).toContain('leaver');
    gate.resolve();
    await expect.poll(() => new Set(looks).size, soon).toBe(21);
  });

  it('begins nothing else while an urgent look is due or under way', async () => {
    await queue.stop();
    queue = await openQueue(store, silent, { places: 4, urgentPlaces: 1 });
    const order: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      await queue.request(`release-${index}`, { urgent: false });
      await queue.request(`leaver-${index}`, { urgent: true });
    }
    queue.start(async (userId, { urgent }) => {
      order.push(`${userId} ${urgent}`);
      await wait(20);
    });
    await expect.poll(() => order.length, soon).toBe(10);
    expect(order.slice(0, 5).sort()).toEqual([0, 1, 2, 3, 4].map((index) => `leaver-${index} true`));
    expect(order.slice(5).sort()).toEqual([0, 1, 2, 3, 4].map((index) => `release-${index} false`));
  });

  it('lets what a returner waits for go beside urgent looks, and a release once they never end', async () => {
    await queue.stop();
    queue = await openQueue(store, silent, { places: 4, urgentPlaces: 2 });
    const gate = Promise.withResolvers<void>();
    const looks: string[] = [];
    queue.start(async (userId) => {
      looks.push(userId);
      if (userId === 'leaver') await gate.promise;
    });
    await queue.request('leaver', { urgent: true });
    await expect.poll(() => looks, soon).toEqual(['leaver']);
    await queue.request('release', { urgent: false });
    await queue.request('returner', { urgent: false });
    await queue.request('returner', { urgent: false, beside: true });
    await expect.poll(() => looks, soon).toEqual(['leaver', 'returner', 'returner']);
    const began = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => began + 31 * 60_000);
    await expect.poll(() => looks, soon).toContain('release');
    vi.restoreAllMocks();
    gate.resolve();
  });

  it('has a hundred looks under way at once', async () => {
    const gate = Promise.withResolvers<void>();
    let underWay = 0;
    queue.start(async () => {
      underWay += 1;
      await gate.promise;
    });
    for (let index = 0; index < 110; index += 1) await queue.request(`person-${index}`, { urgent: false });
    await expect.poll(() => underWay, soon).toBe(110);
    gate.resolve();
  });

  it('ends the look that a newer request overtakes, and begins the newer one', async () => {
    const looks: string[] = [];
    queue.start(async (_userId, { overtaken }) => {
      looks.push(overtaken.aborted ? 'late' : 'begun');
      if (looks.length > 1) return;
      await new Promise((_resolve, reject) =>
        overtaken.addEventListener('abort', () => reject(overtaken.reason)),
      );
    });
    await queue.request('ann', { urgent: false });
    await expect.poll(() => looks, soon).toEqual(['begun']);
    await queue.request('ann', { urgent: true });
    queue.announce('ann', { interrupt: true });
    await expect.poll(() => looks, { timeout: 400, interval: 5 }).toEqual(['begun', 'begun']);
  });

  it('tries a failed look again and lets newer requests pass meanwhile', async () => {
    const times: number[] = [];
    queue.start(async () => {
      times.push(performance.now());
      if (times.length === 1) throw new Error('Genesys is away');
    });
    await queue.request('ann', { urgent: true });
    await expect.poll(() => times.length, soon).toBe(1);
    await queue.request('ann', { urgent: true });
    await expect.poll(() => times.length, soon).toBe(3);
    const [failed = 0, newer = 0, again = 0] = times;
    expect(newer - failed).toBeLessThan(again - failed);
    expect(again - failed).toBeGreaterThan(900);
  });

  it('hands a look back when it stops, within five seconds', async () => {
    const begun = Promise.withResolvers<void>();
    queue.start(async (_userId, { signal }) => {
      begun.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    });
    await queue.request('ann', { urgent: true });
    await begun.promise;
    const stopping = performance.now();
    await queue.stop();
    expect(performance.now() - stopping).toBeLessThan(5_000);

    const looks: string[] = [];
    queue = await openQueue(store, silent);
    queue.start(async (userId) => void looks.push(userId));
    await expect.poll(() => looks, soon).toEqual(['ann']);
  });
});

describe.each(postgresEngines)('instances on $name', (engine) => {
  let database: TestDatabase;
  let stores: Store[];
  let queues: WorkQueue[];

  beforeEach(async () => {
    database = await engine.create();
    stores = [await database.open(), await database.open()];
    queues = await Promise.all(stores.map((store) => openQueue(store, silent)));
  });

  afterEach(async () => {
    await Promise.all(queues.map((queue) => queue.stop()));
    await Promise.all(stores.map((store) => store.close()));
    await database.remove();
  });

  it('share the work and never look at one person at the same time', async () => {
    const running = new Set<string>();
    const workers = new Set<number>();
    let overlaps = 0;
    let looks = 0;
    for (const [instance, queue] of queues.entries()) {
      queue.start(async (userId) => {
        if (running.has(userId)) overlaps++;
        running.add(userId);
        workers.add(instance);
        await wait(5);
        running.delete(userId);
        looks++;
      });
    }
    for (let index = 0; index < 100; index++) {
      await queues[index % 2]?.request(`person-${index % 7}`, { urgent: index % 3 === 0 });
    }
    await expect.poll(() => looks, soon).toBe(100);
    expect({ overlaps, workers: workers.size }).toEqual({ overlaps: 0, workers: 2 });
  });

  it('end the look that a request to another instance overtakes', async () => {
    const [one, other] = queues;
    if (one === undefined || other === undefined) throw new Error('no instance');
    const ends: string[] = [];
    const begun = Promise.withResolvers<void>();
    one.start(async (_userId, { overtaken, urgent }) => {
      if (urgent) return void ends.push('newer');
      begun.resolve();
      await new Promise((resolve) => overtaken.addEventListener('abort', resolve));
      ends.push('overtaken');
    });
    await one.request('ann', { urgent: false });
    await begun.promise;
    await other.request('ann', { urgent: true });
    await expect.poll(() => ends, soon).toEqual(['overtaken', 'newer']);
  });

  it('take over what a dead one was looking at', { timeout: 30_000 }, async () => {
    const [store] = stores;
    const [queue] = queues;
    if (store === undefined || queue === undefined) throw new Error('no instance');
    await queue.request('ann', { urgent: true });
    await sql`
      update pgboss.job set state = 'active', started_on = now() - interval '1 minute',
        heartbeat_on = now() - interval '11 seconds'
      where singleton_key = 'ann'`.execute(store.db);
    const looks: string[] = [];
    queue.start(async (userId) => void looks.push(userId));
    await expect.poll(() => looks, { timeout: 15_000, interval: 50 }).toEqual(['ann']);
  });

  it('survive the loss of all their connections', { timeout: 30_000 }, async () => {
    const [store] = stores;
    const [queue] = queues;
    if (store === undefined || queue === undefined) throw new Error('no instance');
    const looks: string[] = [];
    queue.start(async (userId) => void looks.push(userId));
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(store.db);
    // Whoever asks over a connection that has just died is told so and asks again.
    await queue.request('ann', { urgent: true }).catch(() => queue.request('ann', { urgent: true }));
    await expect.poll(() => looks, { timeout: 15_000, interval: 50 }).toEqual(['ann']);
    await expect(store.ping()).resolves.toBeUndefined();
  });
});
