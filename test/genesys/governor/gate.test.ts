import { describe, expect, it } from 'vitest';
import type { Outcome, Pass } from '../../../src/genesys/governor/gate.ts';
import { Gate } from '../../../src/genesys/governor/gate.ts';
import type { Priority } from '../../../src/genesys/governor/priority.ts';
import { FakeClock, settle } from '../fake-clock.ts';
import { failureOf } from '../with-genesys.ts';

function told(allowed: number, count: number, reset = 60): Outcome {
  return {
    status: 200,
    headers: {
      'inin-ratelimit-allowed': String(allowed),
      'inin-ratelimit-count': String(count),
      'inin-ratelimit-reset': String(reset),
    },
  };
}

const LANE = { lane: 0 };
const UNLIMITED: Outcome = { status: 200, headers: {} };

async function gateAfter(outcome: Outcome, maxConcurrent = 12) {
  const clock = new FakeClock();
  const gate = new Gate(clock, { maxConcurrent });
  (await gate.enter({ priority: 'interactive' })).leave(outcome);
  return { clock, gate };
}

/** Records in which order those who wait come through. */
function queueUp(gate: Gate, order: string[], priority: Priority, name: string = priority): Promise<Pass> {
  return gate.enter({ priority }).then((pass) => {
    order.push(name);
    return pass;
  });
}

