import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Combiner } from '../../src/genesys/combiner.ts';
import { GenesysError } from '../../src/genesys/errors.ts';
import { Gate } from '../../src/genesys/governor/gate.ts';
import { PRIORITIES, type Priority } from '../../src/genesys/governor/priority.ts';
import { FakeClock, settle } from './fake-clock.ts';

const STEP_MS = 1_000;
const HORIZON = 120;

interface Ask {
  readonly key: string;
  readonly priority: Priority;
  /** When it is asked, in steps. */
  readonly at: number;
  readonly bad: boolean;
  /** When nobody waits for it any more, in steps. */
  readonly abortAt: number | undefined;
}

interface Ending {
  readonly at: number;
  readonly answer?: string;
  readonly error?: unknown;
}

interface Sent {
  readonly key: string;
  readonly ids: readonly string[];
}

function refused(status: number): GenesysError {
  return new GenesysError('refused', {
    code: 'genesys.refused',
    status: 500,
    operation: 'POST /x',
    genesysStatus: status,
  });
}

/** One call at a time, each of one step; `ids` are the places in the list of asks. */
async function run(asks: readonly Ask[], most: number): Promise<{ endings: Ending[]; sent: Sent[] }> {
  const clock = new FakeClock();
  const gate = new Gate(clock, { maxConcurrent: 1 });
  const sent: Sent[] = [];
  const began = clock.now();
  const combiner = new Combiner<string>(gate, clock, {
    most,
    async send(key, ids, options) {
      const pass = options.pass ?? (await gate.enter(options));
      sent.push({ key, ids });
      await new Promise<void>((resolve) => clock.after(STEP_MS, resolve));
      pass.leave({ status: 200, headers: {} });
      if (ids.some((id) => asks[Number(id)]?.bad)) throw refused(404);
      return (id) => `${key}/${id}`;
    },
  });
  const endings: Promise<Ending>[] = [];
  const aborts: { readonly at: number; readonly controller: AbortController }[] = [];
  for (let step = 0; step <= HORIZON; step += 1) {
    for (const [index, ask] of asks.entries()) {
      if (ask.at !== step) continue;
      const controller = new AbortController();
      if (ask.abortAt !== undefined) aborts.push({ at: ask.abortAt, controller });
      const end = (ending: Omit<Ending, 'at'>) => ({ at: (clock.now() - began) / STEP_MS, ...ending });
      endings[index] = combiner
        .ask(ask.key, String(index), { priority: ask.priority, signal: controller.signal })
        .then(
          (answer) => end({ answer }),
          (error: unknown) => end({ error }),
        );
    }
    for (const { at, controller } of aborts) if (at <= step) controller.abort();
    await settle();
    await clock.advance(STEP_MS);
  }
  return { endings: await Promise.all(endings), sent };
}

const ask = (options: { bad: boolean; aborts: boolean }) =>
  fc.record({
    key: fc.constantFrom('a', 'b'),
    priority: fc.constantFrom(...PRIORITIES),
    at: fc.integer({ min: 0, max: 6 }),
    bad: options.bad ? fc.boolean() : fc.constant(false),
    abortAt: options.aborts
      ? fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined })
      : fc.constant(undefined),
  });

const asksOf = (options: { bad: boolean; aborts: boolean }) =>
  fc.array(ask(options), { minLength: 1, maxLength: 16 });
const RUNS = { numRuns: 40 };

