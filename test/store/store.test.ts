import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendToTrail, listAudit } from '../../src/store/audit.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { engines, postgresEngines, silent, type TestDatabase } from './engines.ts';

const at = new Date('2026-03-01T10:00:00.123Z');

describe.each(engines)('the store on $name', (engine) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await engine.create();
    store = await database.open();
  });

  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  const subjects = async (action: string): Promise<(string | null)[]> => {
    const rows = await store.db.selectFrom('audit').select('subject').where('action', '=', action).execute();
    return rows.map((row) => row.subject).sort();
  };
  const entry = (action: string, subject: string) => ({ at, actor: 'test', action, subject, detail: {} });

  it('answers a ping', async () => {
    await expect(store.ping()).resolves.toBeUndefined();
  });

  it('gives back times as Date, numbers as number and JSON as values', async () => {
    const detail = { nested: { list: [1, 'two', null] }, text: 'ü "quoted"' };
    await appendToTrail(store.db, { at, actor: 'okta', action: 'types', requestId: 'r1', detail });
    const [found] = await listAudit(store.db, { limit: 1 });
    expect(found).toEqual({
      seq: expect.any(Number),
      position: expect.any(Number),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      at,
      actor: 'okta',
      action: 'types',
      requestId: 'r1',
      detail,
    });
    const { rows } = await sql<{ n: unknown }>`select count(*) as n from bridge.audit`.execute(store.db);
    expect(typeof rows[0]?.n).toBe('number');
  });

  it('lists the audit trail newest first, by subject and in pages', async () => {
    for (const subject of ['a', 'b', 'a', 'a']) await appendToTrail(store.db, entry('page', subject));
    const first = await listAudit(store.db, { subject: 'a', limit: 2 });
    const second = await listAudit(store.db, { subject: 'a', limit: 2, before: first.at(-1)?.seq ?? 0 });
    expect([first.length, second.length]).toEqual([2, 1]);
    const order = [...first, ...second].map(({ seq }) => seq);
    expect(order).toEqual(order.toSorted((left, right) => right - left));
  });

  it('keeps statements of others out of an open transaction', async () => {
    const opened = Promise.withResolvers<void>();
    const transaction = store.db.transaction().execute(async (inside) => {
      await appendToTrail(inside, entry('interleave', 'rolled back'));
      opened.resolve();
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error('roll back');
    });
    await opened.promise;
    const outside = appendToTrail(store.db, entry('interleave', 'kept'));
    await expect(transaction).rejects.toThrow('roll back');
    await outside;
    expect(await subjects('interleave')).toEqual(['kept']);
  });

  it('commits all or nothing of many transactions at once', async () => {
    const attempts = Array.from({ length: 30 }, (_, index) =>
      store.db
        .transaction()
        .execute(async (inside) => {
          await appendToTrail(inside, entry('many', `${index} first`));
          await appendToTrail(inside, entry('many', `${index} second`));
          if (index % 3 === 0) throw new Error('roll back');
        })
        .catch(() => undefined),
    );
    await Promise.all(attempts);
    const committed = attempts.map((_, index) => index).filter((index) => index % 3 !== 0);
    const expected = committed.flatMap((index) => [`${index} first`, `${index} second`]);
    expect(await subjects('many')).toEqual(expected.sort());
  });

  it('reports a commit that turned into a rollback', async () => {
    const transaction = store.db.transaction().execute(async (inside) => {
      await appendToTrail(inside, entry('aborted', 'x'));
      await sql`select 1 / 0`.execute(inside).catch(() => undefined);
    });
    await expect(transaction).rejects.toThrow();
    expect(await subjects('aborted')).toEqual([]);
  });

  it('goes on after a savepoint was rolled back', async () => {
    await store.db.transaction().execute(async (inside) => {
      await sql`savepoint before`.execute(inside);
      await appendToTrail(inside, entry('savepoint', 'undone'));
      await sql`rollback to savepoint before`.execute(inside);
      await appendToTrail(inside, entry('savepoint', 'kept'));
    });
    expect(await subjects('savepoint')).toEqual(['kept']);
  });

  it('keeps userName and externalId unique', async () => {
    const person = (id: string) => ({
      user_id: id,
      user_name: 'Ann',
      user_name_key: 'ann',
      email_key: 'ann@example.com',
      genesys_name: 'Ann',
      attributes: '{}',
      client_name: 'okta',
      created_at: at,
      updated_at: at,
    });
    await store.db.insertInto('kept_user').values(person('1')).execute();
    await expect(store.db.insertInto('kept_user').values(person('2')).execute()).rejects.toMatchObject({
      code: '23505',
    });
    const link = { authority: 'okta', external_id: 'e1', user_id: '1' };
    await store.db.insertInto('external_id').values(link).execute();
    const other = { ...link, user_id: '2' };
    await expect(store.db.insertInto('external_id').values(other).execute()).rejects.toMatchObject({
      code: '23505',
    });
  });

  it('keeps its rows over a restart', async () => {
    await appendToTrail(store.db, entry('restart', 'kept'));
    await store.close();
    store = await database.open();
    expect(await subjects('restart')).toEqual(['kept']);
  });

  it('refuses a database that a newer bridge has changed', async () => {
    const mark = sql`insert into bridge.kysely_migration (name, timestamp) values ('9999-later', '')`;
    await mark.execute(store.db);
    const reopen = async (): Promise<Store> => {
      await store.close();
      return database.open();
    };
    await expect(reopen()).rejects.toMatchObject({
      code: 'store.newer',
      message: expect.stringContaining('9999-later'),
    });
  });
});

describe.each(postgresEngines)('several instances on $name', (engine) => {
  it('migrate an empty database at the same time', async () => {
    const database = await engine.create();
    const stores = await Promise.all([database.open(), database.open(), database.open()]);
    const { rows } = await sql<{ name: string }>`select name from bridge.kysely_migration`.execute(
      stores[0].db,
    );
    expect(rows.map(({ name }) => name)).toContain('0001-initial');
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    await Promise.all(stores.map((store) => store.close()));
    await database.remove();
  });
});

it('a server that does not answer is named without its password', async () => {
  const databaseUrl = 'postgres://bridge:hunter2@127.0.0.1:1/none';
  const failure = await openStore({ databaseUrl, dataFolder: 'unused', log: silent }).catch((error) => error);
  expect(failure).toMatchObject({ code: 'store.unreachable' });
  expect(failure.message).toContain('127.0.0.1:1/none');
  expect(failure.message).not.toContain('hunter2');
});
