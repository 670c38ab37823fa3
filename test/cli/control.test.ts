/** The command line beside a running bridge that holds the embedded database: through its control socket. */

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { control, controlRules } from '../../src/cli/control.ts';
import { openControlSocket } from '../../src/cli/control-socket.ts';
import { controlSocketPath, openData } from '../../src/cli/open-data.ts';
import { actorOf, findOperator } from '../../src/cli/operator.ts';
import type { Closable } from '../../src/cli/shutdown.ts';
import { readConfiguration } from '../../src/config/configuration.ts';
import { createGuardRouter } from '../../src/http/admin/guard.ts';
import { checkGuard } from '../../src/offboarding/guard.ts';
import { listAudit } from '../../src/store/audit.ts';
import { insertOffboarding } from '../../src/store/offboardings.ts';
import type { Store } from '../../src/store/open.ts';
import { silent } from '../store/silent.ts';

const folder = mkdtempSync(join(tmpdir(), 'bridge-control-'));
const configuration = readConfiguration({ env: { BRIDGE_DATA: join(folder, 'data') } });
const me = actorOf(findOperator());
const rules = controlRules(configuration);
const policy = { ...rules.policy, guard: { deactivations: 1, within: 3_600_000 } };
let store: Store;
let socket: Closable;
let client = '';

/** One person has left, the next is held back. */
async function holdClient(): Promise<void> {
  const now = new Date();
  await store.db.transaction().execute(async (transaction) => {
    await insertOffboarding(transaction, {
      id: randomUUID(),
      userId: 'first',
      kind: 'deactivate',
      generation: 1,
      status: 'complete',
      clientName: client,
      requestId: 'r',
      requestedAt: now,
      snapshot: undefined,
      counted: true,
      steps: [{ name: 'state', phase: 'lockOut' }],
    });
    const departure = { userId: 'second', clientName: client, requestId: 'r' };
    expect(await checkGuard(transaction, departure, policy, now)).toMatchObject({ first: true });
  });
}

async function lastAction(): Promise<unknown> {
  const [entry] = await listAudit(store.db, { limit: 1 });
  expect(entry?.requestId).toMatch(/\w/);
  return entry && [entry.actor, entry.action, entry.detail.client];
}

beforeAll(async () => {
  store = await openData(configuration, silent);
  socket = await openControlSocket(
    store,
    { ...rules, policy },
    controlSocketPath(configuration.store.dataFolder),
  );
});

beforeEach(async () => {
  client = `idp-${randomUUID()}`;
  await holdClient();
});

afterAll(async () => {
  await socket.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

it('shows what the guard holds back, and releases it', async () => {
  const held = { client, state: 'held', departures: 1, heldBack: 1 };
  expect(await control(configuration, { action: 'guard.status' })).toMatchObject({
    guards: expect.arrayContaining([held]),
  });
  const decision = { action: 'guard.decide', client, verdict: 'release', forMs: 60_000 } as const;
  expect(await control(configuration, decision)).toMatchObject({ client, state: 'released', heldBack: 1 });
  expect(await lastAction()).toEqual([me, 'guard.released', client]);
});

it('says in words what cannot be done', async () => {
  const nobody = { action: 'guard.decide', client: 'nobody', verdict: 'reject' } as const;
  await expect(control(configuration, nobody)).rejects.toMatchObject({ code: 'guard.not-held' });
  const free = { action: 'conversations.end', userId: randomUUID() } as const;
  await expect(control(configuration, free)).rejects.toMatchObject({ code: 'conversations.not-waiting' });
});

it('manages tokens the same way, with an entry for what was done and none for what was not', async () => {
  const create = () => control(configuration, { action: 'create', name: 'okta', scopes: ['users'] });
  const created = await create();
  expect(created).toMatchObject({ name: 'okta', token: expect.any(String) });
  for (const _more of [2, 3, 4, 5]) await create();
  await expect(create()).rejects.toMatchObject({ code: 'token.too-many' });
  expect(await control(configuration, { action: 'revoke', idOrName: 'okta' })).toEqual({ revoked: 5 });
  const entries = await listAudit(store.db, { limit: 6 });
  expect(entries.map(({ action }) => action)).toEqual(['token.revoked', ...Array(5).fill('token.created')]);
  const [revoked, , , , , first] = entries;
  expect(revoked?.detail).toEqual({ idOrName: 'okta', revoked: 5 });
  expect(first?.detail).toMatchObject({ name: 'okta', scopes: ['users'], id: expect.any(String) });
  expect(JSON.stringify(entries)).not.toMatch(/gsb_/);
  const commands = entries.map(({ requestId }) => requestId);
  expect(new Set(commands).size).toBe(6);
});

it('shows clients with their settings, and rotates a token', async () => {
  const created = await control(configuration, { action: 'create', name: 'entra', scopes: ['users'] });
  const { id } = z.object({ id: z.string() }).parse(created);
  const rotation = { action: 'rotate', id, overlapMs: 60_000 } as const;
  const rotated = await control(configuration, rotation);
  expect(rotated).toMatchObject({ name: 'entra', token: expect.stringMatching(/^gsb_/), replaces: { id } });
  expect(await lastAction()).toEqual([me, 'token.rotated', undefined]);
  const shown = await control(configuration, { action: 'client.show', name: 'entra' });
  expect(shown).toMatchObject({
    settings: { rate: { perSecond: 50 }, guard: { deactivations: 50, withinSeconds: 3_600 } },
    credentials: [{ state: 'live' }, { id, state: 'live' }],
  });
  expect(await control(configuration, { action: 'client.list' })).toMatchObject({
    clients: expect.arrayContaining([expect.objectContaining({ name: 'entra' })]),
  });
  const nobody = { action: 'client.show', name: 'nobody' } as const;
  await expect(control(configuration, nobody)).rejects.toMatchObject({ code: 'client.unknown' });
});

it('lets the admin API see and decide the same', async () => {
  const app = express();
  app.use((_request, response, next) => {
    response.locals.client = { name: 'ops' };
    response.locals.requestId = 'ops-request';
    next();
  });
  app.use('/guard', createGuardRouter({ store, policy }));
  const { body } = await request(app).get('/guard');
  expect(body.guards).toContainEqual({ client, state: 'held', departures: 1, heldBack: 1 });
  const answer = await request(app).post(`/guard/${client}/reject`);
  expect(answer.body).toMatchObject({ client, state: 'rejected', heldBack: 1 });
  expect(await lastAction()).toEqual(['ops', 'guard.rejected', client]);
});
