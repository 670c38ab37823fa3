import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRetention } from '../../src/cli/audit-retention.ts';
import { appendToTrail, listAudit } from '../../src/store/audit.ts';
import { verifyAudit } from '../../src/store/audit-verification.ts';
import type { Store } from '../../src/store/open.ts';
import { engines, type TestDatabase } from '../store/engines.ts';

const DAY_MS = 86_400_000;
const day = (number: number) => new Date(Date.UTC(2026, 0, number));

describe.each(engines)('the retention of the audit trail on $name', (engine) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await engine.create();
    store = await database.open();
    for (const number of [1, 2, 3, 9]) {
      await appendToTrail(store.db, { at: day(number), actor: 'okta', action: 'x', detail: { number } });
    }
  });

  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  it('keeps everything unless policy says otherwise', () => {
    expect(auditRetention(store, undefined)).toEqual([]);
  });

  it('drops what is older, once, however many instances do it', async () => {
    const { signal } = new AbortController();
    const instances = [1, 2, 3].flatMap(() => auditRetention(store, 7 * DAY_MS, () => day(10)));
    await Promise.all(instances.map(({ run }) => run(signal)));
    expect(await listAudit(store.db, { limit: 10 })).toMatchObject([
      {
        action: 'audit.pruned',
        actor: 'bridge',
        detail: { entries: 2, before: '2026-01-03T00:00:00.000Z', upTo: 2 },
      },
      { detail: { number: 9 } },
      { detail: { number: 3 } },
    ]);
    expect(await verifyAudit(store.db)).toMatchObject({ intact: true, entries: 3 });
  });
});
