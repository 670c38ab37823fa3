import express, { type ErrorRequestHandler } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientDirectory } from '../../../src/config/client-directory.ts';
import { parsePolicy } from '../../../src/config/policy.ts';
import { createClientRouter } from '../../../src/http/admin/clients.ts';
import { CLIENT_OPERATIONS } from '../../../src/http/admin/openapi/clients.ts';
import { sendScimError } from '../../../src/http/scim-error.ts';
import { listAudit } from '../../../src/store/audit.ts';
import { findCredential } from '../../../src/store/credentials.ts';
import type { Store } from '../../../src/store/open.ts';
import { engines, type TestDatabase } from '../../store/engines.ts';

const POLICY = `
guard: { deactivations: 30, within: 2h }
clients:
  okta: { dryRun: true, scope: own, addresses: [203.0.113.0/24], rate: { perSecond: 5 } }
  robot: { guard: off, readOnly: true, oauth: { jwksFile: /keys.json, scopes: [users] } }
`;
let database: TestDatabase;
let store: Store;
let app: express.Express;

/** Sends, and holds what comes back to the published description. */
async function ask(operationId: (typeof CLIENT_OPERATIONS)[number]['id'], path: string, body?: object) {
  const operation = CLIENT_OPERATIONS.find(({ id }) => id === operationId);
  if (operation === undefined) throw new Error(operationId);
  const call = request(app)[operation.method](`/clients${path}`);
  const response = await (body === undefined ? call : call.send(body));
  if (response.status < 400) {
    expect(response.status).toBe('status' in operation ? operation.status : 200);
    operation.answer.parse(response.body);
  }
  return response;
}

const issue = (name: string, body: object = { scopes: ['users'] }) =>
  ask('createCredential', `/${name}/credentials`, body);
const statesOf = async (name: string): Promise<[string, string][]> => {
  const { body } = await ask('listCredentials', `/${name}/credentials`);
  return body.credentials.map(({ id, state }: { id: string; state: string }) => [id, state]);
};

beforeAll(async () => {
  const [embedded] = engines;
  if (embedded === undefined) throw new Error('no engine');
  database = await embedded.create();
  store = await database.open();
  const clients = clientDirectory(parsePolicy(POLICY, 'policy'));
  app = express();
  app.use(express.json());
  app.use((_request, response, next) => {
    response.locals.client = { name: 'ops' };
    response.locals.requestId = 'ops-request';
    next();
  });
  app.use('/clients', createClientRouter({ store, clients }));
  const fail: ErrorRequestHandler = (error, _request, response, _next) => sendScimError(response, error);
  app.use(fail);
});

afterAll(async () => {
  await store.close();
  await database.remove();
});

it('creates a client with its first credential, whose token is shown once and never kept by a cache', async () => {
  const issued = await issue('okta', {
    scopes: ['users', 'groups'],
    authority: 'okta-eu',
    expiresAt: '2099-01-01T00:00:00+01:00',
  });
  expect(issued.headers['cache-control']).toBe('no-store');
  const { id, token } = issued.body;
  expect(issued.body).toEqual({
    id,
    client: 'okta',
    token: expect.stringMatching(/^gsb_/),
    scopes: ['users', 'groups'],
    expiresAt: '2098-12-31T23:00:00.000Z',
  });
  expect(await findCredential(store.db, token, new Date())).toMatchObject({ authority: 'okta-eu' });
  const { body } = await ask('readClient', '/okta');
  expect(body).toMatchObject({
    name: 'okta',
    authority: 'okta-eu',
    configured: true,
    settings: {
      dryRun: true,
      scope: 'own',
      readOnly: false,
      rate: { perSecond: 5, burst: 50 },
      addresses: ['203.0.113.0/24'],
      guard: { deactivations: 30, withinSeconds: 7_200 },
    },
    credentials: [{ id, state: 'live', scopes: ['users', 'groups'] }],
  });
  expect(JSON.stringify(body)).not.toContain(token);
  expect(await listAudit(store.db, { limit: 1 })).toMatchObject([
    { actor: 'ops', requestId: 'ops-request', action: 'token.created', detail: { id, name: 'okta' } },
  ]);
});

