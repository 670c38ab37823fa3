import { afterAll, beforeAll, expect, it } from 'vitest';
import { offboardingSchema } from '../../src/config/policy-offboarding.ts';
import { createGenesys, type Genesys } from '../../src/genesys/client.ts';
import { Outbox } from '../../src/notifications/outbox.ts';
import { acceptIntent } from '../../src/offboarding/intent.ts';
import { SnapshotVault } from '../../src/offboarding/snapshot-vault.ts';
import { lookAtPerson, type WorkflowDependencies } from '../../src/offboarding/workflow.ts';
import { FewAtOnce } from '../../src/store/few-at-once.ts';
import { listSteps } from '../../src/store/offboarding-steps.ts';
import { findOffboarding } from '../../src/store/offboardings.ts';
import type { LookTurn, WorkQueue } from '../../src/store/queue.ts';
import { silent } from '../store/silent.ts';
import { Environment } from './bridge-in-process.ts';

/** Nobody looks but the test. */
const queue: WorkQueue = {
  request: async () => undefined,
  findUnasked: async () => [],
  freeHeldUp: async () => undefined,
  start: () => undefined,
  announce: () => undefined,
  stop: async () => undefined,
};

let environment: Environment;
let genesys: Genesys;
let dependencies: WorkflowDependencies;

beforeAll(async () => {
  environment = await Environment.open();
  genesys = createGenesys({ gateway: environment.genesys.url, clientId: 'bridge', clientSecret: 'secret' });
  const settings = offboardingSchema.parse(undefined);
  dependencies = {
    store: environment.store,
    databaseTurns: new FewAtOnce(20),
    queue,
    genesys,
    policy: { ...settings, defaultRoles: ['employee'], clients: {}, guard: 'off' },
    vault: new SnapshotVault(),
    outbox: new Outbox(),
    log: silent,
    now: () => new Date(),
    onProgress: () => undefined,
  };
});

afterAll(async () => {
  await genesys.close();
  await environment.close();
});

function turn(isHeld: () => boolean = () => true): LookTurn {
  const never = new AbortController().signal;
  return { urgent: false, signal: never, overtaken: never, isHeld, company: () => 0 };
}

async function leave(position: number): Promise<{ userId: string; offboardingId: string }> {
  const userId = (await environment.people(position + 1))[position] ?? '';
  const intent = { userId, kind: 'deactivate', clientName: 'idp', requestId: 'r', seen: 'active' } as const;
  return { userId, ...(await acceptIntent(intent, dependencies)) };
}

async function statusOf(offboardingId: string): Promise<string | undefined> {
  return (await findOffboarding(environment.store.db, offboardingId))?.status;
}

it('does not write over what the instance that took over has done', async () => {
  const { userId, offboardingId } = await leave(0);
  await environment.genesys.fault({
    method: 'PUT',
    path: `/api/v2/users/${userId}/state`,
    delayMs: 2_500,
    times: 1,
  });
  const paused = lookAtPerson(userId, turn(), dependencies);
  const isPaused = async () => {
    const { body } = await environment.genesys.send('GET', '/simulator/faults');
    return body[0].hits;
  };
  await expect.poll(isPaused, { timeout: 20_000 }).toBe(1);
  while ((await statusOf(offboardingId)) !== 'complete') await lookAtPerson(userId, turn(), dependencies);
  await paused;
  expect(await statusOf(offboardingId)).toBe('complete');
  const steps = await listSteps(environment.store.db, offboardingId);
  expect(steps.filter(({ status }) => status !== 'done')).toEqual([]);
});

it('asks nothing of Genesys once its claim may be lost, and leaves the step to others', async () => {
  const { userId, offboardingId } = await leave(1);
  const since = await environment.genesys.lastSeq();
  const ending = new AbortController();
  const isHeld = () => {
    ending.abort();
    return false;
  };
  await expect(
    lookAtPerson(userId, { ...turn(isHeld), signal: ending.signal }, dependencies),
  ).rejects.toMatchObject({
    code: 'genesys.aborted',
  });
  const asked = (await environment.genesys.journal(since)).filter(({ client }) => client === 'bridge');
  expect(asked).toEqual([]);
  const steps = await listSteps(environment.store.db, offboardingId);
  expect(steps.every(({ status, attempts }) => status === 'pending' && attempts === 0)).toBe(true);
});
