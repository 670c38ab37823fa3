/** Every write in Genesys Cloud has its entry in the audit trail, with Genesys' own id of the call. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CallInfo } from '../../src/genesys/client.ts';
import { auditHalfDone } from '../../src/provisioning/audited-action.ts';
import { toCall } from '../../src/provisioning/interactive-call.ts';
import { listAudit, type RecordedEntry } from '../../src/store/audit.ts';
import { type Bridge, Environment, failureOf } from '../offboarding/bridge-in-process.ts';
import { ScimInProcess } from './scim-in-process.ts';

const UUID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

let environment: Environment;
let bridge: Bridge;
let users: ScimInProcess;
let groups: ScimInProcess;

beforeAll(async () => {
  environment = await Environment.open();
  bridge = await environment.startBridge({ policy: { deactivate: { release: 'all' } } });
  users = new ScimInProcess(bridge, 'users');
  groups = new ScimInProcess(bridge, 'groups');
});

afterEach(() => environment.genesys.clearFaults());

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

interface ToldCall {
  readonly operation: string;
  readonly correlationId?: string;
}

const WRITE: Omit<CallInfo, 'operation'> = {
  method: 'POST',
  path: '/api/v2/groups',
  status: 200,
  durationMs: 1,
  attempt: 1,
  correlationId: undefined,
  priority: 'interactive',
};

function callsOf({ detail }: RecordedEntry): readonly ToldCall[] {
  return Array.isArray(detail.genesysCalls) ? detail.genesysCalls : [];
}

async function entriesSince(seq: number): Promise<RecordedEntry[]> {
  const entries = await listAudit(environment.store.db, { limit: 500 });
  return entries.filter((entry) => entry.seq > seq);
}

async function lastEntry(): Promise<number> {
  return (await listAudit(environment.store.db, { limit: 1 }))[0]?.seq ?? 0;
}

/** Writes that succeeded since then, ids left out. */
async function writesSince(seq: number): Promise<string[]> {
  const journal = await environment.genesys.journal(seq);
  return journal
    .filter(({ method, path, status, client }) => {
      const isWrite = method !== 'GET' && !path.endsWith('/search') && !path.endsWith('/token');
      return isWrite && status < 300 && client === 'bridge';
    })
    .map(({ method, path }) => `${method} ${path.replace(UUID, '{}')}`)
    .sort();
}

/** Does the work, and compares what Genesys saw with what the audit trail tells. */
async function auditedDuring(work: () => Promise<void>): Promise<RecordedEntry[]> {
  const [before, seq] = [await lastEntry(), await environment.genesys.lastSeq()];
  await work();
  const entries = await entriesSince(before);
  const calls = entries.flatMap(callsOf);
  expect(calls.map(({ operation }) => operation.replace(/\{\w+\}/g, '{}')).sort()).toEqual(
    await writesSince(seq),
  );
  for (const { correlationId } of calls) expect(correlationId).toMatch(/^[0-9a-f-]{36}$/);
  expect(new Set(calls.map(({ correlationId }) => correlationId)).size).toBe(calls.length);
  for (const entry of entries.filter((each) => callsOf(each).length > 0)) {
    // A failed call is the one to ask Genesys about.
    if (entry.detail.error === undefined) {
      expect(entry.correlationId).toBe(callsOf(entry).at(-1)?.correlationId);
    }
    expect(entry.requestId).toBeTruthy();
  }
  return entries;
}

const actionsOf = (entries: readonly RecordedEntry[]) => entries.map(({ action }) => action);