describe('gate', () => {
  it('lets no more through at once than it should, and keeps slots for lock-outs', async () => {
    const { gate } = await gateAfter(UNLIMITED, 4);
    const order: string[] = [];
    for (let index = 0; index < 5; index += 1) queueUp(gate, order, 'interactive');
    await settle();
    expect(order).toHaveLength(2);
    queueUp(gate, order, 'lockOut');
    queueUp(gate, order, 'lockOut');
    queueUp(gate, order, 'lockOut');
    await settle();
    expect(order.filter((name) => name === 'lockOut')).toHaveLength(2);
    expect(gate.status()).toMatchObject({ inFlight: 4, waiting: { lockOut: 1, interactive: 3 } });
  });

  it('goes by priority, then by arrival', async () => {
    const { gate } = await gateAfter(UNLIMITED, 1);
    const holder = await gate.enter({ priority: 'lockOut' });
    const order: string[] = [];
    const passes = [
      queueUp(gate, order, 'background'),
      queueUp(gate, order, 'release'),
      queueUp(gate, order, 'interactive', 'first'),
      queueUp(gate, order, 'interactive', 'second'),
      queueUp(gate, order, 'lockOut'),
    ];
    for (const pass of passes) pass.then((got) => got.leave(UNLIMITED));
    holder.leave(UNLIMITED);
    await Promise.all(passes);
    expect(order).toEqual(['lockOut', 'first', 'second', 'release', 'background']);
  });

  it('finishes what was begun first before what was begun later', async () => {
    const { gate } = await gateAfter(UNLIMITED, 1);
    const holder = await gate.enter({ priority: 'lockOut' });
    const order: string[] = [];
    const work = async (name: string): Promise<void> => {
      const errand = {};
      const enter = () => gate.enter({ priority: 'lockOut', errand });
      let next = enter();
      for (const call of ['read', 'write', 'end']) {
        const pass = await next;
        order.push(`${name} ${call}`);
        if (call !== 'end') next = enter();
        pass.leave(UNLIMITED);
      }
    };
    const stranger = queueUp(gate, order, 'lockOut', 'stranger').then((pass) => pass.leave(UNLIMITED));
    const all = ['first', 'second', 'third'].map(work);
    await settle();
    holder.leave(UNLIMITED);
    await Promise.all([...all, stranger]);
    expect(order).toEqual([
      'stranger',
      ...['first', 'second', 'third'].flatMap((name) => [`${name} read`, `${name} write`, `${name} end`]),
    ]);
  });

  it('refuses of what was begun long ago only what is too late for it', async () => {
    const { clock, gate } = await gateAfter(told(20, 14, 30));
    const errand = {};
    const early = gate.enter({ priority: 'background', errand });
    early.catch(() => undefined);
    for (let index = 0; index < 16; index += 1) gate.enter({ priority: 'background' }).catch(() => undefined);
    const call = { priority: 'background', deadline: clock.now() + 40_000 } as const;
    expect(await failureOf(gate.enter(call))).toMatchObject({ code: 'genesys.throttled' });
    gate.enter({ ...call, errand }).catch(() => undefined);
    await settle();
    expect(gate.status().waiting.background).toBe(18);
  });

  it('tells of idleness whoever waits for a shorter one first, and the others when it lasts', async () => {
    const { clock, gate } = await gateAfter(UNLIMITED);
    const told: string[] = [];
    gate.whenIdle(3_000, () => told.push('patient'));
    gate.whenIdle(1_000, () => told.push('hurried'));
    await clock.advance(1_000);
    expect(told).toEqual(['hurried']);
    const pass = await gate.enter({ priority: 'release' });
    await clock.advance(5_000);
    pass.leave(UNLIMITED);
    await clock.advance(2_999);
    expect(told).toEqual(['hurried']);
    await clock.advance(1);
    expect([told, clock.pendingTimers]).toEqual([['hurried', 'patient'], 0]);
  });

  it('keeps the reserve for lock-outs, and of it only what the rest of the window needs', async () => {
    const { clock, gate } = await gateAfter(told(100, 90, 60));
    const order: string[] = [];
    queueUp(gate, order, 'interactive');
    queueUp(gate, order, 'background');
    await settle();
    expect(order).toEqual([]);
    const lockOut = await queueUp(gate, order, 'lockOut');
    lockOut.leave(told(100, 91, 60));
    await clock.advance(11_999);
    expect(order).toEqual(['lockOut']);
    await clock.advance(1);
    expect(order).toEqual(['lockOut', 'interactive']);
    await clock.advance(47_999);
    expect(order).toEqual(['lockOut', 'interactive']);
    await clock.advance(1);
    expect(order).toEqual(['lockOut', 'interactive', 'background']);
  });

  it('wastes nothing of a window while releases wait', async () => {
    const { clock, gate } = await gateAfter(told(100, 1, 60));
    const began = clock.now();
    let count = 1;
    for (let index = 0; index < 300; index += 1) {
      gate.enter({ priority: 'release' }).then((pass) => {
        count += 1;
        pass.leave(told(100, count, 60 - Math.floor((clock.now() - began) / 1000)));
      });
    }
    await clock.advance(59_999);
    expect(count).toBe(100);
  });

  it('stops lock-outs too when everything is spent', async () => {
    const { clock, gate } = await gateAfter(told(100, 100, 30));
    const order: string[] = [];
    queueUp(gate, order, 'lockOut');
    await clock.advance(29_000);
    expect(order).toEqual([]);
    await clock.advance(1_000);
    expect(order).toEqual(['lockOut']);
  });

  it('never exceeds what is allowed in a window', async () => {
    const { clock, gate } = await gateAfter(told(50, 1, 60));
    let count = 1;
    for (let index = 0; index < 200; index += 1) {
      gate.enter({ priority: 'release' }).then((pass) => {
        count += 1;
        pass.leave(told(50, count, 60));
      });
    }
    await settle();
    expect(count).toBe(45);
    await clock.advance(59_000);
    expect(count).toBeLessThanOrEqual(50);
  });

  it('pauses everybody when Genesys asks for it', async () => {
    const { clock, gate } = await gateAfter(UNLIMITED);
    gate.pause(5_000, LANE);
    const order: string[] = [];
    queueUp(gate, order, 'lockOut');
    await clock.advance(4_999);
    expect(order).toEqual([]);
    await clock.advance(1);
    expect(order).toEqual(['lockOut']);
  });

  it('refuses at once whoever cannot get through before the deadline', async () => {
    const { clock, gate } = await gateAfter(told(100, 100, 30));
    const tooEarly = { priority: 'lockOut', deadline: clock.now() + 20_000 } as const;
    const error = await failureOf(gate.enter(tooEarly));
    expect(error).toMatchObject({ code: 'genesys.throttled', status: 429, retryAfterSeconds: 30 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('refuses those who wait already when a pause takes them beyond their deadline', async () => {
    const { clock, gate } = await gateAfter(UNLIMITED, 1);
    await gate.enter({ priority: 'lockOut' });
    const waiting = failureOf(gate.enter({ priority: 'release', deadline: clock.now() + 10_000 }));
    await settle();
    gate.pause(60_000, LANE);
    expect(await waiting).toMatchObject({ code: 'genesys.throttled', retryAfterSeconds: 60 });
  });

  it('refuses somebody far back in a long queue', async () => {
    const { clock, gate } = await gateAfter(told(20, 14, 30));
    for (let index = 0; index < 16; index += 1) gate.enter({ priority: 'background' }).catch(() => undefined);
    const call = { priority: 'background', deadline: clock.now() + 40_000 } as const;
    expect(await failureOf(gate.enter(call))).toMatchObject({ retryAfterSeconds: 90 });
  });

  it('counts the calls of those in front, not the heads of those who share one', async () => {
    const { clock, gate } = await gateAfter(told(20, 14, 30));
    const party = { most: 100 };
    const call = { priority: 'background', deadline: clock.now() + 40_000 } as const;
    const waiting = Array.from({ length: 250 }, () => gate.enter(call, party));
    for (const each of waiting) each.catch(() => undefined);
    await settle();
    expect(gate.status().waiting.background).toBe(250);
    // Three calls are before it: of the others each has a party of its own.
    for (let index = 0; index < 12; index += 1) {
      gate.enter({ priority: 'background' }, { most: 100 }).catch(() => undefined);
    }
    expect(await failureOf(gate.enter(call, { most: 100 }))).toMatchObject({ code: 'genesys.throttled' });
    gate.enter(call, party).catch(() => undefined);
    await settle();
    expect(gate.status().waiting.background).toBe(263);
  });

  it('counts as before once a party has left', async () => {
    const { clock, gate } = await gateAfter(told(20, 14, 30));
    const controller = new AbortController();
    const { signal } = controller;
    for (let index = 0; index < 16; index += 1) {
      gate.enter({ priority: 'background', signal }, { most: 1 }).catch(() => undefined);
    }
    const call = { priority: 'background', deadline: clock.now() + 40_000 } as const;
    expect(await failureOf(gate.enter(call))).toMatchObject({ code: 'genesys.throttled' });
    controller.abort();
    gate.enter(call).catch(() => undefined);
    await settle();
    expect(gate.status().waiting.background).toBe(1);
  });

  it('ends a wait for a free slot at the deadline', async () => {
    const { clock, gate } = await gateAfter(UNLIMITED, 1);
    await gate.enter({ priority: 'lockOut' });
    const waiting = failureOf(gate.enter({ priority: 'lockOut', deadline: clock.now() + 1_000 }));
    await clock.advance(1_000);
    expect(await waiting).toMatchObject({ code: 'genesys.throttled' });
    expect(gate.status().waiting.lockOut).toBe(0);
  });

  it('ends a wait when its signal says so', async () => {
    const { gate } = await gateAfter(told(100, 100, 30));
    const controller = new AbortController();
    const waiting = failureOf(gate.enter({ priority: 'lockOut', signal: controller.signal }));
    await settle();
    controller.abort();
    expect(await waiting).toMatchObject({ code: 'genesys.aborted' });
    expect(gate.status().waiting.lockOut).toBe(0);
  });

  it('refuses who waits and who comes once it is closed, and leaves no timer', async () => {
    const { clock, gate } = await gateAfter(told(100, 100, 30));
    const waiting = failureOf(gate.enter({ priority: 'release', deadline: clock.now() + 60_000 }));
    await settle();
    gate.close();
    expect(await waiting).toMatchObject({ code: 'genesys.closed' });
    expect(await failureOf(gate.enter({ priority: 'lockOut' }))).toMatchObject({ code: 'genesys.closed' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('takes a pass back only once', async () => {
    const { gate } = await gateAfter(UNLIMITED);
    const pass = await gate.enter({ priority: 'release' });
    pass.leave('lost');
    pass.leave('lost');
    expect(gate.status().inFlight).toBe(0);
  });
});
