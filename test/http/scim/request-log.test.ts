import express from 'express';
import request from 'supertest';
import { expect, it } from 'vitest';
import { logAccess } from '../../../src/http/access-log.ts';
import { assignRequestId } from '../../../src/http/request-id.ts';
import { sendText } from '../../../src/http/scim/answer.ts';
import { RequestLog } from '../../../src/http/scim/request-log.ts';
import { openState } from '../../../src/http/scim/request-state.ts';
import { Metrics } from '../../../src/telemetry/metrics.ts';
import { silent } from '../../store/silent.ts';

/** Answers everything with the query's `answer`. */
function serve(log: RequestLog): express.Express {
  const app = express();
  app.use(
    assignRequestId,
    logAccess(silent, new Metrics(), (answered) => log.note(answered)),
    express.json(),
  );
  app.use(openState, (asked, response) => {
    response.locals.client = { name: 'okta' };
    sendText(asked, response, JSON.stringify(asked.query.answer ?? 'done'));
  });
  return app;
}

const ids = (log: RequestLog, before?: number) => [...log.list(before)].map(({ requestId }) => requestId);

async function send(app: express.Express, id: string, body: object = { a: 1 }, answer = 'done') {
  await request(app).post(`/scim/v2/Users?answer=${answer}`).set('X-Request-ID', id).send(body);
}

it('keeps the last ones, newest first, with what came and went', async () => {
  const log = new RequestLog({ keep: 3, bodyBytes: 1_000 });
  const app = serve(log);
  for (const id of ['r0', 'r1', 'r2', 'r3']) await send(app, id);
  expect(ids(log)).toEqual(['r3', 'r2', 'r1']);
  expect(ids(log, 2)).toEqual(['r1']);
  expect(log.find('r0')).toBeUndefined();
  expect(log.find('r2')).toMatchObject({
    number: 2,
    client: 'okta',
    method: 'POST',
    url: '/scim/v2/Users?answer=done',
    status: 200,
    body: { a: 1 },
    answer: '"done"',
    omitted: { body: false, answer: false },
    calls: [],
  });
});

it('finds the latest of several with one id', async () => {
  const log = new RequestLog({ keep: 3, bodyBytes: 1_000 });
  const app = serve(log);
  await send(app, 'same', { a: 1 });
  await send(app, 'same', { a: 2 });
  expect(log.find('same')?.body).toEqual({ a: 2 });
});

it('leaves large bodies out and says so', async () => {
  const log = new RequestLog({ keep: 3, bodyBytes: 20 });
  const app = serve(log);
  await send(app, 'large', { a: 'x'.repeat(30) }, 'y'.repeat(30));
  expect(log.find('large')).toMatchObject({
    body: undefined,
    answer: undefined,
    omitted: { body: true, answer: true },
  });
});

it('holds no more bytes than it may, however few requests that are', async () => {
  const log = new RequestLog({ keep: 100, bodyBytes: 1_000 }, 1_000);
  const app = serve(log);
  for (let number = 0; number < 10; number += 1) await send(app, `r${number}`, { a: 'x'.repeat(300) });
  expect(ids(log)).toEqual(['r9', 'r8']);
});

it('keeps nothing when it is switched off, and nothing but SCIM requests', async () => {
  const off = new RequestLog({ keep: 0, bodyBytes: 1_000 });
  await send(serve(off), 'r1');
  expect(ids(off)).toEqual([]);
  const log = new RequestLog({ keep: 3, bodyBytes: 1_000 });
  await request(serve(log)).get('/admin/v1/overview');
  expect(ids(log)).toEqual([]);
});
