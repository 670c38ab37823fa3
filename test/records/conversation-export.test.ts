import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createGenesys, type Genesys } from '../../src/genesys/client.ts';
import { createExportRouter } from '../../src/http/admin/export.ts';
import { sendScimError } from '../../src/http/scim-error.ts';
import { ConversationExport } from '../../src/records/export/conversation-export.ts';
import { listAudit } from '../../src/store/audit.ts';
import { Environment } from '../offboarding/bridge-in-process.ts';

const DAY_MS = 86_400_000;

let environment: Environment;
let id: string;
const connections: Genesys[] = [];

function serve(clientId = 'bridge'): express.Express {
  const { store } = environment;
  const genesys = createGenesys({ gateway: environment.genesys.url, clientId, clientSecret: 'secret' });
  connections.push(genesys);
  const app = express();
  app.use(express.json(), createExportRouter(new ConversationExport({ store, genesys })));
  const fail: ErrorRequestHandler = (error, _request, response, _next) => sendScimError(response, error);
  return app.use(fail);
}

function lastDays(days: number): { from: string; to: string } {
  const now = Date.now();
  return { from: new Date(now - days * DAY_MS).toISOString(), to: new Date(now).toISOString() };
}

async function start(app: express.Express, window = lastDays(10)): Promise<string> {
  const { status, body } = await request(app).post(`/users/${id}/conversation-jobs`).send(window);
  expect(status).toBe(202);
  return body.jobId;
}

beforeAll(async () => {
  environment = await Environment.open({
    lacking: { blind: ['analytics:conversationDetail:view', 'analytics:agentConversationDetail:view'] },
  });
  [id = ''] = await environment.people(1);
  await environment.genesys.send('POST', `/simulator/users/${id}/history`, { conversations: 25, days: 9 });
});

afterAll(async () => {
  for (const genesys of connections) await genesys.close();
  await environment.close();
});

it('reads everything page by page, and the trail tells who took it away', async () => {
  const app = serve();
  const jobId = await start(app);
  const job = await request(app).get(`/users/${id}/conversation-jobs/${jobId}`);
  expect(job.body.state).toBe('FULFILLED');
  const ids = new Set<string>();
  let cursor: string | undefined;
  let pages = 0;
  do {
    const query = { pageSize: 10, ...(cursor === undefined ? {} : { cursor }) };
    const { body } = await request(app).get(`/users/${id}/conversation-jobs/${jobId}/results`).query(query);
    for (const { conversationId } of body.conversations) ids.add(conversationId);
    cursor = body.cursor;
    pages += 1;
  } while (cursor !== undefined);
  expect([ids.size, pages]).toEqual([25, 3]);
  const [entry] = await listAudit(environment.store.db, { subject: id, limit: 1 });
  expect(entry).toMatchObject({ action: 'conversations.exported', detail: { jobId } });
});

it('names the missing permission and its cure', async () => {
  const { status, body } = await request(serve('blind'))
    .post(`/users/${id}/conversation-jobs`)
    .send(lastDays(1));
  expect(status).toBe(500);
  expect(body.detail).toMatch(/analytics:conversationDetail:view.*grant it to the role/);
});

it('says of a job that Genesys no longer has that another one is needed', async () => {
  const { status, body } = await request(serve()).get(`/users/${id}/conversation-jobs/${randomUUID()}`);
  expect([status, body.detail]).toEqual([410, expect.stringContaining('start another one')]);
});

it('refuses windows that end before they begin', async () => {
  const { from, to } = lastDays(1);
  const answer = await request(serve()).post(`/users/${id}/conversation-jobs`).send({ from: to, to: from });
  expect(answer.status).toBe(400);
});
