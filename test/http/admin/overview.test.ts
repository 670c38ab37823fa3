import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overview as answerSchema } from '../../../src/http/admin/openapi/watching-answers.ts';
import { type GenesysNow, Overview } from '../../../src/http/admin/overview.ts';
import { Heartbeat } from '../../../src/store/heartbeat.ts';
import type { InstanceFigures } from '../../../src/store/instances.ts';
import { listSteps, saveStep } from '../../../src/store/offboarding-steps.ts';
import { insertOffboarding, saveOffboarding } from '../../../src/store/offboardings.ts';
import type { Store } from '../../../src/store/open.ts';
import type { OffboardingStatus } from '../../../src/store/tables.ts';
import type { Logger } from '../../../src/telemetry/logger.ts';
import { engines, silent, type TestDatabase } from '../../store/engines.ts';

const NOW = new Date();
const MINUTE = 60_000;
const DAY = 86_400_000;
const ago = (ms: number) => new Date(NOW.getTime() - ms);
const thisMinute = new Date(Math.floor(NOW.getTime() / MINUTE) * MINUTE).toISOString();

const GENESYS: GenesysNow = {
  answers: true,
  answersSince: undefined,
  lastAnswerAt: ago(1_000),
  inFlight: 1,
  waiting: { lockOut: 0 },
  allowances: [{ oauthClient: 'bridge', used: 12, limit: 300 }],
  minutes: [{ at: thisMinute, calls: 7, throttled: 0 }],
};

interface Past {
  readonly id: string;
  readonly requestedAt: Date;
  readonly lockedOutAfterMs?: number;
  readonly kind?: 'deactivate' | 'restore';
  readonly status?: OffboardingStatus;
  readonly counted?: boolean;
  readonly stuckSince?: Date;
}

async function insert(store: Store, past: Past): Promise<void> {
  const { id, requestedAt, kind = 'deactivate', status = 'complete', stuckSince } = past;
  await store.db.transaction().execute(async (transaction) => {
    await insertOffboarding(transaction, {
      id,
      userId: `user of ${id}`,
      kind,
      generation: 1,
      status,
      clientName: 'okta',
      requestId: 'r',
      requestedAt,
      snapshot: undefined,
      counted: past.counted ?? kind !== 'restore',
      steps: [{ name: 'queues', phase: 'release' }],
    });
    if (past.lockedOutAfterMs !== undefined) {
      const lockedOutAt = new Date(requestedAt.getTime() + past.lockedOutAfterMs);
      await saveOffboarding(transaction, id, { status, lockedOutAt });
    }
    const [step] = await listSteps(transaction, id);
    if (step === undefined || stuckSince === undefined) return;
    const error = { error: 'no permission', errorCode: 'genesys.missing-permission' };
    await saveStep(transaction, step, { status: 'stuck', startedAt: stuckSince, ...error });
  });
}

