import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendToTrail, listAudit } from '../../src/store/audit.ts';
import { GENESIS_HASH, hashEntry } from '../../src/store/audit-chain.ts';
import { erasePersonal, pruneAudit } from '../../src/store/audit-erasure.ts';
import { exportAudit } from '../../src/store/audit-export.ts';
import { verifyAudit } from '../../src/store/audit-verification.ts';
import type { Store } from '../../src/store/open.ts';
import { engines, type TestDatabase } from './engines.ts';

const day = (number: number) => new Date(Date.UTC(2026, 0, number));

describe.each(engines)('the audit trail on $name', (engine) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await engine.create();
    store = await database.open();
  });

  beforeEach(async () => {
    await sql.raw('truncate bridge.audit').execute(store.db);
    await store.db
      .updateTable('audit_chain')
      .set({ position: 0, hash: GENESIS_HASH, start_position: 0, start_hash: GENESIS_HASH })
      .execute();
  });

  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  const record = (number: number, action = 'user.updated') =>
    appendToTrail(store.db, {
      at: day(number),
      actor: 'okta',
      action,
      subject: `person-${number}`,
      requestId: 'r',
      correlationId: 'c',
      detail: { z: 1, a: [{ y: null, x: 1.5 }] },
      personal: { name: 'Ada Lovelace', email: 'ada@example.com' },
    });

  /** As somebody who owns the database can. */
  async function tamper(statement: string): Promise<void> {
    await sql.raw('alter table bridge.audit disable trigger keep_audit').execute(store.db);
    await sql.raw(statement).execute(store.db);
    await sql.raw('alter table bridge.audit enable trigger keep_audit').execute(store.db);
  }

  it('is intact when nobody touched it, with its end to keep elsewhere', async () => {
    for (const number of [1, 2, 3]) await record(number);
    const [last] = await listAudit(store.db, { limit: 1 });
    expect(await verifyAudit(store.db)).toEqual({
      intact: true,
      entries: 3,
      head: { position: 3, hash: last?.hash },
      problems: [],
    });
  });

  it.each([
    [
      "update bridge.audit set action = 'user.created' where position = 2",
      { position: 2, problem: 'changed' },
    ],
    ["update bridge.audit set detail = '{}' where position = 1", { position: 1, problem: 'changed' }],
    [
      "update bridge.audit set at = at + interval '1 second' where position = 3",
      { position: 3, problem: 'changed' },
    ],
    [
      `update bridge.audit set personal = '{"name":"Eve"}' where position = 2`,
      { position: 2, problem: 'changed' },
    ],
    ['delete from bridge.audit where position = 2', { position: 2, problem: 'missing' }],
    ['delete from bridge.audit where position = 1', { position: 1, problem: 'missing' }],
    ['delete from bridge.audit where position = 3', { position: 3, problem: 'missing' }],
    [
      `insert into bridge.audit (at, actor, action, detail, position, previous_hash, hash)
       select at, actor, action, detail, 4, hash, hash from bridge.audit where position = 3`,
      { position: 4, problem: 'inserted' },
    ],
    [
      `insert into bridge.audit (at, actor, action, detail, position, previous_hash, hash)
       select at, actor, action, detail, 0, hash, hash from bridge.audit where position = 3`,
      { position: 0, problem: 'inserted' },
    ],
  ])('shows what was tampered with: %s', async (statement, problem) => {
    for (const number of [1, 2, 3]) await record(number);
    await tamper(statement);
    const verdict = await verifyAudit(store.db);
    expect(verdict.intact).toBe(false);
    expect(verdict.problems).toContainEqual(problem);
  });

  it.each([
    "update bridge.audit set action = 'x'",
    'delete from bridge.audit',
    "update bridge.audit set personal = null, personal_salt = null, actor = 'x'",
  ])('refuses a slip: %s', async (statement) => {
    await record(1);
    await expect(sql.raw(statement).execute(store.db)).rejects.toThrow('can only be added to');
  });

  it('forgets names and addresses without breaking the chain', async () => {
    for (const number of [1, 2]) await record(number);
    const by = { actor: 'command line', requestId: 'command' };
    expect(await erasePersonal(store.db, 'person-1', by, day(3))).toBe(1);
    expect(await erasePersonal(store.db, 'person-1', by, day(3))).toBe(0);
    const [, erased, ...entries] = await listAudit(store.db, { limit: 10 });
    expect(entries.map(({ personal }) => personal?.name)).toEqual(['Ada Lovelace', undefined]);
    expect(erased).toMatchObject({
      ...by,
      action: 'personal.erased',
      subject: 'person-1',
      detail: { entries: 1 },
    });
    const { rows } = await sql<{ text: string }>`
      select string_agg(to_jsonb(audit)::text, '') as text from bridge.audit where subject = 'person-1'`.execute(
      store.db,
    );
    expect(rows[0]?.text).not.toMatch(/lovelace|ada@/i);
    expect((await verifyAudit(store.db)).intact).toBe(true);
  });

  it('is not the one whose head was kept when somebody has computed it anew', async () => {
    for (const number of [1, 2, 3]) await record(number);
    const { head } = await verifyAudit(store.db);
    await record(4);
    expect(await verifyAudit(store.db, head)).toMatchObject({ intact: true });
    await tamper('delete from bridge.audit');
    await store.db.updateTable('audit_chain').set({ position: 0, hash: GENESIS_HASH }).execute();
    for (const number of [1, 2, 3, 4]) await record(number, 'user.created');
    expect(await verifyAudit(store.db)).toMatchObject({ intact: true });
    expect(await verifyAudit(store.db, head)).toMatchObject({
      intact: false,
      problems: [{ position: 3, problem: 'rewritten' }],
    });
    expect((await verifyAudit(store.db, { ...head, position: 99 })).intact).toBe(false);
  });

  it('knows the head that it begins after, and none before', async () => {
    for (const number of [1, 2, 3]) await record(number);
    const hashes = (await listAudit(store.db, { limit: 3 })).map(({ hash }) => hash).reverse();
    await pruneAudit(store.db, day(3), day(4));
    const verify = (position: number) =>
      verifyAudit(store.db, { position, hash: hashes[position - 1] ?? '' });
    expect(await verify(2)).toMatchObject({ intact: true });
    await expect(verify(1)).rejects.toMatchObject({ code: 'audit.head-dropped' });
  });

  it('drops what is too old and stays a chain', async () => {
    for (const number of [1, 2, 9, 3, 10]) await record(number);
    expect(await pruneAudit(store.db, day(5), day(12))).toBe(2);
    expect(await verifyAudit(store.db)).toMatchObject({ intact: true, entries: 4 });
    await record(13);
    expect(await pruneAudit(store.db, day(30), day(31))).toBe(5);
    expect(await verifyAudit(store.db)).toMatchObject({ intact: true, entries: 1, head: { position: 8 } });
    expect(await pruneAudit(store.db, day(30), day(31))).toBe(0);
    const [pruned] = await listAudit(store.db, { limit: 1 });
    expect(pruned).toMatchObject({ action: 'audit.pruned', detail: { entries: 5, upTo: 7 } });
  });

  it('is intact while retention drops what is being read', async () => {
    for (const number of [1, 2, 3]) await record(number);
    let pruned = 0;
    const meddling = store.db.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        if (pruned === 0) {
          pruned = 1;
          pruned = await pruneAudit(store.db, day(3), day(4));
        }
        return result;
      },
    });
    expect(await verifyAudit(meddling)).toMatchObject({ intact: true, entries: 2 });
    expect(pruned).toBe(2);
  });

  it('shows a beginning that was cut off and dressed up as the work of retention', async () => {
    for (const number of [1, 2, 3, 4]) await record(number);
    const cutOff = async (upTo: number) => {
      const hash = (await listAudit(store.db, { limit: 10 })).find(({ position }) => position === upTo)?.hash;
      await store.db
        .updateTable('audit_chain')
        .set({ start_position: upTo, start_hash: hash ?? '' })
        .execute();
      await tamper(`delete from bridge.audit where position <= ${upTo}`);
    };
    await cutOff(1);
    const problems = async () => (await verifyAudit(store.db)).problems;
    expect(await problems()).toEqual([{ position: 1, problem: 'missing' }]);
    await pruneAudit(store.db, day(3), day(5));
    expect(await problems()).toEqual([]);
    await cutOff(3);
    expect(await problems()).toEqual([{ position: 3, problem: 'missing' }]);
  });

  it('shows an end that was cut off with the chain rewound, to whoever kept a head', async () => {
    for (const number of [1, 2, 3]) await record(number);
    const { head } = await verifyAudit(store.db);
    const second = (await listAudit(store.db, { limit: 2 }))[1];
    await tamper('delete from bridge.audit where position = 3');
    await store.db
      .updateTable('audit_chain')
      .set({ position: 2, hash: second?.hash ?? '' })
      .execute();
    expect(await verifyAudit(store.db)).toMatchObject({ intact: true });
    expect((await verifyAudit(store.db, head)).problems).toEqual([{ position: 3, problem: 'rewritten' }]);
    await record(4);
    expect((await verifyAudit(store.db, head)).problems).toEqual([{ position: 3, problem: 'rewritten' }]);
  });

  it('is one chain when many write at once and some roll back', async () => {
    await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) =>
        store.db.transaction().execute(async (transaction) => {
          await appendToTrail(transaction, { at: day(1), actor: 'a', action: `${index}`, detail: {} });
          if (index % 3 === 0) throw new Error('roll back');
        }),
      ),
    );
    expect(await verifyAudit(store.db)).toMatchObject({ intact: true, entries: 26, head: { position: 26 } });
  });

  it('is exported oldest first, from a time on', async () => {
    for (const number of [1, 2, 3]) await record(number);
    const days: number[] = [];
    for await (const page of exportAudit(store.db, day(2)))
      days.push(...page.map(({ at }) => at.getUTCDate()));
    expect(days).toEqual([2, 3]);
  });

  it('is exported with all that it takes to check it elsewhere', async () => {
    for (const number of [1, 2]) await record(number);
    await erasePersonal(store.db, 'person-1', { actor: 'ops', requestId: 'r' }, day(3));
    let previousHash = GENESIS_HASH;
    for await (const page of exportAudit(store.db)) {
      for (const line of page.map((entry) => JSON.parse(JSON.stringify(entry)))) {
        const { position, at, actor, action, subject, requestId, correlationId, personalHash } = line;
        expect(line.previousHash).toBe(previousHash);
        previousHash = hashEntry({
          position,
          previousHash,
          at: new Date(at),
          actor,
          action,
          subject: subject ?? null,
          requestId: requestId ?? null,
          correlationId: correlationId ?? null,
          detail: line.detail,
          personalHash: personalHash ?? null,
        });
        expect(line.hash).toBe(previousHash);
      }
    }
    expect((await verifyAudit(store.db)).head.hash).toBe(previousHash);
  });
});
