import express, { type ErrorRequestHandler } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAuditRouter } from '../../../src/http/admin/audit.ts';
import { sendScimError } from '../../../src/http/scim-error.ts';
import { appendToTrail } from '../../../src/store/audit.ts';
import { saveAuditCheck } from '../../../src/store/figures.ts';
import type { Store } from '../../../src/store/open.ts';
import { engines, type TestDatabase } from '../../store/engines.ts';

const ENTRIES = 1001;
let database: TestDatabase;
let store: Store;

function serve(served: Store): express.Express {
  const app = express();
  app.use('/audit', createAuditRouter(served));
  const fail: ErrorRequestHandler = (error, _request, response, _next) => sendScimError(response, error);
  return app.use(fail);
}

async function readExport(query = '') {
  const response = await request(serve(store)).get(`/audit/export${query}`).responseType('blob');
  const lines: string[] = String(response.body)
    .split('\n')
    .filter((line) => line !== '');
  return { type: response.headers['content-type'], entries: lines.map((line) => JSON.parse(line)) };
}

beforeAll(async () => {
  const [embedded] = engines;
  if (embedded === undefined) throw new Error('no engine');
  database = await embedded.create();
  store = await database.open();
  await store.db.transaction().execute(async (transaction) => {
    for (let number = 1; number <= ENTRIES; number += 1) {
      const at = new Date(Date.UTC(2026, 0, 1, 0, number));
      await appendToTrail(transaction, { at, actor: 'okta', action: 'x', detail: { number } });
    }
  });
});

afterAll(async () => {
  await store.close();
  await database.remove();
});

it('is exported as one JSON object to a line, over more than a page', async () => {
  const { type, entries } = await readExport();
  expect(type).toBe('application/x-ndjson');
  expect(entries.map(({ position }) => position)).toEqual(Array.from({ length: ENTRIES }, (_, i) => i + 1));
  expect(entries[1].previousHash).toBe(entries[0].hash);
});

it('is exported from a time on, and empty when there is nothing', async () => {
  const { entries } = await readExport('?since=2026-01-01T16:40:00Z');
  expect(entries.map(({ position }) => position)).toEqual([1000, 1001]);
  expect((await readExport('?since=2027-01-01')).entries).toEqual([]);
});

it('is verified', async () => {
  const { body } = await request(serve(store)).get('/audit/verification');
  expect(body).toEqual({
    intact: true,
    entries: ENTRIES,
    head: { position: ENTRIES, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    problems: [],
  });
});

it.each([
  ['action=x&limit=2', [ENTRIES, ENTRIES - 1]],
  ['action=x*&before=4', [3, 2, 1]],
  ['action=y*', []],
  ['action=%25', []],
  ['actor=entra', []],
  ['actor=okta&since=2026-01-01T16:41:00Z', [1001]],
  ['until=2026-01-01T00:03:00Z', [2, 1]],
  ['requestId=r', []],
])('is browsed by %s', async (query, positions) => {
  const { body } = await request(serve(store)).get(`/audit?${query}`);
  expect(body.entries.map(({ position }: { position: number }) => position)).toEqual(positions);
});

it('says where the next page begins, and nothing on the last one', async () => {
  const { body: first } = await request(serve(store)).get('/audit?limit=500');
  expect(first.next).toBe(first.entries.at(-1).seq);
  const { body: last } = await request(serve(store)).get(`/audit?limit=500&before=${first.next}`);
  expect(last.entries[0].position).toBe(first.entries.at(-1).position - 1);
  const { body: end } = await request(serve(store)).get('/audit?limit=500&before=501');
  expect(end.entries).toHaveLength(500);
  expect(end.next).toBeUndefined();
});

it('shows its head without being read', async () => {
  const { body: before } = await request(serve(store)).get('/audit/chain');
  expect(before).toEqual({
    entries: ENTRIES,
    head: { position: ENTRIES, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  await saveAuditCheck(store.db, { at: new Date(Date.UTC(2026, 1, 1)), intact: true });
  const { body } = await request(serve(store)).get('/audit/chain');
  expect(body.lastVerification).toEqual({ at: '2026-02-01T00:00:00.000Z', intact: true });
});

it.each(['/audit/export?since=yesterday', '/audit/export?until=2026-01-01', '/audit?limit=0'])(
  'refuses %s',
  async (path) => {
    expect((await request(serve(store)).get(path)).status).toBe(400);
  },
);

it('answers with a status when the database is away', async () => {
  const broken: Store = { ...store, db: store.db.withSchema('nowhere') };
  expect((await request(serve(broken)).get('/audit/export')).status).toBe(500);
});

it('is no failure when the reader leaves before the beginning', async () => {
  const failures: unknown[] = [];
  const note: ErrorRequestHandler = (error, _request, _response, _next) => failures.push(error);
  const leaving = express()
    .use((_request, response, next) => {
      response.destroy();
      next();
    })
    .use('/audit', createAuditRouter(store), note);
  await request(leaving)
    .get('/audit/export')
    .catch(() => undefined);
  // The export's own look at the database was asked for before this one.
  await store.ping();
  await new Promise((resolve) => setImmediate(resolve));
  expect(failures).toEqual([]);
});
