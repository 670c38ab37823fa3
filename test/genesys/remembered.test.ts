import { describe, expect, it } from 'vitest';
import { createClock } from '../../src/genesys/governor/clock.ts';
import { Remembered } from '../../src/genesys/remembered.ts';
import { FakeClock } from './fake-clock.ts';
import type { Reply, SeenRequest } from './fake-genesys.ts';
import { CALL, connect } from './with-genesys.ts';

const ID = '33333333-2222-4333-8444-555555555555';
const OTHER = '44444444-2222-4333-8444-555555555555';
const FIVE_MINUTES = 5 * 60_000;

describe('an answer that is remembered', () => {
  it('is asked for once, for each key, until its time is over', async () => {
    const clock = new FakeClock();
    const remembered = new Remembered<number>(clock, 1_000);
    let asked = 0;
    const ask = async () => ++asked;
    expect([await remembered.get('a', ask), await remembered.get('a', ask)]).toEqual([1, 1]);
    expect(await remembered.get('b', ask)).toBe(2);
    await clock.advance(999);
    expect(await remembered.get('a', ask)).toBe(1);
    await clock.advance(1);
    expect(await remembered.get('a', ask)).toBe(3);
  });

  it('is never a failure', async () => {
    const remembered = new Remembered<string>(new FakeClock(), 1_000);
    await expect(remembered.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await remembered.get('a', async () => 'up')).toBe('up');
  });

  it('shows nothing to whom it would have to show something later', async () => {
    const clock = new FakeClock();
    const remembered = new Remembered<string>(clock, 1_000);
    const before = clock.now();
    await clock.advance(10);
    const slow = Promise.withResolvers<string>();
    const asked = remembered.ask('a', () => slow.promise);
    await clock.advance(10);
    const meanwhile = clock.now();
    await clock.advance(10);
    const shared = remembered.find('a', before);
    slow.resolve('read');
    expect(await shared).toBe(await asked);
    expect(await remembered.find('a', before)).toBe('read');
    // Written while it was read, or in the very moment in which the read began.
    expect(remembered.find('a', meanwhile)).toBeUndefined();
    expect(remembered.find('a', before + 10)).toBeUndefined();
    await clock.advance(980);
    expect(remembered.find('a', before)).toBeUndefined();
  });

  it('makes room for newer ones', async () => {
    const remembered = new Remembered<string>(new FakeClock(), 1_000);
    for (let key = 0; key <= 5_000; key += 1) await remembered.get(String(key), async () => 'old');
    expect(await remembered.get('5000', async () => 'new')).toBe('old');
    expect(await remembered.get('0', async () => 'new')).toBe('new');
  });
});

/** A Genesys whose answers change with `dynamic`, and a clock that can be set. */
async function setUp() {
  const state = { dynamic: true, now: Date.now() };
  const answer = ({ path }: SeenRequest): Reply => {
    if (path.includes('/routing/queues/')) {
      return { body: { id: ID, name: 'Q', memberGroups: state.dynamic ? [{ id: OTHER }] : [] } };
    }
    return state.dynamic ? { body: {} } : { status: 404, body: { code: 'not.found' } };
  };
  const { fake, genesys } = await connect(answer, { clock: createClock(() => state.now) });
  return { state, fake, genesys };
}

describe('what leavers share', () => {
  it('whether a group is dynamic is asked once in five minutes, however many leave', async () => {
    const { state, fake, genesys } = await setUp();
    const { groups } = genesys;
    for (let person = 0; person < 20; person += 1) expect(await groups.isDynamicLately(ID, CALL)).toBe(true);
    expect(fake.requests).toHaveLength(1);
    state.dynamic = false;
    expect(await groups.isDynamic(ID, CALL)).toBe(false);
    state.now += FIVE_MINUTES;
    expect(await groups.isDynamicLately(ID, CALL)).toBe(false);
  });

  it('the groups of a queue are asked for once in five minutes', async () => {
    const { state, fake, genesys } = await setUp();
    const { queues } = genesys;
    const ids = async () => (await queues.memberGroupsLately(ID, CALL)).map(({ id }) => id);
    for (let person = 0; person < 20; person += 1) expect(await ids()).toEqual([OTHER]);
    expect(fake.requests).toHaveLength(1);
    state.dynamic = false;
    expect((await queues.get(ID, CALL)).memberGroups).toEqual([]);
    state.now += FIVE_MINUTES;
    expect(await ids()).toEqual([]);
  });
});
