import express, { type ErrorRequestHandler } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_GUIDE } from '../../../src/error-guide/guide.ts';
import { createOffboardingsRouter } from '../../../src/http/admin/offboardings.ts';
import { sendScimError } from '../../../src/http/scim-error.ts';
import { SnapshotVault } from '../../../src/offboarding/snapshot-vault.ts';
import { appendToTrail } from '../../../src/store/audit.ts';
import { listSteps, saveStep } from '../../../src/store/offboarding-steps.ts';
import { insertOffboarding } from '../../../src/store/offboardings.ts';
import type { Store } from '../../../src/store/open.ts';
import { lockPerson, savePerson } from '../../../src/store/people.ts';
import { findIdsByWords } from '../../../src/store/people-search.ts';
import { engines, type TestDatabase } from '../../store/engines.ts';

const JOURNEYS = 7;

describe.each(engines)('journeys in the admin API, on $name', (engine) => {
  let database: TestDatabase;
  let store: Store;
  let app: express.Express;

  async function list(query: string) {
    const { status, body } = await request(app).get(`/offboardings?${query}`);
    return {
      status,
      ids: body.offboardings?.map(({ id }: { id: string }) => id),
      next: body.next,
      cut: body.cut,
      first: body.offboardings?.[0],
      detail: body.detail,
    };
  }

  beforeAll(async () => {
    database = await engine.create();
    store = await database.open();
    app = express().use('/offboardings', createOffboardingsRouter({ store, vault: new SnapshotVault() }));
    const fail: ErrorRequestHandler = (error, _request, response, _next) => sendScimError(response, error);
    app.use(fail);
    await store.db.transaction().execute(async (transaction) => {
      for (let number = 1; number <= JOURNEYS; number += 1) {
        // Two at a time: an order by time alone would lose one of them between pages.
        const requestedAt = new Date(Date.UTC(2026, 0, 1, 0, Math.floor(number / 2)));
        const userId = `u${number}`;
        await insertOffboarding(transaction, {
          id: `j${number}`,
          userId,
          kind: number % 2 === 0 ? 'delete' : 'deactivate',
          generation: 1,
          status: number === 1 ? 'stuck' : 'complete',
          clientName: number > 5 ? 'entra' : 'okta',
          requestId: 'r',
          requestedAt,
          snapshot: undefined,
          counted: true,
          steps: [{ name: 'state', phase: 'lockOut' }],
        });
        const person = await lockPerson(transaction, userId, requestedAt);
        await savePerson(transaction, { ...person, offboardingId: `j${number}` }, requestedAt);
        await appendToTrail(transaction, {
          at: requestedAt,
          actor: 'okta',
          action: 'deactivate.accepted',
          subject: userId,
          detail: {},
          personal: { name: `Jane No${number} O'Hara`, email: `jane.no${number}@example.com` },
        });
      }
      const [step] = await listSteps(transaction, 'j3');
      if (step === undefined) throw new Error('no step');
      const startedAt = new Date(Date.UTC(2026, 0, 2));
      const error = {
        error: 'missing permission',
        errorCode: 'genesys.missing-permission',
        dueAt: startedAt,
      };
      await saveStep(transaction, step, { status: 'stuck', startedAt, ...error });
    });
  });

  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  it('come page by page, each once, newest first', async () => {
    const seen: string[] = [];
    for (let after = ''; ; ) {
      const page = await list(`limit=2${after}`);
      seen.push(...page.ids);
      if (page.next === undefined) break;
      after = `&after=${page.next}`;
    }
    expect(seen).toEqual(['j7', 'j6', 'j5', 'j4', 'j3', 'j2', 'j1']);
  });

  it.each([
    ['status=stuck', ['j1']],
    ['client=entra', ['j7', 'j6']],
    ['kind=delete', ['j6', 'j4', 'j2']],
    ['userId=u3', ['j3']],
    ['since=2026-01-01T00:03:00Z', ['j7', 'j6']],
    ['kind=deactivate&client=okta', ['j5', 'j3', 'j1']],
    ['until=2026-01-01T00:01:00Z', ['j1']],
    ['stuck=true', ['j3']],
    ['text=JANE.NO4', ['j4']],
    ['text=hara no5', ['j5']],
    ['text=jane.no2@example.com', ['j2']],
    ['text=john', []],
    ['text=%27) %26 |', []],
  ])('are filtered by %s', async (query, ids) => {
    expect((await list(query)).ids).toEqual(ids);
  });

  it('may be of more people than are looked at for a text, which is told', async () => {
    expect(await findIdsByWords(store.db, 'jane', 3)).toMatchObject({ ids: { length: 3 }, cut: true });
    expect(await findIdsByWords(store.db, 'jane', JOURNEYS)).toMatchObject({
      ids: { length: 7 },
      cut: false,
    });
  });

  it('say who it is, also of a person whom Genesys does not show any more', async () => {
    const { first, cut } = await list('userId=u3');
    expect(first).toMatchObject({ name: "Jane No3 O'Hara", email: 'jane.no3@example.com' });
    expect(cut).toBeUndefined();
  });

  it('say of an error what to do about it and when the next attempt is', async () => {
    const { body } = await request(app).get('/offboardings/j3');
    expect(body.steps).toEqual([
      {
        name: 'state',
        phase: 'lockOut',
        status: 'stuck',
        attempts: 1,
        error: 'missing permission',
        errorCode: 'genesys.missing-permission',
        cure: ERROR_GUIDE['genesys.missing-permission'].cure,
        nextAttemptAt: '2026-01-02T00:00:00.000Z',
        stuckSince: '2026-01-02T00:00:00.000Z',
      },
    ]);
  });

  it.each(['status=done', 'limit=0', 'text=x', 'stuck=perhaps', 'since=soon', 'after=nowhere', 'colour=red'])(
    'refuse %s',
    async (query) => {
      const { status, detail } = await list(query);
      expect(status).toBe(400);
      expect(detail).toContain('uery parameter');
    },
  );

  it('are counted by the latest of each person', async () => {
    const { body } = await request(app).get('/offboardings/summary');
    expect(body).toEqual({ people: { stuck: 1, complete: 6 } });
  });
});
