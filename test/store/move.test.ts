import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendToTrail, listAudit } from '../../src/store/audit.ts';
import { verifyAudit } from '../../src/store/audit-verification.ts';
import { createCredential } from '../../src/store/credentials.ts';
import { moveStore } from '../../src/store/move/move-store.ts';
import { listTables } from '../../src/store/move/table-list.ts';
import { insertOffboarding } from '../../src/store/offboardings.ts';
import type { Store } from '../../src/store/open.ts';
import { lockPerson, savePerson } from '../../src/store/people.ts';
import { openQueue, type WorkQueue } from '../../src/store/queue.ts';
import { engines, postgresEngines, silent, type TestDatabase } from './engines.ts';

const BY = { actor: 'ops', requestId: 'run-1' };
const NOW = new Date('2026-03-01T12:00:00.123Z');
const STEPS = [
  { name: 'state', phase: 'lockOut' },
  { name: 'queues', phase: 'release' },
] as const;

if (postgresEngines.length === 0)
  process.stdout.write('move to PostgreSQL: not run, TEST_DATABASE_URL is unset\n');

/** Everything of the kinds that are hard to copy: JSON, arrays, times, numbers that the database gives. */
async function fill(store: Store): Promise<void> {
  await createCredential(store.db, {
    client: 'okta',
    authority: 'okta',
    scopes: ['users', 'groups'],
    now: NOW,
  });
  for (let index = 0; index < 1_200; index += 1) {
    const detail = { index, text: `ä "quoted" \\ ${index}`, nested: { list: [1, null, 'x'] } };
    await appendToTrail(store.db, {
      at: NOW,
      actor: 'test',
      action: 'filled',
      detail,
      personal: { name: 'Ä' },
    });
  }
  await store.db.transaction().execute(async (transaction) => {
    const person = await lockPerson(transaction, 'leaver', NOW);
    const journey = { id: 'journey', userId: 'leaver', kind: 'deactivate', status: 'lockingOut' } as const;
    const request = { clientName: 'okta', requestId: 'r', requestedAt: NOW, generation: 1 };
    const snapshot = { queues: [{ id: 'q', joined: true }] };
    await insertOffboarding(transaction, { ...journey, ...request, snapshot, counted: true, steps: STEPS });
    await savePerson(transaction, { ...person, wanted: 'inactive', offboardingId: 'journey' }, NOW);
  });
}

async function contentOf(store: Store, table: string): Promise<unknown[]> {
  const { rows } = await sql<{ row: string }>`
    select to_jsonb(one)::text as row from ${sql.id('bridge', table)} as one order by 1`.execute(store.db);
  return rows.map(({ row }) => row);
}

describe.each(postgresEngines)('a move from the embedded database to $name', (postgres) => {
  let databases: TestDatabase[];
  let source: Store;
  let target: Store;
  let queue: WorkQueue;

  beforeEach(async () => {
    const [embedded] = engines;
    if (embedded === undefined) throw new Error('there is no embedded engine');
    databases = [await embedded.create(), await postgres.create()];
    const [from, to] = await Promise.all(databases.map((database) => database.open()));
    if (from === undefined || to === undefined) throw new Error('a database did not open');
    [source, target] = [from, to];
    queue = await openQueue(target, silent);
  });

  afterEach(async () => {
    await queue.stop();
    await Promise.all([source.close(), target.close()]);
    await Promise.all(databases.map((database) => database.remove()));
  });

  it('takes every row as it is, and asks for a look at whoever has work under way', async () => {
    await fill(source);
    const moved = await moveStore(source, target, queue, BY, NOW);
    expect(moved.rows).toMatchObject({ audit: 1_200, credential: 1, offboarding: 1, offboarding_step: 2 });
    expect(moved).toMatchObject({ jobs: 1, audit: { entries: 1_200 } });
    const [told] = await listAudit(target.db, { limit: 1 });
    expect(told).toMatchObject({ ...BY, action: 'store.moved' });
    for (const table of await listTables(source.db)) {
      const copied = (await contentOf(target, table)).filter((row) => !String(row).includes('store.moved'));
      if (table !== 'audit_chain') expect(copied, table).toEqual(await contentOf(source, table));
    }
    expect(await verifyAudit(target.db, moved.audit.head)).toMatchObject({ intact: true, entries: 1_201 });
    expect(await queue.findUnasked(['leaver', 'nobody'])).toEqual(['nobody']);
    const { rows } = await sql<{
      priority: number;
    }>`select priority from pgboss.job where name = 'person'`.execute(target.db);
    expect(rows).toEqual([{ priority: 10 }]);
  });

  it('refuses a target with data, and leaves both as they were', async () => {
    await fill(source);
    await lockPersonOf(target);
    await expect(moveStore(source, target, queue, BY, NOW)).rejects.toMatchObject({
      code: 'store.not-empty',
      message: expect.stringContaining('person 1'),
    });
    expect(await contentOf(target, 'audit')).toEqual([]);
    expect(await contentOf(target, 'audit_chain')).toHaveLength(1);
  });

  it('moves nothing of a trail that somebody has changed', async () => {
    await fill(source);
    await sql`alter table bridge.audit disable trigger keep_audit`.execute(source.db);
    await sql`update bridge.audit set actor = 'nobody' where seq = 7`.execute(source.db);
    await expect(moveStore(source, target, queue, BY, NOW)).rejects.toMatchObject({
      code: 'store.audit-broken',
    });
  });
});

it('takes tables after those that they refer to, and every one of them', async () => {
  const [embedded] = engines;
  const database = await embedded?.create();
  const store = await database?.open();
  if (store === undefined) throw new Error('there is no embedded engine');
  const tables = await listTables(store.db);
  expect(tables.indexOf('offboarding')).toBeLessThan(tables.indexOf('offboarding_step'));
  expect(tables.indexOf('client')).toBeLessThan(tables.indexOf('credential'));
  expect(tables).toEqual(
    expect.arrayContaining(['audit', 'audit_chain', 'person', 'kept_user', 'kept_group']),
  );
  await store.close();
  await database?.remove();
});

async function lockPersonOf(store: Store): Promise<void> {
  await store.db.transaction().execute((transaction) => lockPerson(transaction, 'somebody', NOW));
}
