import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decideGuard, describeGuards } from '../../src/offboarding/guard-control.ts';
import { type Bridge, Environment, failureOf } from './bridge-in-process.ts';

const ANN = { actor: 'ann', requestId: 'her-request' };
const GUARD = { deactivations: 2, within: 3_600_000 };
const POLICY = { guard: GUARD, clients: { trusted: { guard: 'off' } } } as const;

let environment: Environment;
let bridge: Bridge;
const free: string[] = [];
let client = '';
let clients = 0;

function nextPerson(): string {
  const id = free.pop();
  if (id === undefined) throw new Error('no person is left');
  return id;
}

const deactivate = (id: string, name = client) => bridge.deactivate(id, bridge.context(15_000, name));
const remove = (id: string) => bridge.remove(id, bridge.context(15_000, client));
const reactivate = (id: string) => bridge.reactivate(id, bridge.context(15_000, client));

async function status(at = new Date()) {
  const guards = await describeGuards(environment.store, POLICY, at);
  return guards.find((guard) => guard.client === client);
}

beforeAll(async () => {
  environment = await Environment.open();
  bridge = await environment.startBridge({ policy: { ...POLICY, deactivate: { release: [] } } });
  free.push(...(await environment.people(60)));
});

beforeEach(() => {
  clients += 1;
  client = `idp-${clients}`;
});

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

const held = {
  code: 'guard.held',
  status: 503,
  expose: true,
  retryAfterSeconds: 300,
  message: expect.stringMatching(/there were 2 people within 1h, .*'guard release idp-\d+'/),
};

describe('the guard', () => {
  it('lets pass what is below the threshold and holds back what is beyond', async () => {
    const { genesys } = environment;
    const [first, second, third] = [nextPerson(), nextPerson(), nextPerson()];
    await deactivate(first);
    await remove(second);
    expect(await failureOf(deactivate(third))).toMatchObject(held);
    expect(await failureOf(remove(third))).toMatchObject(held);
    expect(await genesys.user(third)).toMatchObject({ state: 'active' });
    expect((await bridge.get(third)).attributes.active).toBe(true);
    expect(await bridge.journeys(third)).toEqual([]);
    expect(await status()).toEqual({ client, state: 'held', departures: 2, heldBack: 1 });
    await bridge.reached(first, 'complete');
    await bridge.reached(second, 'complete');
  });

  it('counts nobody twice: neither a repeat, nor a DELETE of somebody deactivated', async () => {
    const [first, second] = [nextPerson(), nextPerson()];
    await deactivate(first);
    await deactivate(first);
    await remove(first);
    expect(await status()).toMatchObject({ state: 'watching', departures: 1 });
    await deactivate(second);
    expect(await status()).toMatchObject({ state: 'watching', departures: 2 });
  });

  it('holds nothing back but departures: who is held can be changed, and returners return', async () => {
    const [first, second, third] = [nextPerson(), nextPerson(), nextPerson()];
    await deactivate(first);
    await deactivate(second);
    expect(await failureOf(deactivate(third))).toMatchObject(held);
    await reactivate(first);
    await bridge.change(third, { title: 'Still here' }, bridge.context(15_000, client));
    expect((await bridge.get(third)).attributes.title).toBe('Still here');
  });

  it('counts each client for itself, and none that policy exempts', async () => {
    for (const name of [client, client, 'trusted', 'trusted', 'trusted'])
      await deactivate(nextPerson(), name);
    expect(await failureOf(deactivate(nextPerson()))).toMatchObject(held);
    client = `${client}-other`;
    await deactivate(nextPerson());
  });

  it('does not forget at a restart', async () => {
    for (let count = 0; count < 2; count += 1) await deactivate(nextPerson());
    const third = nextPerson();
    expect(await failureOf(deactivate(third))).toMatchObject(held);
    await bridge.stop();
    bridge = await environment.startBridge({ policy: { ...POLICY, deactivate: { release: [] } } });
    expect(await failureOf(deactivate(third))).toMatchObject(held);
  });

  it('lets everything pass after a release, and counts from zero when that ends', async () => {
    const now = new Date();
    for (let count = 0; count < 2; count += 1) await deactivate(nextPerson());
    const third = nextPerson();
    await failureOf(deactivate(third));
    const decided = await decideGuard(environment.store, { client, verdict: 'release' }, ANN, now);
    expect(decided).toMatchObject({ state: 'released', heldBack: 1 });
    await deactivate(third);
    await deactivate(nextPerson());
    const later = new Date(now.getTime() + 3_600_001);
    expect(await status(later)).toMatchObject({ state: 'watching', departures: 0, heldBack: 0 });
  });

  it('refuses for good after a reject, until that ends', async () => {
    for (let count = 0; count < 2; count += 1) await deactivate(nextPerson());
    const third = nextPerson();
    await failureOf(deactivate(third));
    const decision = { client, verdict: 'reject', forMs: 60_000 } as const;
    await decideGuard(environment.store, decision, ANN, new Date(Date.now() - 59_500));
    const rejected = { code: 'guard.rejected', status: 403, expose: true };
    expect(await failureOf(deactivate(third))).toMatchObject(rejected);
    await new Promise((resolve) => setTimeout(resolve, 600));
    await deactivate(third);
  });

  it('has nothing to decide where nothing is held back', async () => {
    await deactivate(nextPerson());
    const decision = decideGuard(environment.store, { client, verdict: 'release' }, ANN, new Date());
    expect(await failureOf(decision)).toMatchObject({ code: 'guard.not-held' });
  });
});