describe('the audit trail tells every write', () => {
  it('of somebody who is created, changed, leaves and comes back', async () => {
    const entries = await auditedDuring(async () => {
      const { id } = await users.post({
        userName: 'grace@example.com',
        displayName: 'Grace Hopper',
        externalId: 'g-1',
        title: 'Admiral',
        password: 'a long enough Passw0rd!',
        roles: [{ value: 'Supervisor' }],
      });
      await users.patch(String(id), [{ op: 'replace', path: 'title', value: 'Rear admiral' }]);
      await bridge.deactivate(String(id));
      await bridge.reached(String(id), 'complete');
      await bridge.reactivate(String(id));
      await bridge.reached(String(id), 'restored');
      await users.delete(String(id));
      await bridge.reached(String(id), 'complete');
    });
    expect(actionsOf(entries)).toEqual(expect.arrayContaining(['user.created', 'user.updated', 'step.done']));
  });

  it('of a group', async () => {
    const [first = '', second = ''] = await environment.people(2);
    const entries = await auditedDuring(async () => {
      const { id } = await groups.post({ displayName: 'Night shift', members: [{ value: first }] });
      await groups.patch(String(id), [{ op: 'add', path: 'members', value: [{ value: second }] }]);
      await groups.patch(String(id), [{ op: 'replace', path: 'displayName', value: 'Late shift' }]);
      await groups.patch(String(id), [{ op: 'remove', path: `members[value eq "${first}"]` }]);
      await groups.delete(String(id));
    });
    expect(actionsOf(entries)).toEqual(
      expect.arrayContaining(['group.created', 'group.members-added', 'group.updated', 'group.deleted']),
    );
  });

  it('of a request that fails half-way', async () => {
    const [id = ''] = await environment.people(1);
    await environment.genesys.fault({ path: '/api/v2/users/*/externalid', method: 'POST', status: 400 });
    const entries = await auditedDuring(async () => {
      expect(await failureOf(bridge.change(id, { title: 'Half', externalId: 'half-1' }))).toBeDefined();
    });
    expect(entries).toMatchObject([
      {
        action: 'user.update-failed',
        subject: id,
        actor: 'idp',
        detail: { genesysCalls: [{ operation: 'PATCH /api/v2/users/{userId}' }] },
      },
    ]);
  });

  it.each(['user.creation-failed', 'group.creation-failed', 'group.update-failed'] as const)(
    'of work that fails after a write, as %s',
    async (action) => {
      const context = bridge.context();
      const { db } = environment.store;
      const operation = 'POST /api/v2/groups';
      const work = async () => {
        toCall(context).onCall?.({ ...WRITE, operation });
        throw new Error('the second write failed');
      };
      const before = await lastEntry();
      const trail = { db, now: () => new Date() };
      expect(await failureOf(auditHalfDone(trail, context, { action }, work))).toBeDefined();
      const entries = await entriesSince(before);
      const { requestId, client } = context;
      expect(entries).toMatchObject([
        {
          action,
          actor: client.name,
          requestId,
          detail: { error: 'internal', genesysCalls: [{ operation }] },
        },
      ]);
    },
  );

  it('of a step that has to go on later', async () => {
    const [id = ''] = await environment.people(1);
    await environment.genesys.fault({
      method: 'DELETE',
      path: '/api/v2/users/*/station/defaultstation',
      status: 400,
      times: 1,
    });
    const entries = await auditedDuring(async () => {
      await bridge.deactivate(id);
      await bridge.reached(id, 'complete');
    });
    const progressed = entries.filter(({ action }) => action === 'step.progressed');
    expect(progressed).toMatchObject([{ detail: { step: 'station', error: expect.any(String) } }]);
  });

  it('of a step that a newer request overtakes', async () => {
    const [id = ''] = await environment.people(1);
    const { genesys } = environment;
    const entries = await auditedDuring(async () => {
      await genesys.fault({ method: 'PUT', path: '/api/v2/users/*/state', delayMs: 600, times: 1 });
      const leaving = failureOf(bridge.deactivate(id));
      await expect.poll(async () => (await bridge.journeys(id)).length).toBe(1);
      await bridge.stepReached(id, 'snapshot', 'done');
      await bridge.reactivate(id);
      await leaving;
      await bridge.reached(id, 'restored');
    });
    expect(actionsOf(entries)).toContain('step.cut-off');
  });
});

it('names the call that a step is stuck at', async () => {
  const [id = ''] = await environment.people(1);
  await environment.genesys.fault({
    method: 'DELETE',
    path: '/api/v2/tokens/*',
    status: 403,
    code: 'missing.any.permissions',
    times: 1,
  });
  const before = await lastEntry();
  const failing = bridge.deactivate(id, bridge.context(1_500));
  await failureOf(failing);
  const stuck = (await entriesSince(before)).find(({ action }) => action === 'step.stuck');
  expect(stuck?.correlationId).toMatch(/^[0-9a-f-]{36}$/);
});
