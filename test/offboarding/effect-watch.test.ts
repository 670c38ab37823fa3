import { afterAll, beforeAll, expect, it } from 'vitest';
import { EffectWatch } from '../../src/offboarding/effect-watch.ts';
import { insertOffboarding } from '../../src/store/offboardings.ts';
import type { Store } from '../../src/store/open.ts';
import { engines, type TestDatabase } from '../store/engines.ts';
import { failureOf } from './bridge-in-process.ts';

let database: TestDatabase | undefined;
let store: Store;

beforeAll(async () => {
  database = await engines[0]?.create();
  if (database === undefined) throw new Error('there is no engine');
  store = await database.open();
  await store.db.transaction().execute((transaction) =>
    insertOffboarding(transaction, {
      id: 'journey',
      userId: 'leaver',
      kind: 'deactivate',
      generation: 1,
      status: 'lockingOut',
      clientName: 'okta',
      requestId: 'r',
      requestedAt: new Date(),
      snapshot: undefined,
      counted: true,
      steps: [{ name: 'state', phase: 'lockOut' }],
    }),
  );
});

afterAll(async () => {
  await store.close();
  await database?.remove();
});

it('tells whoever waits at once when nobody waits any more, or the bridge stops', async () => {
  const giveUp = new AbortController();
  const begun = performance.now();
  const waiting = failureOf(
    new EffectWatch(store).wait('journey', { deadline: Date.now() + 60_000, signal: giveUp.signal }),
  );
  setTimeout(() => giveUp.abort(), 100);
  expect(await waiting).toMatchObject({ code: 'offboarding.unfinished', status: 503, retryAfterSeconds: 5 });
  // An embedded database would be asked again after five seconds.
  expect(performance.now() - begun).toBeLessThan(4_000);
});
