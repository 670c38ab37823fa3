import { randomBytes, randomUUID } from 'node:crypto';
import { jwtVerify } from 'jose';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Webhook } from '../../src/config/webhooks.ts';
import { describeNotifications, retryFailed } from '../../src/notifications/control.ts';
import { Delivery, type DeliveryOptions } from '../../src/notifications/delivery.ts';
import { type Occurrence, Outbox } from '../../src/notifications/outbox.ts';
import { notificationRetention } from '../../src/notifications/retention.ts';
import { listAudit } from '../../src/store/audit.ts';
import { countNotifications } from '../../src/store/notifications.ts';
import type { Store } from '../../src/store/open.ts';
import { engines, silent, type TestDatabase } from '../store/engines.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const [NEW, OLD] = [randomBytes(32), randomBytes(24)];
const toText = (secret: Buffer) => `whsec_${secret.toString('base64')}`;

describe.each(engines)('the delivery of notifications on $name', (engine) => {
  let database: TestDatabase;
  let store: Store;
  let receiver: Receiver;
  let webhook: Webhook;
  const running: Delivery[] = [];

  beforeAll(async () => {
    database = await engine.create();
    store = await database.open();
  });

  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  beforeEach(async () => {
    receiver = await startReceiver();
    webhook = {
      name: 'siem',
      url: new URL(receiver.url),
      events: ['lockedOut', 'complete', 'stuck', 'restored', 'guardTripped'],
      format: 'standard',
      secrets: [NEW, OLD],
      issuer: 'https://bridge.example.com',
      audience: 'https://siem.example.com',
    };
    await store.db.deleteFrom('notification').execute();
  });

  afterEach(async () => {
    for (const delivery of running.splice(0)) await delivery.stop();
    await receiver.close();
  });

  function start(options: Partial<DeliveryOptions> = {}): Delivery {
    const delivery = new Delivery({
      store,
      webhooks: [webhook],
      log: silent,
      pausesMs: [50, 50],
      ...options,
    });
    running.push(delivery);
    delivery.start();
    return delivery;
  }

  async function add(...occurrences: Partial<Occurrence>[]): Promise<void> {
    const outbox = new Outbox([webhook]);
    await store.db.transaction().execute(async (transaction) => {
      for (const occurrence of occurrences) {
        await outbox.add(transaction, {
          event: 'lockedOut',
          at: new Date('2026-11-25T08:00:00Z'),
          userId: randomUUID(),
          data: { kind: 'deactivate', requestId: 'request-1' },
          ...occurrence,
        });
      }
    });
  }

  const received = (count: number) =>
    expect.poll(() => receiver.received.length, { timeout: 20_000 }).toBe(count);
  const counts = (expected: { pending: number; failed: number }) =>
    expect.poll(() => countNotifications(store.db), { timeout: 20_000 }).toEqual(expected);

  it('signs by Standard Webhooks, with every secret', async () => {
    await add({ userId: 'a-user', data: { userId: 'a-user' } });
    start();
    await received(1);
    const [request] = receiver.received;
    const headers = Object.fromEntries(
      Object.entries(request?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    for (const secret of [NEW, OLD]) {
      const payload = new StandardWebhook(toText(secret)).verify(request?.body ?? '', headers);
      expect(payload).toEqual({
        type: 'offboarding.locked_out',
        timestamp: '2026-11-25T08:00:00.000Z',
        data: { userId: 'a-user' },
      });
    }
    const stranger = new StandardWebhook(toText(randomBytes(32)));
    expect(() => stranger.verify(request?.body ?? '', headers)).toThrow();
    await counts({ pending: 0, failed: 0 });
    expect((await describeNotifications(store, { limit: 5 })).notifications).toMatchObject([
      { status: 'delivered', attempts: 1, lastAnswer: 'status 204' },
    ]);
  });

  it('sends a Security Event Token with the event of RFC 9967 when it is told to', async () => {
    webhook = { ...webhook, format: 'scim', events: ['lockedOut', 'restored'] };
    const userId = randomUUID();
    await add({ userId }, { userId, data: { kind: 'delete', requestId: 'request-2' } });
    await add({ userId, event: 'restored' }, { userId, event: 'complete' });
    start();
    await received(3);
    const tokens = await Promise.all(
      receiver.received.map(({ body }) =>
        jwtVerify(body, NEW, { issuer: 'https://bridge.example.com', audience: 'https://siem.example.com' }),
      ),
    );
    expect(tokens.map(({ payload }) => Object.keys(Object(payload.events)))).toEqual([
      ['urn:ietf:params:scim:event:prov:deactivate'],
      ['urn:ietf:params:scim:event:prov:delete'],
      ['urn:ietf:params:scim:event:prov:activate'],
    ]);
    expect(tokens[0]?.protectedHeader).toMatchObject({ typ: 'secevent+jwt' });
    expect(tokens[0]?.payload).toMatchObject({
      jti: receiver.received[0]?.headers['webhook-id'],
      txn: 'request-1',
      toe: 1_795_593_600,
      sub_id: { format: 'scim', uri: `/Users/${userId}` },
    });
    expect(receiver.received[0]?.headers['content-type']).toBe('application/secevent+jwt');
  });

  it('tries again after a 500, a redirect and no answer, under the same id', async () => {
    const answers = [{ status: 500 }, { status: 302, headers: { location: '/elsewhere' } }];
    receiver.answer = () => answers.shift() ?? { status: 204 };
    await add({});
    start();
    await received(3);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    expect(receiver.received.every(({ path }) => path === '/hook/path-secret')).toBe(true);
    await counts({ pending: 0, failed: 0 });
  });

  it('gives up in the end, and tries again when an administrator says so', async () => {
    receiver.answer = () => ({ status: 500, silent: true });
    const outcomes: string[] = [];
    await add({});
    start({ timeoutMs: 700, onAttempt: (_webhook, outcome) => outcomes.push(outcome) });
    await counts({ pending: 0, failed: 1 });
    expect(outcomes).toEqual(['postponed', 'postponed', 'failed']);
    const [failed] = (await describeNotifications(store, { status: 'failed', limit: 5 })).notifications;
    expect(failed).toMatchObject({ attempts: 3, lastAnswer: 'no answer in time' });
    receiver.answer = () => ({ status: 204 });
    const by = { actor: 'ops', requestId: 'r' };
    expect(await retryFailed(store, failed?.id, by, new Date())).toEqual({ retried: 1 });
    expect(await listAudit(store.db, { limit: 1 })).toMatchObject([
      { ...by, action: 'notifications.retried' },
    ]);
    await counts({ pending: 0, failed: 0 });
    await expect(retryFailed(store, undefined, by, new Date())).rejects.toMatchObject({
      code: 'notifications.none-failed',
    });
  });

  it('sends nothing more of an event to whoever answers 410, and waits as long as Retry-After says', async () => {
    receiver.answer = ({ body }) =>
      body.includes('stuck') ? { status: 410 } : { status: 503, headers: { 'retry-after': '3600' } };
    await add({ event: 'stuck' }, { event: 'complete' });
    start();
    await counts({ pending: 1, failed: 1 });
    const [waiting] = (await describeNotifications(store, { status: 'pending', limit: 5 })).notifications;
    expect(Date.parse(waiting?.dueAt ?? '') - Date.now()).toBeGreaterThan(3_000_000);
  });

  it('keeps the order of what is about one person, and lets others pass', async () => {
    let refusals = 2;
    receiver.answer = ({ body }) => {
      if (!body.includes('"who":"late"') || refusals === 0) return { status: 204 };
      refusals -= 1;
      return { status: 500 };
    };
    await add(
      { userId: 'late', event: 'lockedOut', data: { who: 'late' } },
      { userId: 'late', event: 'complete', data: { who: 'late' } },
      { userId: 'other', event: 'complete', data: { who: 'other' } },
    );
    start();
    await received(5);
    const told = receiver.received.map(({ body }) => JSON.parse(body));
    const order = told.map(({ type, data }) => `${data.who} ${type.split('.')[1]}`);
    expect(order.filter((one) => one.startsWith('late'))).toEqual([
      'late locked_out',
      'late locked_out',
      'late locked_out',
      'late complete',
    ]);
    expect(order.indexOf('other complete')).toBeLessThan(order.indexOf('late complete'));
  });

  it('is done once by several instances, and goes on where one was stopped', async () => {
    receiver.answer = () => ({ status: 204, silent: true });
    await add({});
    const stopped = start();
    await received(1);
    await stopped.stop();
    expect((await describeNotifications(store, { limit: 5 })).notifications).toMatchObject([
      { status: 'pending', attempts: 0 },
    ]);
    receiver.answer = () => ({ status: 204 });
    await add(...Array.from({ length: 30 }, () => ({})));
    start();
    start();
    start();
    await counts({ pending: 0, failed: 0 });
    expect(receiver.received).toHaveLength(32);
  });

  it('forgets what was told long ago, and gives up what no webhook is there for', async () => {
    await add({}, {});
    start();
    await counts({ pending: 0, failed: 0 });
    const later = (days: number) => new Date(Date.now() + days * 86_400_000);
    const run = (days: number) => notificationRetention(store, [], () => later(days)).run();
    await run(6);
    expect((await describeNotifications(store, { limit: 5 })).notifications).toHaveLength(2);
    await run(8);
    expect((await describeNotifications(store, { limit: 5 })).notifications).toEqual([]);
    await running[0]?.stop();
    await add({});
    await run(8);
    expect((await describeNotifications(store, { limit: 5 })).notifications).toMatchObject([
      { status: 'failed', lastAnswer: 'the webhook is not configured' },
    ]);
  });
});
