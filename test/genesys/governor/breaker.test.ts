import { describe, expect, it } from 'vitest';
import type { Health } from '../../../src/genesys/governor/breaker.ts';
import { Gate, type Pass } from '../../../src/genesys/governor/gate.ts';
import { FakeClock, settle } from '../fake-clock.ts';
import { failureOf } from '../with-genesys.ts';

const UP = { status: 200, headers: {} };
const CALL = { priority: 'interactive' } as const;

async function fail(gate: Gate, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) (await gate.enter(CALL)).leave('lost', 'down');
}

async function openGate() {
  const clock = new FakeClock();
  const gate = new Gate(clock);
  (await gate.enter(CALL)).leave(UP, 'up');
  await fail(gate, 5);
  return { clock, gate };
}

describe('the breaker', () => {
  it('refuses at once after five calls in a row without an answer, and says when to come back', async () => {
    const { gate } = await openGate();
    const error = await failureOf(gate.enter({ priority: 'lockOut' }));
    expect(error).toMatchObject({ code: 'genesys.unreachable', status: 503, retryAfterSeconds: 2 });
    expect(gate.status().answers).toBe(false);
  });

  it.each([
    ['an answer between', { outcome: UP, health: 'up' } as const, 0],
    ['a minute between', undefined, 61_000],
  ])('takes failures with %s for no outage', async (_what, answer, pauseMs) => {
    const clock = new FakeClock();
    const gate = new Gate(clock);
    await fail(gate, 4);
    if (answer !== undefined) (await gate.enter(CALL)).leave(answer.outcome, answer.health);
    await clock.advance(pauseMs);
    await fail(gate, 4);
    expect(gate.status().answers).toBe(true);
  });

  it('sends away who waits already', async () => {
    const clock = new FakeClock();
    const gate = new Gate(clock, { maxConcurrent: 1 });
    await fail(gate, 4);
    const last = await gate.enter({ priority: 'lockOut' });
    const waiting = failureOf(gate.enter({ priority: 'release' }));
    last.leave('lost', 'down');
    expect(await waiting).toMatchObject({ code: 'genesys.unreachable' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('lets one call find out and refuses the others meanwhile', async () => {
    const { clock, gate } = await openGate();
    await clock.advance(2_000);
    const probe = await gate.enter(CALL);
    expect(await failureOf(gate.enter(CALL))).toMatchObject({ code: 'genesys.unreachable' });
    probe.leave(UP, 'up');
    (await gate.enter(CALL)).leave(UP, 'up');
    expect(gate.status().answers).toBe(true);
  });

  it('knows since when it is open, over attempts in vain, and since when closed again', async () => {
    const { clock, gate } = await openGate();
    const openedAt = clock.now();
    expect(gate.status().answersSince).toBe(openedAt);
    await clock.advance(2_000);
    await fail(gate, 1);
    expect(gate.status().answersSince).toBe(openedAt);
    await clock.advance(4_000);
    (await gate.enter(CALL)).leave(UP, 'up');
    (await gate.enter(CALL)).leave(UP, 'up');
    expect(gate.status()).toMatchObject({ answers: true, answersSince: openedAt + 6_000 });
    expect(new Gate(clock).status().answersSince).toBeUndefined();
  });

  it('waits longer after each attempt in vain, half a minute at most', async () => {
    const { clock, gate } = await openGate();
    const pauses: unknown[] = [];
    for (let time = 0; time < 6; time += 1) {
      const refusal = await failureOf(gate.enter(CALL));
      const { retryAfterSeconds } = refusal as { retryAfterSeconds: number };
      pauses.push(retryAfterSeconds);
      await clock.advance(retryAfterSeconds * 1000);
      (await gate.enter(CALL)).leave('lost', 'down');
    }
    expect(pauses).toEqual([2, 4, 8, 16, 30, 30]);
  });

  it('lets the next one find out when the attempt ended by itself', async () => {
    const { clock, gate } = await openGate();
    await clock.advance(2_000);
    (await gate.enter(CALL)).leave('unsent', 'unknown');
    (await gate.enter(CALL)).leave(UP, 'up');
    expect(gate.status().answers).toBe(true);
  });

  it('is not closed by an answer to a call that went out before', async () => {
    const clock = new FakeClock();
    const gate = new Gate(clock);
    const early = await gate.enter(CALL);
    await fail(gate, 5);
    early.leave('lost', 'down');
    expect(await failureOf(gate.enter(CALL))).toMatchObject({ retryAfterSeconds: 2 });
  });
});

describe('the breaker with a probe', () => {
  async function openProbedGate(answers: readonly Health[]) {
    const clock = new FakeClock();
    const rest = [...answers];
    const probed: number[] = [];
    const began = clock.now();
    const probe = async () => {
      probed.push((clock.now() - began) / 1_000);
      return rest.shift() ?? 'up';
    };
    let backs = 0;
    const gate = new Gate(clock, { probe, onBack: () => (backs += 1) });
    await fail(gate, 5);
    return { clock, gate, probed, backs: () => backs };
  }

  it('lets nobody who calls find out', async () => {
    const { clock, gate, probed, backs } = await openProbedGate(['down', 'unknown']);
    for (let second = 0; second < 6; second += 1) {
      expect(await failureOf(gate.enter(CALL))).toMatchObject({ code: 'genesys.unreachable', status: 503 });
      await clock.advance(1_000);
    }
    expect(probed).toEqual([2, 6]);
    expect(backs()).toBe(0);
    await clock.advance(1_000);
    (await gate.enter(CALL)).leave(UP, 'up');
    expect(backs()).toBe(1);
    expect(probed).toEqual([2, 6, 7]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('refuses while the probe has no answer', async () => {
    const clock = new FakeClock();
    const gate = new Gate(clock, { probe: () => new Promise(() => undefined) });
    await fail(gate, 5);
    await clock.advance(60_000);
    expect(await failureOf(gate.enter(CALL))).toMatchObject({ code: 'genesys.unreachable' });
  });

  it('leaves no timer behind', async () => {
    const { clock, gate } = await openProbedGate(['down', 'down']);
    await clock.advance(3_000);
    gate.close();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('lanes', () => {
  const told = (count: number) => ({
    status: 200,
    headers: {
      'inin-ratelimit-allowed': '100',
      'inin-ratelimit-count': String(count),
      'inin-ratelimit-reset': '60',
    },
  });

  it('go by what is left of each', async () => {
    const gate = new Gate(new FakeClock(), { lanes: 2 });
    const passes: Pass[] = [await gate.enter(CALL), await gate.enter(CALL)];
    expect(passes.map(({ lane }) => lane)).toEqual([0, 1]);
    passes[0]?.leave(told(90), 'up');
    passes[1]?.leave(told(10), 'up');
    const next = await Promise.all(Array.from({ length: 10 }, () => gate.enter(CALL)));
    expect(new Set(next.map(({ lane }) => lane))).toEqual(new Set([1]));
    expect(gate.status().limit).toBe(200);
  });

  it('go on while one of them is paused', async () => {
    const clock = new FakeClock();
    const gate = new Gate(clock, { lanes: 2 });
    gate.pause(30_000, { lane: 0 });
    expect((await gate.enter(CALL)).lane).toBe(1);
    gate.pause(10_000, { lane: 1 });
    const waiting = gate.enter(CALL);
    await settle();
    await clock.advance(10_000);
    expect((await waiting).lane).toBe(1);
  });
});