it('lists clients that only the policy names beside those with tokens', async () => {
  await issue('entra');
  const { body } = await ask('listClients', '');
  const robot = body.clients.find(({ name }: { name: string }) => name === 'robot');
  expect(robot).toMatchObject({
    configured: true,
    settings: { guard: 'off', readOnly: true, signedAssertions: { scopes: ['users'] } },
    credentials: [],
  });
  expect(robot.authority).toBeUndefined();
  const entra = body.clients.find(({ name }: { name: string }) => name === 'entra');
  expect(entra).toMatchObject({ configured: false, settings: { dryRun: false, scope: 'all' } });
});

it('rotates with an overlap of a day unless told otherwise', async () => {
  const { id } = (await issue('rotated')).body;
  const before = Date.now();
  const rotated = await ask('rotateCredential', `/rotated/credentials/${id}/rotate`, {});
  expect(rotated.body.replaces.id).toBe(id);
  expect(Math.round((Date.parse(rotated.body.replaces.endsAt) - before) / 60_000)).toBe(24 * 60);
  const next = `/rotated/credentials/${rotated.body.id}/rotate`;
  const last = await ask('rotateCredential', next, { overlapSeconds: 0 });
  expect(Object.fromEntries(await statesOf('rotated'))).toEqual({
    [id]: 'live',
    [rotated.body.id]: 'revoked',
    [last.body.id]: 'live',
  });
});

it('revokes one credential, or all of a client', async () => {
  const ids: string[] = [];
  for (const _each of [1, 2, 3]) ids.push((await issue('revoked')).body.id);
  const [first] = ids;
  const one = await ask('revokeCredential', `/revoked/credentials/${first}/revoke`, {});
  expect(one.body).toEqual({ revoked: 1 });
  expect(Object.fromEntries(await statesOf('revoked'))).toMatchObject({ [String(first)]: 'revoked' });
  expect((await ask('revokeCredentials', '/revoked/revoke', {})).body).toEqual({ revoked: 2 });
  expect((await statesOf('revoked')).map(([, state]) => state)).toEqual(['revoked', 'revoked', 'revoked']);
});

it('refuses what it cannot do, and changes nothing', async () => {
  const { id } = (await issue('strict')).body;
  const refused: [number, Promise<{ status: number; body: { detail: string } }>][] = [
    [400, issue('strict', { scopes: ['everything'] })],
    [400, issue('strict', { scopes: [] })],
    [400, issue('strict', { scopes: ['users'], admin: true })],
    [400, issue('strict', { scopes: ['users'], expiresAt: '2020-01-01T00:00:00Z' })],
    [400, issue('no%20name')],
    [400, issue(`${'x'.repeat(64)}`)],
    [409, issue('strict', { scopes: ['users'], authority: 'other' })],
    [400, ask('rotateCredential', `/strict/credentials/${id}/rotate`, { overlapSeconds: -1 })],
    [404, ask('rotateCredential', `/entra/credentials/${id}/rotate`, {})],
    [404, ask('revokeCredential', `/entra/credentials/${id}/revoke`, {})],
    [404, ask('revokeCredentials', '/nobody/revoke', {})],
    [404, ask('revokeCredentials', `/${id}/revoke`, {})],
    [404, ask('readClient', '/nobody')],
  ];
  for (const [status, answer] of refused) expect((await answer).status).toBe(status);
  expect(await statesOf('strict')).toEqual([[id, 'live']]);
});

it('allows five live credentials', async () => {
  for (const _each of [1, 2, 3, 4, 5]) expect((await issue('many')).status).toBe(201);
  const sixth = await issue('many');
  expect([sixth.status, sixth.body.detail]).toEqual([409, expect.stringContaining('has 5 live tokens')]);
});
