/** Every kind of entry in the audit trail tells who, what, when and in which request. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listAudit, type RecordedEntry } from '../../src/store/audit.ts';
import { AUDIT_ACTIONS } from '../../src/store/audit-actions.ts';
import { createCredential } from '../../src/store/credentials.ts';
import { listInstances } from '../../src/store/instances.ts';
import { type Bridge, startBridge } from '../clients/bridge.ts';
import { eventually } from '../e2e/harness/processes.ts';
import { GROUP, PATCH_OP, USER } from '../e2e/harness/scim-api.ts';
import { Browser } from '../http/console/browser.ts';
import { PAGE, withGeneratedTable } from '../store/audit-page.ts';

/** What the story below does not come to, and where it is proved: each of these tests looks at such an entry. */
const PROVED_BY: Readonly<Record<string, string>> = {
  'certificate.changed': 'test/e2e/tls.test.ts',
  'audit.pruned': 'test/store/audit.test.ts',
  'store.moved': 'test/store/move.test.ts',
  'session.refused': 'test/http/console/oidc.test.ts',
  'admin.refused': 'test/http/console/oidc.test.ts',
  'user.password-not-set': 'test/e2e/okta.test.ts',
  'user.rehearsed': 'test/e2e/dry-run.test.ts',
  'group.members-repeated': 'test/provisioning/groups-backend.test.ts',
  'group.members-not-changed': 'test/provisioning/groups-backend.test.ts',
  'group.rehearsed': 'test/e2e/dry-run.test.ts',
  'step.stuck': 'test/provisioning/audited-writes.test.ts',
  'step.progressed': 'test/provisioning/audited-writes.test.ts',
  'step.cut-off': 'test/provisioning/audited-writes.test.ts',
  'group.creation-failed': 'test/provisioning/audited-writes.test.ts',
  'group.update-failed': 'test/provisioning/audited-writes.test.ts',
  'steps.reopened': 'test/offboarding/returns.test.ts',
  'revive.joined': 'test/offboarding/returns.test.ts',
  'notifications.retried': 'test/notifications/delivery.test.ts',
  'erasure.failed': 'test/records/erasure.test.ts',
  'drift.found': 'test/offboarding/drift.test.ts',
  'drift.repaired': 'test/offboarding/drift.test.ts',
  'guard.held': 'test/offboarding/guard.test.ts',
  'guard.released': 'test/cli/control.test.ts',
  'guard.rejected': 'test/cli/control.test.ts',
  'conversations.end-commanded': 'test/offboarding/conversations.test.ts',
  'conversations.disconnected': 'test/offboarding/conversations.test.ts',
  'conversations.exported': 'test/records/conversation-export.test.ts',
};

const OF_AN_INSTANCE = ['bridge.started', 'configuration.changed'];

let bridge: Bridge;
const sent = new Set<string>();

function nextId(): string {
  const id = `request-${sent.size + 1}`;
  sent.add(id);
  return id;
}

