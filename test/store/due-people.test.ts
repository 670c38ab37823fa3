/** Whom a sweep finds whose work is due. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listSteps, saveStep } from '../../src/store/offboarding-steps.ts';
import { insertOffboarding } from '../../src/store/offboardings.ts';
import type { Store } from '../../src/store/open.ts';
import { findPeopleWithDueSteps, lockPerson, savePerson } from '../../src/store/people.ts';
import type { StepPhase } from '../../src/store/tables.ts';
import { engines, type TestDatabase } from './engines.ts';

const NOW = new Date('2026-05-01T12:00:00Z');
const inSeconds = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

async function insert(store: Store, userId: string, phase: StepPhase, dueAt: Date): Promise<void> {
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
      requestedAt: NOW,
      snapshot: undefined,
      counted: true,
      steps: [{ name: 'step', phase }],
    });
    await lockPerson(transaction, userId, NOW);
    await savePerson(transaction, { userId, wanted: 'inactive', generation: 1, offboardingId: id }, NOW);
    const [step] = await listSteps(transaction, id);
    if (step !== undefined) await saveStep(transaction, step, { status: 'pending', dueAt, startedAt: NOW });
  });
}

describe.each(engines)('people with work that is due, on $name', (engine) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await engine.create();
    store = await database.open();
    await insert(store, 'released', 'release', inSeconds(-10));
    await insert(store, 'released by another clock', 'release', inSeconds(3_600));
    await insert(store, 'soon', 'lockOut', inSeconds(10));
    await insert(store, 'locked out', 'lockOut', inSeconds(-1));
    await insert(store, 'back', 'reactivate', inSeconds(-1));
  });

  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  it('come first where somebody waits or can still get in', async () => {
    const find = (limit: number) =>
      findPeopleWithDueSteps(store.db, { now: NOW, latest: inSeconds(60), limit });
    const urgent = (await find(2)).toSorted((one, other) => one.userId.localeCompare(other.userId));
    expect(urgent).toEqual([
      { userId: 'back', urgent: true },
      { userId: 'locked out', urgent: true },
    ]);
    const rest = (await find(10)).filter((each) => !each.urgent).map(({ userId }) => userId);
    expect(rest.toSorted()).toEqual(['released', 'released by another clock']);
    expect(await find(10)).toHaveLength(4);
  });
});
