import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGenesys, type Genesys } from '../../src/genesys/client.ts';
import { SnapshotVault } from '../../src/offboarding/snapshot-vault.ts';
import { type Evidence, evidenceSchema } from '../../src/records/evidence/document.ts';
import { gatherEvidence } from '../../src/records/evidence/gather.ts';
import { hashEntry } from '../../src/store/audit-chain.ts';
import { erasePersonal } from '../../src/store/audit-erasure.ts';
import { type Bridge, Environment } from '../offboarding/bridge-in-process.ts';

let environment: Environment;
let bridge: Bridge;
const connections: Genesys[] = [];

function connect(clientId: string): Genesys {
  const genesys = createGenesys({ gateway: environment.genesys.url, clientId, clientSecret: 'secret' });
  connections.push(genesys);
  return genesys;
}

function gather(offboardingId: string, clientId = 'bridge'): Promise<Evidence> {
  const { store } = environment;
  const genesys = connect(clientId);
  const dependencies = { store, genesys, vault: new SnapshotVault(), clientIds: ['bridge'] };
  return gatherEvidence(offboardingId, 'auditor', dependencies);
}

/** Somebody who left with everything that policy releases. */
async function leave(id: string): Promise<string> {
  await bridge.deactivate(id);
  return (await bridge.reached(id, 'complete')).id;
}

beforeAll(async () => {
  environment = await Environment.open({ lacking: { blind: ['audits:audit:view'] } });
  bridge = await environment.startBridge({ policy: { deactivate: { release: 'all' } } });
});

afterAll(async () => {
  await bridge.stop();
  for (const genesys of connections) await genesys.close();
  await environment.close();
});

describe('the evidence of a journey', () => {
  let id: string;
  let evidence: Evidence;

  beforeAll(async () => {
    [id = ''] = await environment.people(1);
    evidence = await gather(await leave(id));
  });

  it('has the published shape and misses nothing', () => {
    expect(evidenceSchema.parse(evidence)).toEqual(evidence);
    expect(evidence.gaps).toEqual([]);
  });

  it('says who asked, for whom, and when they were locked out', () => {
    expect(evidence.request).toMatchObject({ client: 'idp', kind: 'deactivate', status: 'complete' });
    expect(evidence.request.lockOutMs).toBeGreaterThanOrEqual(0);
    expect(evidence.person).toMatchObject({ id, names: 'known', state: 'inactive', wanted: 'inactive' });
    expect(evidence.snapshot.queues?.length).toBeGreaterThan(0);
  });

  it('has the correlation id that Genesys gave for each write, and each read-back', () => {
    const byName = new Map(evidence.steps.map((step) => [step.name, step]));
    const state = byName.get('state');
    expect(state?.runs).toMatchObject([
      { outcome: 'done', calls: [{ operation: 'PUT /api/v2/users/{userId}/state', status: 200 }] },
    ]);
    expect(state?.runs[0]?.calls[0]?.correlationId).toMatch(/^[0-9a-f-]{36}$/);
    expect(state?.readBack.result).toBe('confirmed');
    expect(byName.get('queues')?.runs.flatMap(({ calls }) => calls).length).toBeGreaterThan(0);
    const told = evidence.auditTrail.entries.find(
      ({ action, detail }) => action === 'step.done' && detail.step === 'state',
    );
    expect(told?.correlationId).toBe(state?.runs[0]?.calls[0]?.correlationId);
  });

  it("has Genesys' own entries for each step that wrote something", () => {
    const { entries, queries } = evidence.genesysAudit;
    expect(queries.map(({ how, complete }) => ({ how, complete }))).toEqual([
      { how: 'query', complete: true },
      { how: 'query', complete: true },
    ]);
    const ids = new Set(entries.map((entry) => entry.id));
    for (const name of ['state', 'tokens', 'queues', 'roles']) {
      const step = evidence.steps.find((each) => each.name === name);
      expect(step?.genesysAuditIds.length, name).toBeGreaterThan(0);
      expect(step?.genesysAuditIds.every((entry) => ids.has(entry))).toBe(true);
    }
  });

  it('lets an auditor compute the hashes again', () => {
    const { entries, head, verified } = evidence.auditTrail;
    expect(verified.intact).toBe(true);
    for (const { hash, personal: _personal, ...entry } of entries) {
      expect(hashEntry({ ...entry, at: new Date(entry.at) })).toBe(hash);
    }
    expect(entries.at(-1)?.position).toBeLessThanOrEqual(head.position);
  });
});

it('says what Genesys does not let it read, and with which permission it would', async () => {
  const [, id = ''] = await environment.people(2);
  const { gaps, genesysAudit } = await gather(await leave(id), 'blind');
  expect(genesysAudit.queries.every(({ how }) => how === 'none')).toBe(true);
  expect(gaps.filter(({ part }) => part === "Genesys' audit")[0]?.reason).toContain('audits:audit:view');
  expect(gaps.some(({ part, reason }) => part === 'step state' && reason.includes('no entry'))).toBe(true);
});

it('asks for the latest entries when the query takes too long or fails, and says so', async () => {
  const [, , id = ''] = await environment.people(3);
  const offboardingId = await leave(id);
  await environment.genesys.fault({ method: 'POST', path: '/api/v2/audits/query', status: 501, times: 2 });
  const { genesysAudit } = await gather(offboardingId);
  expect(genesysAudit.queries.map(({ how, complete }) => ({ how, complete }))).toEqual([
    { how: 'realtime', complete: false },
    { how: 'realtime', complete: false },
  ]);
  expect(genesysAudit.entries.length).toBeGreaterThan(0);
});

it('asks service by service where Genesys wants one named', async () => {
  const [, , id = ''] = await environment.people(3);
  const offboardingId = await leave(id);
  await environment.genesys.behave({ auditQueryNeedsService: true });
  const { gaps, genesysAudit } = await gather(offboardingId);
  await environment.genesys.behave({ auditQueryNeedsService: false });
  expect(genesysAudit.queries.every(({ how, complete }) => how === 'query' && complete)).toBe(true);
  expect(gaps.filter(({ part }) => part === "Genesys' audit")).toEqual([]);
  expect(genesysAudit.entries.length).toBeGreaterThan(0);
});

it('tells of a journey that has not come to its end', async () => {
  const [, , , id = ''] = await environment.people(4);
  await environment.genesys.send('POST', `/simulator/users/${id}/conversation`, { state: 'connected' });
  await bridge.deactivate(id);
  await bridge.stepReached(id, 'conversations', 'waiting');
  const { id: offboardingId } = await bridge.reached(id, 'releasing');
  const { steps, gaps } = await gather(offboardingId);
  expect(steps.find(({ name }) => name === 'state')?.readBack.result).toBe('pending');
  expect(steps.find(({ name }) => name === 'conversations')?.runs[0]).toMatchObject({ outcome: 'waiting' });
  expect(gaps.some(({ part, reason }) => part === 'step conversations' && reason.includes('not done'))).toBe(
    true,
  );
});

it('shows erased names as erased', async () => {
  const [id = ''] = await environment.people(1);
  const offboardingId = await leave(id);
  await environment.genesys.fault({
    method: 'GET',
    path: `/api/v2/users/${id}`,
    status: 404,
    code: 'not.found',
    times: 2,
  });
  await erasePersonal(environment.store.db, id, { actor: 'tester', requestId: 'r' }, new Date());
  const { person } = await gather(offboardingId);
  expect(person).toMatchObject({ names: 'erased', state: 'gone' });
  expect(person).not.toHaveProperty('name');
});
