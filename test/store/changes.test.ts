import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendToTrail } from '../../src/store/audit.ts';
import { readChanges, readPlace } from '../../src/store/changes.ts';
import { noteAttempt } from '../../src/store/guard.ts';
import { insertOffboarding } from '../../src/store/offboardings.ts';
import type { Store } from '../../src/store/open.ts';
import { insertStepRun } from '../../src/store/step-runs.ts';
import { engines, type TestDatabase } from './engines.ts';

const NOW = new Date();

describe.each(engines)('changes since the last look, on $name', (engine) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await engine.create();
    store = await database.open();
    await store.db.transaction().execute((transaction) =>
      insertOffboarding(transaction, {
        id: 'j1',
        userId: 'u1',
        kind: 'deactivate',
        generation: 1,
        status: 'releasing',
        clientName: 'okta',
        requestId: 'r',
        requestedAt: NOW,
        snapshot: undefined,
        counted: true,
        steps: [{ name: 'queues', phase: 'release' }],
      }),
    );
  });

  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  it('are entries with what they are about, in their order', async () => {
    const place = await readPlace(store.db);
    const entry = { at: NOW, actor: 'okta', action: 'deactivate.accepted', detail: { offboardingId: 'j1' } };
    await appendToTrail(store.db, entry);
    await appendToTrail(store.db, { ...entry, action: 'guard.held', detail: { client: 'okta' } });
    const changes = await readChanges(store.db, place);
    expect(changes).toMatchObject({
      entries: [
        { position: place.position + 1, action: 'deactivate.accepted', offboardingId: 'j1', client: null },
        { position: place.position + 2, action: 'guard.held', offboardingId: null, client: 'okta' },
      ],
      steps: [],
      cut: false,
    });
    expect((await readChanges(store.db, changes.place)).entries).toEqual([]);
  });

  it('are runs of steps, by a time that no clock of an instance tells', async () => {
    const place = await readPlace(store.db);
    const longAgo = new Date(0);
    const run = { position: 1, startedAt: longAgo, endedAt: longAgo, outcome: 'waiting' as const, calls: [] };
    await insertStepRun(store.db, 'j1', run);
    await insertStepRun(store.db, 'j1', { ...run, startedAt: NOW });
    const { steps } = await readChanges(store.db, place);
    expect(steps.map(({ offboardingId }) => offboardingId)).toEqual(['j1', 'j1']);
    expect(new Set(steps.map(({ key }) => key)).size).toBe(2);
  });

  it('are whom the guard holds back', async () => {
    const place = await readPlace(store.db);
    await store.db.transaction().execute((transaction) => noteAttempt(transaction, 'okta', 'u1', NOW));
    const { place: next } = await readChanges(store.db, place);
    expect(next.heldBack).not.toBe(place.heldBack);
    expect((await readPlace(store.db)).heldBack).toBe(next.heldBack);
  });

  it('are not guessed at when there are too many', async () => {
    const place = await readPlace(store.db);
    await store.db.transaction().execute(async (transaction) => {
      for (let number = 0; number < 1_000; number += 1) {
        await appendToTrail(transaction, { at: NOW, actor: 'a', action: 'x', detail: {} });
      }
    });
    expect((await readChanges(store.db, place)).cut).toBe(true);
  });
});