describe.each(engines)('the overview, on $name', (engine) => {
  let database: TestDatabase;
  let store: Store;
  const beats: Heartbeat[] = [];

  /** As it goes over the wire. */
  async function read(of?: Store, genesys?: GenesysNow) {
    return answerSchema.parse(JSON.parse(JSON.stringify(await overview(of, genesys).read())));
  }

  function overview(of: Store = store, genesys: GenesysNow = GENESYS): Overview {
    const policy = { guard: 'off' as const, clients: {} };
    return new Overview({ store: of, policy, instance: 'self', genesysNow: () => genesys, now: () => NOW });
  }

  async function beat(id: string, figures: Partial<InstanceFigures> = {}, log: Logger = silent, of = store) {
    const instance = { id, host: 'host', version: '1.2.3', startedAt: ago(DAY) };
    const told = { answers: true, used: 5, limit: 300, minutes: [], ...figures };
    const heartbeat = new Heartbeat({ db: of.db, instance, figures: () => told, log });
    beats.push(heartbeat);
    await heartbeat.start();
    return heartbeat;
  }

  beforeAll(async () => {
    database = await engine.create();
    store = await database.open();
    for (const past of [
      { id: 'today', requestedAt: ago(1), lockedOutAfterMs: 1_000 },
      { id: 'slow', requestedAt: ago(2), lockedOutAfterMs: 400_000 },
      { id: 'overdue', requestedAt: ago(10 * MINUTE), status: 'lockingOut' },
      { id: 'not yet', requestedAt: ago(MINUTE), status: 'lockingOut' },
      { id: 'again', requestedAt: ago(3), lockedOutAfterMs: 1, counted: false },
      { id: 'back', requestedAt: ago(29 * DAY), kind: 'restore', status: 'restored' },
      { id: 'old', requestedAt: ago(29 * DAY), lockedOutAfterMs: 2_000 },
      { id: 'ancient', requestedAt: ago(40 * DAY), lockedOutAfterMs: 3_000 },
      { id: 'stuck', requestedAt: ago(5 * DAY), status: 'stuck', stuckSince: ago(MINUTE), counted: false },
      { id: 'longer', requestedAt: ago(DAY * 6), status: 'stuck', stuckSince: ago(DAY), counted: false },
    ] satisfies Past[]) {
      await insert(store, past);
    }
  });

  afterAll(async () => {
    for (const each of beats) await each.stop();
    await store.close();
    await database.remove();
  });

  it('is as described, and counts days, lock-outs and what goes on', async () => {
    const { work, genesys, database: answering } = await read();
    expect(answering).toEqual({ kind: store.kind, answers: true });
    expect(genesys.lastAnswerAt).toBe(ago(1_000).toISOString());
    expect(work?.days).toHaveLength(30);
    expect(work?.days[0]).toEqual({
      day: ago(29 * DAY)
        .toISOString()
        .slice(0, 10),
      departures: 1,
      returns: 1,
    });
    expect(work?.days.reduce((sum, { departures }) => sum + departures, 0)).toBe(5);
    expect(work?.lockOuts.lastDay).toEqual({
      lockedOut: 2,
      withinFiveMinutes: 1,
      overdue: 1,
      p50Ms: 1_000,
      p99Ms: 400_000,
      share: 1 / 3,
    });
    expect(work?.lockOuts.last30Days).toMatchObject({ lockedOut: 3, p50Ms: 2_000 });
    expect(work?.underWay).toEqual({
      byStatus: { lockingOut: 2, stuck: 2 },
      oldestAt: ago(6 * DAY).toISOString(),
    });
    expect(work?.over).toEqual({ complete: 5, restored: 1 });
  });

  it('shows what is stuck, longest first, with its cure', async () => {
    const { work } = await read();
    expect(work?.stuck.count).toBe(2);
    expect(work?.stuck.oldest.map(({ offboardingId }) => offboardingId)).toEqual(['longer', 'stuck']);
    expect(work?.stuck.oldest[0]).toMatchObject({
      userId: 'user of longer',
      step: 'queues',
      since: ago(DAY).toISOString(),
      error: 'no permission',
      cure: expect.stringContaining('permission'),
    });
  });

  it('sums what all instances spend, and tells the living from those that stopped or were lost', async () => {
    await beat('self', { used: 99, minutes: [{ at: thisMinute, calls: 99, throttled: 0 }] });
    await beat('other', { used: 8, minutes: [{ at: thisMinute, calls: 3, throttled: 2 }] });
    const stopped = await beat('stopped', { used: 50 });
    await stopped.stop();
    await beat('lost', { used: 50 });
    await store.db
      .updateTable('instance')
      .set({ seen_at: ago(2 * MINUTE) })
      .where('id', '=', 'lost')
      .execute();
    const { allowance, instances } = await read();
    expect(allowance).toMatchObject({ used: 20, limit: 600 });
    expect(allowance.lastHour).toHaveLength(60);
    expect(allowance.lastHour.at(-1)).toEqual({ at: thisMinute, calls: 10, throttled: 2 });
    const alive = new Map(instances?.map((each) => [each.id, each.alive]));
    expect([...alive].sort()).toEqual([
      ['lost', false],
      ['other', true],
      ['self', true],
      ['stopped', false],
    ]);
  });

  it('tells of Genesys Cloud while the database does not answer', async () => {
    const broken: Store = { ...store, db: store.db.withSchema('nowhere') };
    const away = { ...GENESYS, answers: false, answersSince: ago(MINUTE) };
    const answer = await read(broken, away);
    expect(answer.database).toMatchObject({ answers: false, reason: expect.any(String) });
    expect(answer.genesys).toMatchObject({ answers: false, since: ago(MINUTE).toISOString() });
    expect(answer.allowance).toMatchObject({ used: 12, limit: 300 });
    expect(answer.work).toBeUndefined();
  });

  it('warns once while the heartbeat cannot be written', async () => {
    const warnings: string[] = [];
    const broken: Store = { ...store, db: store.db.withSchema('nowhere') };
    const log: Logger = { ...silent, warn: (message) => warnings.push(message) };
    const heartbeat = await beat('mute', {}, log, broken);
    expect(warnings).toEqual(['could not say that this instance is at work']);
    await heartbeat.stop();
  });
});
