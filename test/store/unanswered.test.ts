/** Which steps are made due when Genesys Cloud is back. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hastenUnanswered, listSteps, saveStep } from '../../src/store/offboarding-steps.ts';
import { insertOffboarding } from '../../src/store/offboardings.ts';
import type { Store } from '../../src/store/open.ts';
import type { StepPhase, StepStatus } from '../../src/store/tables.ts';
import { engines, type TestDatabase } from './engines.ts';

const NOW = new Date('2026-05-01T12:00:00Z');
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000);
const PAUSED = {
  dueAt: ago(-30),
  startedAt: ago(10),
  errorCode: 'genesys.unreachable',
  status: 'pending',
} as const;

interface Tried {
  readonly userId: string;
  readonly requestedAt?: Date;
  readonly phase?: StepPhase;
  readonly change?: Partial<{ dueAt: Date; startedAt: Date; errorCode: string; status: StepStatus }>;
}

async function insert(store: Store, { userId, requestedAt = ago(60), phase = 'lockOut', change }: Tried) {
  const id = `journey of ${userId}`;
  await store.db.transaction().execute(async (transaction) => {
    await insertOffboarding(transaction, {
      id,
      userId,
      kind: 'deactivate',
      generation: 1,
      status: 'lockingOut',
      clientName: 'okta',
      requestId: 'r',
      requestedAt,
      snapshot: undefined,
      counted: true,
      steps: [{ name: 'state', phase }],
    });
    const [step] = await listSteps(transaction, id);
    if (step !== undefined) await saveStep(transaction, step, { ...PAUSED, ...change });
  });
}

describe.each(engines)('what Genesys did not answer to, on $name', (engine) => {
  let database: TestDatabase;
  let store: Store;

  const hasten = (limit: number) =>
    hastenUnanswered(store.db, {
      phases: ['lockOut', 'reactivate'],
      triedBefore: ago(5),
      now: NOW,
      limit,
    });

  beforeAll(async () => {
    database = await engine.create();
    store = await database.open();
    await insert(store, { userId: 'last', requestedAt: ago(20) });
    await insert(store, { userId: 'first', requestedAt: ago(90) });
    await insert(store, {
      userId: 'page',
      requestedAt: ago(80),
      change: { errorCode: 'genesys.bad-answer' },
    });
    await insert(store, { userId: 'release', phase: 'release' });
    await insert(store, { userId: 'refused', change: { errorCode: 'genesys.refused' } });
    await insert(store, { userId: 'stuck', change: { status: 'stuck' } });
    await insert(store, { userId: 'due', change: { dueAt: ago(1) } });
    await insert(store, { userId: 'tried since', change: { startedAt: ago(4) } });
  });

  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  it('is made due, those who have waited longest first, and nothing else', async () => {
    expect((await hasten(2)).toSorted()).toEqual(['first', 'page']);
    expect(await hasten(2)).toEqual(['last']);
    expect(await hasten(2)).toEqual([]);
    const [step] = await listSteps(store.db, 'journey of first');
    expect(step).toMatchObject({ dueAt: NOW, attempts: 1, status: 'pending' });
  });
});
