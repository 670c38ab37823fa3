/** Leavers who are in the middle of a conversation. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endConversations } from '../../src/offboarding/end-conversations.ts';
import { listAudit } from '../../src/store/audit.ts';
import { type Bridge, Environment, failureOf } from './bridge-in-process.ts';

const ANN = { actor: 'ann', requestId: 'her-request' };
let environment: Environment;
let bridge: Bridge;
const free: string[] = [];

const CLIENTS = {
  disconnecting: { offboarding: { deactivate: { conversations: 'disconnect' } } },
  impatient: { offboarding: { deactivate: { maxWait: 1_000 } } },
  draining: { offboarding: { deactivate: { lockOut: { afterDrain: 600_000 } } } },
  shortly: { offboarding: { deactivate: { lockOut: { afterDrain: 1_000 } } } },
} as const;

/** Happens once a look has found that it has to wait. */
let meanwhile: ((userId: string) => Promise<void>) | undefined;

async function talk(id: string, state: 'connected' | 'wrapup' | 'none'): Promise<void> {
  await environment.genesys.send('POST', `/simulator/users/${id}/conversation`, { state });
}

async function talkingPerson(): Promise<string> {
  const id = free.pop();
  if (id === undefined) throw new Error('no person is left');
  await talk(id, 'connected');
  return id;
}

const leave = (id: string, client = 'idp') => bridge.deactivate(id, bridge.context(15_000, client));

async function actionsOf(id: string): Promise<string[]> {
  const entries = await listAudit(environment.store.db, { subject: id, limit: 100 });
  return entries.map(({ action }) => action);
}

beforeAll(async () => {
  environment = await Environment.open();
  bridge = await environment.startBridge({
    policy: { clients: CLIENTS },
    beforeWait: async (id) => await meanwhile?.(id),
  });
  free.push(...(await environment.people(40)));
});

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

describe('conversations: wait', () => {
  it('locks out at once, then says what it waits for and since when, and takes nothing away', async () => {
    const { genesys } = environment;
    const id = await talkingPerson();
    await leave(id);
    expect(await genesys.inside(id)).toMatchObject({ state: 'inactive', tokens: 0 });
    const waiting = await bridge.stepReached(id, 'conversations', 'waiting');
    expect(waiting.waitingFor).toMatch(/^the end of voice since \d{4}-\d\d-\d\dT[\d:.]+Z \([0-9a-f-]{36}\)$/);
    expect(waiting.dueAt.getTime() - Date.now()).toBeGreaterThan(10_000);
    expect((await bridge.steps(id)).queues?.status).toBe('pending');
    expect((await genesys.queues(id)).length).toBeGreaterThan(0);
    expect((await bridge.journeys(id))[0]?.status).toBe('releasing');
  });

  it('goes on after maxWait, and notes what was still in progress', async () => {
    const id = await talkingPerson();
    await leave(id, 'impatient');
    await bridge.reached(id, 'complete');
    const { conversations } = await bridge.steps(id);
    expect(conversations?.evidence).toMatchObject({ inProgress: [{ mediaType: 'voice' }] });
    expect(conversations?.evidence?.gaveUpAfterMs).toBeGreaterThanOrEqual(1_000);
  });

  it('ends them at an administrator\u2019s command, which is audited', async () => {
    const id = await talkingPerson();
    await leave(id);
    await bridge.stepReached(id, 'conversations', 'waiting');
    const commandedAt = Date.now();
    await endConversations(environment.store, id, ANN, new Date());
    await bridge.reached(id, 'complete');
    // The disconnect itself is looked at after five seconds; the next look would have come after fifteen.
    expect(Date.now() - commandedAt).toBeLessThan(12_000);
    expect((await environment.genesys.inside(id)).conversation).toMatchObject({ state: 'none' });
    expect(await actionsOf(id)).toEqual(
      expect.arrayContaining(['conversations.end-commanded', 'conversations.disconnected']),
    );
    const again = endConversations(environment.store, id, ANN, new Date());
    expect(await failureOf(again)).toMatchObject({ code: 'conversations.not-waiting' });
  });
});

describe('a command that comes between a look and its request for the next one', () => {
  it('is carried out at once', async () => {
    const id = await talkingPerson();
    const commanded = Promise.withResolvers<number>();
    meanwhile = async (userId) => {
      if (userId !== id) return;
      meanwhile = undefined;
      await endConversations(environment.store, id, ANN, new Date());
      commanded.resolve(Date.now());
    };
    await leave(id);
    const commandedAt = await commanded.promise;
    await bridge.reached(id, 'complete');
    expect(Date.now() - commandedAt).toBeLessThan(12_000);
  });
});

describe('conversations: disconnect', () => {
  it('ends them and audits who wanted it', async () => {
    const id = await talkingPerson();
    await leave(id, 'disconnecting');
    await bridge.reached(id, 'complete');
    expect((await environment.genesys.inside(id)).conversation).toMatchObject({ state: 'none' });
    const entries = await listAudit(environment.store.db, { subject: id, limit: 100 });
    const ended = entries.find(({ action }) => action === 'conversations.disconnected');
    expect(ended?.detail).toMatchObject({ by: 'policy', conversations: [expect.any(String)] });
  });
});

describe('lockOut: afterDrain', () => {
  it('answers at once, lets the person finish, and locks out when the conversation is over', async () => {
    const { genesys } = environment;
    const id = await talkingPerson();
    await leave(id, 'draining');
    await bridge.stepReached(id, 'conversations', 'waiting');
    expect(await genesys.inside(id)).toMatchObject({ state: 'active' });
    expect((await bridge.get(id)).attributes.active).toBe(false);
    expect((await bridge.journeys(id))[0]).toMatchObject({ status: 'lockingOut', lockedOutAt: undefined });
    expect((await bridge.steps(id)).presence?.status).toBe('done');
    await talk(id, 'none');
    await endConversations(environment.store, id, ANN, new Date());
    const { lockedOutAt } = await bridge.reached(id, 'complete');
    expect(lockedOutAt).toBeDefined();
    expect(await genesys.inside(id)).toMatchObject({ state: 'inactive', tokens: 0 });
  });

  it('locks out after the time of grace whatever is in progress', async () => {
    const id = await talkingPerson();
    await leave(id, 'shortly');
    await bridge.reached(id, 'complete');
    expect(await environment.genesys.inside(id)).toMatchObject({ state: 'inactive', tokens: 0 });
  });

  it('joins a repeated request and forgets the leaving at a return', async () => {
    const id = await talkingPerson();
    await leave(id, 'draining');
    await leave(id, 'draining');
    expect(await bridge.journeys(id)).toHaveLength(1);
    await bridge.reactivate(id);
    await bridge.reached(id, 'restored');
    expect(await environment.genesys.inside(id)).toMatchObject({ state: 'active' });
  });
});
