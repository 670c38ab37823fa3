import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditCheck } from '../../src/cli/audit-check.ts';
import { appendToTrail } from '../../src/store/audit.ts';
import { readAuditFigures, readWorkFigures } from '../../src/store/figures.ts';
import { listSteps, retryStuckSteps, type StepChange, saveStep } from '../../src/store/offboarding-steps.ts';
import { insertOffboarding } from '../../src/store/offboardings.ts';
import type { Store } from '../../src/store/open.ts';
import { countLooks, openQueue } from '../../src/store/queue.ts';
import type { Logger } from '../../src/telemetry/logger.ts';
import { engines, silent, type TestDatabase } from './engines.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));

describe.each(engines)('figures of the work on $name', (engine) => {
  let database: TestDatabase;
  let store: Store;
  const id = randomUUID();

  beforeAll(async () => {
    database = await engine.create();
    store = await database.open();
    await store.db.transaction().execute((transaction) =>
      insertOffboarding(transaction, {
        id,
        userId: randomUUID(),
        kind: 'deactivate',
        generation: 1,
        status: 'releasing',
        clientName: 'okta',
        requestId: 'r',
        requestedAt: at(0),
        snapshot: undefined,
        counted: true,
        steps: [
          { name: 'state', phase: 'lockOut' },
          { name: 'queues', phase: 'release' },
          { name: 'roles', phase: 'release' },
        ],
      }),
    );
  });

  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  async function run(name: string, status: StepChange['status'], minute: number): Promise<void> {
    const step = (await listSteps(store.db, id)).find((each) => each.name === name);
    if (step === undefined) throw new Error(`no step ${name}`);
    await store.db
      .transaction()
      .execute((transaction) => saveStep(transaction, step, { status, startedAt: at(minute) }));
  }

  it('counts open steps and knows since when the oldest stuck one is stuck, over repetitions', async () => {
    expect(await readWorkFigures(store.db)).toEqual({
      offboardings: { lockingOut: 0, releasing: 1, stuck: 0, restoring: 0 },
      openSteps: { pending: 3, waiting: 0, stuck: 0 },
      oldestStuckSince: undefined,
    });
    await run('state', 'done', 1);
    await run('queues', 'stuck', 5);
    await run('roles', 'stuck', 7);
    await run('queues', 'stuck', 10);
    await store.db.transaction().execute((transaction) => retryStuckSteps(transaction, id, at(11)));
    await run('queues', 'stuck', 12);
    await run('roles', 'stuck', 12);
    expect(await readWorkFigures(store.db)).toMatchObject({
      openSteps: { pending: 0, waiting: 0, stuck: 2 },
      oldestStuckSince: at(5),
    });
    await run('queues', 'done', 15);
    expect((await readWorkFigures(store.db)).oldestStuckSince).toEqual(at(7));
  });

  it('counts looks by when they are due', async () => {
    const queue = await openQueue(store, silent);
    await queue.request('somebody', { urgent: true });
    await queue.request('another', { urgent: false, after: new Date(Date.now() + 3_600_000) });
    expect(await countLooks(store.db)).toEqual({ due: 1, later: 1, underWay: 0 });
    await queue.stop();
  });

  it('remembers what the last verification of the audit trail came to', async () => {
    const errors: string[] = [];
    const log: Logger = { ...silent, error: (message) => errors.push(message) };
    const { signal } = new AbortController();
    await appendToTrail(store.db, { at: at(1), actor: 'okta', action: 'x', detail: {} });
    expect(await readAuditFigures(store.db)).toMatchObject({
      entries: 1,
      head: { position: 1 },
      check: undefined,
    });
    expect(auditCheck(store, log, 'never')).toEqual([]);
    const [check] = auditCheck(store, log, 60_000, () => at(20));
    await check?.run(signal);
    expect((await readAuditFigures(store.db)).check).toEqual({ at: at(20), intact: true });
    await store.db
      .updateTable('audit_chain')
      .set({ hash: 'f'.repeat(64) })
      .execute();
    await check?.run(signal);
    expect((await readAuditFigures(store.db)).check).toEqual({ at: at(20), intact: false });
    expect(errors).toEqual(['the audit trail is not intact']);
  });
});
