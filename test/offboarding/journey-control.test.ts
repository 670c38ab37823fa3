/** What administrators decide about one person: again, off, back. */

import { afterAll, beforeAll, expect, it } from 'vitest';
import { Outbox } from '../../src/notifications/outbox.ts';
import { recordOutcome } from '../../src/offboarding/record-outcome.ts';
import { SnapshotVault } from '../../src/offboarding/snapshot-vault.ts';
import { listAudit } from '../../src/store/audit.ts';
import { type Bridge, Environment, failureOf } from './bridge-in-process.ts';

let environment: Environment;
let bridge: Bridge;
let people: string[];

function next(): string {
  const id = people.pop();
  if (id === undefined) throw new Error('the simulated organisation is too small');
  return id;
}

const command = (userId: string) => ({ userId, actor: 'ops', requestId: 'r' });

async function lastEntryOf(userId: string) {
  const entries = await listAudit(environment.store.db, { subject: userId, limit: 50 });
  return entries.find(({ actor }) => actor === 'ops');
}

beforeAll(async () => {
  environment = await Environment.open({ users: 40, lacking: { poor: ['groups:team:assign'] } });
  bridge = await environment.startBridge({
    clientId: 'poor',
    pace: 100,
    policy: { deactivate: { release: ['team'], conversations: 'wait' } },
  });
  const all = await environment.genesys.users('active', 100);
  const inTeams: string[] = [];
  for (const { id } of all) {
    const { team } = await environment.genesys.user(id, '?expand=team');
    if (team !== undefined) inTeams.push(id);
  }
  people = inTeams;
});

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

it('tries what is stuck again at once, and says whose command it was', async () => {
  const id = next();
  await bridge.deactivate(id);
  const { attempts } = await bridge.stepReached(id, 'team', 'stuck');
  expect((await bridge.offboardings.retry(command(id))).steps).toEqual(['team']);
  expect(await lastEntryOf(id)).toMatchObject({
    action: 'steps.retried',
    requestId: 'r',
    detail: { steps: ['team'] },
  });
  await expect.poll(async () => (await bridge.steps(id)).team?.attempts).toBeGreaterThan(attempts);
});

it('names the open steps when the one asked for is not open', async () => {
  const id = next();
  await bridge.deactivate(id);
  await bridge.stepReached(id, 'team', 'stuck');
  expect(await failureOf(bridge.offboardings.retry({ ...command(id), step: 'queues' }))).toMatchObject({
    code: 'offboarding.no-such-step',
    status: 409,
    message: expect.stringContaining('team (stuck)'),
  });
});

it('leaves off what is left, and keeps the person locked out', async () => {
  const id = next();
  await bridge.deactivate(id);
  await bridge.reached(id, 'stuck');
  const preview = await bridge.offboardings.previewCancellation(id);
  expect(preview).toMatchObject({ kind: 'deactivate', steps: ['team'] });
  expect(await bridge.offboardings.cancel(command(id))).toEqual(preview);
  expect((await bridge.journeys(id))[0]?.status).toBe('cancelled');
  expect((await environment.genesys.user(id)).state).toBe('inactive');
  expect(await lastEntryOf(id)).toMatchObject({ action: 'offboarding.cancelled' });
  expect(await failureOf(bridge.offboardings.cancel(command(id)))).toMatchObject({
    code: 'offboarding.nothing-open',
  });
});

it('gives everything back after a cancellation', async () => {
  const id = next();
  await bridge.deactivate(id);
  await bridge.stepReached(id, 'team', 'stuck');
  await bridge.offboardings.cancel(command(id));
  const intent = { ...command(id), clientName: 'ops', kind: 'reactivate', seen: 'inactive' } as const;
  const { steps, snapshotTakenAt } = await bridge.offboardings.previewReturn(intent);
  expect(snapshotTakenAt).toBeDefined();
  expect(steps.find(({ name }) => name === 'roles')?.gives.length).toBeGreaterThan(0);
  await bridge.offboardings.accept(intent);
  await expect.poll(async () => (await environment.genesys.user(id)).state).toBe('active');
});

it('does not stop half way between in and out', async () => {
  const id = next();
  await environment.genesys.fault({ method: 'DELETE', path: `/api/v2/tokens/${id}`, status: 500 });
  await failureOf(bridge.deactivate(id, bridge.context(300)));
  expect(await failureOf(bridge.offboardings.cancel(command(id)))).toMatchObject({
    code: 'offboarding.half-way',
    status: 409,
  });
  await environment.genesys.clearFaults();
});

it('writes nothing down of a step that a cancellation overtook', async () => {
  const id = next();
  await bridge.deactivate(id);
  await bridge.reached(id, 'stuck');
  const { store } = environment;
  const [offboarding] = await bridge.journeys(id);
  const { team: step } = await bridge.steps(id);
  if (offboarding === undefined || step === undefined) throw new Error('there is no such journey');
  await bridge.offboardings.cancel(command(id));
  // As a worker does whose call to Genesys was on its way meanwhile.
  const change = { status: 'done', startedAt: new Date(), completedAt: new Date() } as const;
  const outcome = { step, change, snapshot: undefined, deeds: [], reopen: [], writes: [], calls: [] };
  const journey = { offboarding, steps: [step] };
  const vault = new SnapshotVault();
  const saved = await recordOutcome(store, vault, journey, outcome, new Date(), new Outbox());
  expect(saved).toBeUndefined();
  expect((await bridge.steps(id)).team?.status).toBe('cancelled');
  expect((await bridge.journeys(id))[0]?.status).toBe('cancelled');
});

it('has nothing to decide about somebody who never left', async () => {
  const id = next();
  for (const attempt of [bridge.offboardings.retry(command(id)), bridge.offboardings.cancel(command(id))]) {
    expect(await failureOf(attempt)).toMatchObject({ code: 'offboarding.nothing-open', status: 409 });
  }
});