async function call(authorization: string, method: string, path: string, body?: unknown) {
  const response = await fetch(`${bridge.url}${path}`, {
    method,
    headers: {
      Authorization: authorization,
      'X-Request-ID': nextId(),
      'Content-Type': path.startsWith('/scim') ? 'application/scim+json' : 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

async function bearer(client: string, scopes: readonly string[]): Promise<string> {
  const { token } = await createCredential(bridge.store.db, { client, scopes, now: new Date() });
  return `Bearer ${token}`;
}

const replace = (path: string, value: unknown) => ({
  schemas: [PATCH_OP],
  Operations: [{ op: 'replace', path, value }],
});

async function changePeople(okta: string, admin: string): Promise<void> {
  const scim = (method: string, path: string, body?: unknown) => call(okta, method, `/scim/v2${path}`, body);
  const latest = async (id: string) =>
    (await call(admin, 'GET', `/admin/v1/offboardings?userId=${id}`)).body.offboardings[0].status;
  const reached = (id: string, status: string) =>
    eventually(async () => ((await latest(id)) === status ? true : undefined), `${id} ${status}`);
  const person = { schemas: [USER], userName: 'ann@example.com', name: { givenName: 'A', familyName: 'N' } };
  const { id } = (await scim('POST', '/Users', person)).body;
  await scim('PATCH', `/Users/${id}`, replace('title', 'Agent'));
  const { id: groupId } = (await scim('POST', '/Groups', { schemas: [GROUP], displayName: 'New' })).body;
  const member = (op: 'add' | 'remove') => ({
    schemas: [PATCH_OP],
    Operations: [
      op === 'add'
        ? { op, path: 'members', value: [{ value: id }] }
        : { op, path: `members[value eq "${id}"]` },
    ],
  });
  await scim('PATCH', `/Groups/${groupId}`, replace('displayName', 'Newer'));
  await scim('PATCH', `/Groups/${groupId}`, member('add'));
  await scim('PATCH', `/Groups/${groupId}`, member('remove'));
  await scim('DELETE', `/Groups/${groupId}`);

  await bridge.genesys.fault({ path: '/api/v2/users/*/externalid', method: 'POST', status: 400 });
  await scim('POST', '/Users', { ...person, userName: 'half@example.com', externalId: 'half' });
  await scim('PATCH', `/Users/${id}`, {
    schemas: [PATCH_OP],
    Operations: [{ op: 'add', value: { title: 'Half', externalId: 'other half' } }],
  });
  await bridge.genesys.clearFaults();

  await bridge.genesys.fault({ method: 'PUT', path: '/api/v2/users/*/state', delayMs: 500 });
  const twice = async (act: () => Promise<unknown>) => await Promise.all([act(), act()]);
  await twice(() => scim('PATCH', `/Users/${id}`, replace('active', false)));
  await reached(id, 'complete');
  await twice(() => scim('PATCH', `/Users/${id}`, replace('active', true)));
  await reached(id, 'restored');
  await twice(() => scim('DELETE', `/Users/${id}`));
  await reached(id, 'complete');
  await twice(() => scim('POST', '/Users', person));
  await reached(id, 'restored');
  await bridge.genesys.clearFaults();

  await bridge.genesys.fault({ method: 'PATCH', path: '/api/v2/users/*/presences/*', status: 503 });
  await scim('PATCH', `/Users/${id}`, replace('active', false));
  await call(admin, 'POST', `/admin/v1/users/${id}/retry`, { step: 'presence' });
  await call(admin, 'POST', `/admin/v1/users/${id}/cancel`, {});
  await bridge.genesys.clearFaults();
  await scim('PATCH', `/Users/${id}`, replace('active', true));
  await reached(id, 'restored');
  await scim('DELETE', `/Users/${id}`);
  await reached(id, 'complete');
  await bridge.genesys.behave({ gdprRequestMs: 0 });
  await call(admin, 'POST', `/admin/v1/users/${id}/erasure`, { kind: 'delete', confirm: id });
}

async function administer(admin: string): Promise<void> {
  const { id, token } = (
    await call(admin, 'POST', '/admin/v1/clients/entra/credentials', { scopes: ['users'] })
  ).body;
  await fetch(`${bridge.url}/oauth2/token`, {
    method: 'POST',
    headers: {
      Authorization: `Basic ${Buffer.from(`entra:${token}`).toString('base64')}`,
      'X-Request-ID': nextId(),
    },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  await call(admin, 'POST', `/admin/v1/clients/entra/credentials/${id}/rotate`, {});
  await call(admin, 'POST', '/admin/v1/clients/entra/revoke', {});
  await call('Bearer gsb_unknown', 'GET', '/scim/v2/Users');
  const browser = new Browser(bridge.url);
  const headers = { 'X-Request-ID': nextId() };
  await browser.ask('/console/session', {
    method: 'POST',
    body: { token: admin.slice('Bearer '.length) },
    headers,
  });
  await browser.ask('/console/session', { method: 'DELETE', headers });
}

beforeAll(async () => {
  bridge = await startBridge();
});

afterAll(() => bridge.close());

it('is told of with who, what, when and in which request', async () => {
  const startedAt = Date.now();
  const admin = await bearer('ops', ['admin']);
  await administer(admin);
  await changePeople(await bearer('okta', ['users', 'groups']), admin);
  const entries = await eventually(async () => {
    const all = await listAudit(bridge.store.db, { limit: 1_000 });
    return all.some(({ action }) => action === 'erasure.completed') ? all : undefined;
  }, 'the end of the erasure');
  const instances = (await listInstances(bridge.store.db)).map(({ id }) => id);
  const isCaused = ({ action, requestId = '' }: RecordedEntry) =>
    OF_AN_INSTANCE.includes(action) ? instances.includes(requestId) : sent.has(requestId);
  const bad = entries.filter(
    (entry) =>
      !(entry.action in AUDIT_ACTIONS) ||
      entry.actor === '' ||
      entry.at.getTime() < startedAt - 60_000 ||
      !isCaused(entry),
  );
  expect(bad).toEqual([]);

  const seen = new Set(entries.map(({ action }) => action));
  const unseen = Object.keys(AUDIT_ACTIONS).filter((action) => !seen.has(action));
  const unproved = unseen.filter((action) => {
    const file = PROVED_BY[action];
    return file === undefined || !readFileSync(file, 'utf8').includes(action);
  });
  expect(unproved).toEqual([]);
});

it('is listed in the documentation', () => {
  const page = readFileSync(PAGE, 'utf8');
  expect(page).toBe(withGeneratedTable(page));
});