describe('combiner', () => {
  it('gives each its own answer, by no call that is too large or names somebody twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        asksOf({ bad: false, aborts: false }),
        fc.integer({ min: 1, max: 5 }),
        async (asks, most) => {
          const { endings, sent } = await run(asks, most);
          expect(endings.map(({ answer }) => answer)).toEqual(
            asks.map(({ key }, index) => `${key}/${index}`),
          );
          for (const { ids } of sent) {
            expect(ids.length).toBeLessThanOrEqual(most);
            expect(new Set(ids).size).toBe(ids.length);
          }
          expect(sent.flatMap(({ ids }) => ids).sort()).toEqual(asks.map((_, index) => String(index)).sort());
        },
      ),
      RUNS,
    );
  });

  it('lets nobody wait longer than alone', async () => {
    await fc.assert(
      fc.asyncProperty(asksOf({ bad: false, aborts: false }), async (asks) => {
        const [alone, together] = await Promise.all([run(asks, 1), run(asks, 100)]);
        for (const [index, { at }] of together.endings.entries()) {
          expect(at).toBeLessThanOrEqual(alone.endings[index]?.at ?? Number.NaN);
        }
        expect(together.sent.length).toBeLessThanOrEqual(alone.sent.length);
      }),
      RUNS,
    );
  });

  it('lets a bad id fail alone', async () => {
    await fc.assert(
      fc.asyncProperty(asksOf({ bad: true, aborts: false }), async (asks) => {
        const { endings } = await run(asks, 100);
        for (const [index, { answer, error }] of endings.entries()) {
          if (asks[index]?.bad) expect(error).toMatchObject({ genesysStatus: 404 });
          else expect(answer).toBe(`${asks[index]?.key}/${index}`);
        }
      }),
      RUNS,
    );
  });

  it('lets who gives up go at once and the others ride on', async () => {
    await fc.assert(
      fc.asyncProperty(asksOf({ bad: false, aborts: true }), async (asks) => {
        const { endings } = await run(asks, 100);
        for (const [index, { at, error }] of endings.entries()) {
          const { at: asked = 0, abortAt } = asks[index] ?? {};
          if (error === undefined) continue;
          expect(error).toMatchObject({ code: 'genesys.aborted' });
          expect(at).toBe(Math.max(asked, abortAt ?? Number.NaN));
        }
      }),
      RUNS,
    );
  });

  it('finds one bad id among a hundred in few calls', async () => {
    const asks = Array.from({ length: 100 }, (_, index) => ({
      key: 'queue',
      priority: 'release' as const,
      at: 0,
      bad: index === 41,
      abortAt: undefined,
    }));
    const { endings, sent } = await run(asks, 100);
    expect(endings.filter(({ error }) => error !== undefined)).toHaveLength(1);
    expect(sent.length).toBeLessThanOrEqual(16);
  });

  it('takes a failure that is no single id’s fault for all', async () => {
    const clock = new FakeClock();
    let calls = 0;
    const combiner = new Combiner<void>(new Gate(clock, { maxConcurrent: 1 }), clock, {
      most: 100,
      async send(_key, _ids, { pass }) {
        calls += 1;
        pass?.leave('lost');
        throw refused(403);
      },
    });
    const results = await Promise.allSettled(
      ['one', 'two', 'three'].map((id) => combiner.ask('queue', id, { priority: 'release' })),
    );
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(calls).toBe(1);
  });

  it('gives up at its own deadline what others wait for longer', async () => {
    const clock = new FakeClock();
    const gate = new Gate(clock, { maxConcurrent: 1 });
    const combiner = new Combiner<string>(gate, clock, {
      most: 100,
      async send(_key, _ids, { pass }) {
        await new Promise<void>((resolve) => clock.after(60_000, resolve));
        pass?.leave('lost');
        return (id) => id;
      },
    });
    const patient = combiner.ask('read', 'one', { priority: 'release' });
    const hasty = combiner.ask('read', 'two', { priority: 'interactive', deadline: clock.now() + 5_000 });
    const ending = hasty.catch((error: unknown) => error);
    await clock.advance(5_000);
    expect(await ending).toMatchObject({ code: 'genesys.aborted' });
    await clock.advance(60_000);
    expect(await patient).toBe('one');
  });

  describe('of somebody who is patient', () => {
    const now = new FakeClock().now();
    const patient = { priority: 'release', patience: { until: now + 120_000, idleMs: 1_000 } } as const;

    function open(most: number) {
      const clock = new FakeClock();
      const gate = new Gate(clock, { maxConcurrent: 1 });
      const sent: (readonly string[])[] = [];
      const combiner = new Combiner<void>(gate, clock, {
        most,
        async send(_key, ids, { pass }) {
          sent.push(ids);
          pass?.leave({ status: 200, headers: {} });
          return () => undefined;
        },
      });
      return { clock, gate, combiner, sent };
    }

    it('goes as soon as nothing else goes on at the gate', async () => {
      const { clock, combiner, sent } = open(100);
      const asked = ['one', 'two'].map((id) => combiner.ask('queue', id, patient));
      await clock.advance(500);
      asked.push(combiner.ask('queue', 'three', patient));
      expect(sent).toEqual([]);
      await clock.advance(500);
      await Promise.all(asked);
      expect(sent).toEqual([['one', 'two', 'three']]);
      expect(clock.pendingTimers).toBe(0);
    });

    it('waits while others are at work, and no longer than two minutes', async () => {
      const { clock, gate, combiner, sent } = open(100);
      const other = await gate.enter({ priority: 'lockOut' });
      const asked = combiner.ask('queue', 'one', patient);
      await clock.advance(119_000);
      expect(gate.status().waiting.release).toBe(0);
      await clock.advance(1_000);
      expect(gate.status().waiting.release).toBe(1);
      other.leave({ status: 200, headers: {} });
      await asked;
      expect(sent).toEqual([['one']]);
    });

    it('outwaits those who are less patient, so that they ask again before it', async () => {
      const { clock, combiner, sent } = open(100);
      const proof = { ...patient, patience: { until: now + 600_000, idleMs: 3_000 } };
      const proven = combiner.ask('read', 'one', proof);
      const first = combiner.ask('leave', 'two', patient);
      await clock.advance(1_000);
      await first;
      const second = combiner.ask('leave', 'two', patient);
      await clock.advance(1_000);
      await second;
      expect(sent).toEqual([['two'], ['two']]);
      const other = combiner.ask('read', 'two', proof);
      await clock.advance(3_000);
      await Promise.all([proven, other]);
      expect(sent.at(-1)).toEqual(['one', 'two']);
    });

    it('goes at once when the call is full', async () => {
      const { combiner, sent } = open(2);
      await Promise.all(['one', 'two'].map((id) => combiner.ask('queue', id, patient)));
      expect(sent).toEqual([['two', 'one']]);
    });

    it('rides along with somebody who is in a hurry', async () => {
      const { combiner, sent } = open(100);
      const asked = combiner.ask('read', 'one', patient);
      await combiner.ask('read', 'two', { priority: 'lockOut' });
      await asked;
      expect(sent).toEqual([['two', 'one']]);
    });

    it('leaves when told to, and leaves no timer behind', async () => {
      const { clock, combiner, sent } = open(100);
      const controller = new AbortController();
      const asked = combiner.ask('queue', 'one', { ...patient, signal: controller.signal });
      controller.abort();
      await expect(asked).rejects.toMatchObject({ code: 'genesys.aborted' });
      await clock.advance(120_000);
      expect([sent, clock.pendingTimers]).toEqual([[], 0]);
    });

    it('is refused when the gate closes', async () => {
      const { clock, gate, combiner } = open(100);
      const asked = combiner.ask('queue', 'one', patient);
      gate.close();
      await expect(asked).rejects.toMatchObject({ code: 'genesys.closed' });
      expect(clock.pendingTimers).toBe(0);
    });
  });
});
