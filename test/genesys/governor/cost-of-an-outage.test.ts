/** What somebody who asks about one person waits, on a fake clock, while Genesys Cloud or a part of it is away. */

import { describe, expect, it } from 'vitest';
import type { CallOptions } from '../../../src/genesys/call-options.ts';
import { Caller } from '../../../src/genesys/caller.ts';
import { Gate } from '../../../src/genesys/governor/gate.ts';
import type { Operation } from '../../../src/genesys/operation.ts';
import { LostAnswer, RefusedAnswer, type WireAnswer } from '../../../src/genesys/wire.ts';
import { FakeClock, settle } from '../fake-clock.ts';
import { CALL, failureOf } from '../with-genesys.ts';

const READ: Operation = { method: 'GET', path: '/read' };
type Answer = 'works' | 'refuses the connection' | 'does not answer' | 'fails' | 'fails late';

const ANSWER_MS = 40;
const TIMEOUT_MS = 10_000;

const TAKES_MS: Readonly<Record<Answer, number>> = {
  works: ANSWER_MS,
  'refuses the connection': 0,
  'does not answer': TIMEOUT_MS,
  fails: ANSWER_MS,
  'fails late': TIMEOUT_MS - 1,
};
const AWAY = ['refuses the connection', 'does not answer', 'fails', 'fails late'] as const;

function openCaller() {
  const clock = new FakeClock();
  const state: { answer: Answer; sent: number } = { answer: 'works', sent: 0 };
  const pause = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
  const send = async (): Promise<WireAnswer> => {
    state.sent += 1;
    const { answer } = state;
    if (answer === 'refuses the connection') throw new LostAnswer('neverSent', 'ECONNREFUSED');
    await pause(TAKES_MS[answer]);
    if (answer === 'does not answer') throw new LostAnswer('timeout', 'timeout');
    const whole = { status: answer === 'works' ? 204 : 503, statusText: '', headers: {}, data: '' };
    if (answer !== 'works') throw new RefusedAnswer(whole);
    return whole;
  };
  const probe = async () => {
    if (state.answer === 'does not answer') await pause(TIMEOUT_MS);
    const isDown = state.answer === 'does not answer' || state.answer === 'refuses the connection';
    return isDown ? 'down' : 'up';
  };
  const gate = new Gate(clock, { probe });
  const caller = new Caller({ gate, senders: [{ send, redact: (text) => text }], clock, onLog: undefined });
  const ask = (options: CallOptions = CALL) => caller.run(READ, options, async () => undefined);
  /** What it rejects with, and after how many milliseconds. */
  const askInVain = async () => {
    const askedAt = clock.now();
    const error = await failureOf(ask());
    return { error, afterMs: clock.now() - askedAt };
  };
  const advance = async (ms: number) => {
    await settle();
    await clock.advance(ms);
  };
  return { clock, state, gate, ask, askInVain, advance };
}

type Asking = ReturnType<typeof openCaller>;

/** Ten a second; the costs of those that came in each second, in milliseconds. */
async function askFor(seconds: number, { clock, ask, advance }: Asking): Promise<number[][]> {
  const costs: number[][] = [];
  for (let second = 0; second < seconds; second += 1) {
    const inSecond: number[] = [];
    costs.push(inSecond);
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const sentAt = clock.now();
      const note = () => void inSecond.push(clock.now() - sentAt);
      void ask({ ...CALL, deadline: clock.now() + 20_000 }).then(note, note);
      await advance(100);
    }
  }
  await advance(60_000);
  return costs;
}

describe('somebody who asks while Genesys Cloud is away', () => {
  it.each(AWAY)('waits for nothing once that is known, where it %s', async (answer) => {
    const asking = openCaller();
    asking.state.answer = answer;
    const costs = await askFor(180, asking);
    // The first five calls find out, each for as long as one attempt takes.
    const known = costs.slice(11);
    expect(known.flat()).toHaveLength(1_690);
    expect(Math.max(...known.flat())).toBe(0);
    expect(asking.clock.pendingTimers).toBeLessThanOrEqual(1);
  });

  it.each(AWAY)(
    'does not wait for another attempt where nobody is let through, where it %s',
    async (answer) => {
      const { state, askInVain, advance } = openCaller();
      state.answer = answer;
      const asked = Array.from({ length: 5 }, askInVain);
      await advance(4 * TIMEOUT_MS);
      const last = await asked.at(-1);
      expect(last).toMatchObject({ error: { code: 'genesys.unreachable' }, afterMs: TAKES_MS[answer] });
    },
  );
});

describe('an operation that fails while others work', () => {
  async function openFailing() {
    const asking = openCaller();
    asking.state.answer = 'fails';
    for (let call = 0; call < 5; call += 1) void asking.askInVain();
    await asking.advance(ANSWER_MS + 2_000);
    asking.state.sent = 0;
    return asking;
  }

  it('is tried for nobody who waits, and by one call only', async () => {
    const { state, ask, advance } = await openFailing();
    state.answer = 'does not answer';
    expect(await failureOf(ask())).toMatchObject({ code: 'genesys.unreachable', retryAfterSeconds: 2 });
    expect(await failureOf(ask())).toMatchObject({ code: 'genesys.unreachable' });
    await advance(TIMEOUT_MS);
    expect(await failureOf(ask())).toMatchObject({ code: 'genesys.unreachable', retryAfterSeconds: 4 });
    expect(state.sent).toBe(1);
  });

  it('is back for everybody as soon as that call is answered', async () => {
    const { state, ask, advance } = await openFailing();
    state.answer = 'works';
    await failureOf(ask());
    await advance(ANSWER_MS);
    const answered = ask();
    await advance(ANSWER_MS);
    await expect(answered).resolves.toBeUndefined();
  });

  it('is tried by the lock-out itself, which loses nothing by waiting', async () => {
    const { state, ask, advance } = await openFailing();
    state.answer = 'works';
    const lockOut = ask({ priority: 'lockOut' });
    await advance(ANSWER_MS);
    await expect(lockOut).resolves.toBeUndefined();
    expect(state.sent).toBe(1);
  });

  it('sends away whose turn comes when it rests already', async () => {
    const { state, gate, askInVain, advance } = openCaller();
    state.answer = 'fails';
    gate.pause(1_000, { lane: 0 });
    const waiting = Array.from({ length: 30 }, askInVain);
    await advance(1_000 + 500);
    const answers = await Promise.all(waiting);
    // Ten may be on the way at once, and what has failed five times is not sent again.
    expect(state.sent).toBeLessThanOrEqual(15);
    expect(answers).toHaveLength(30);
    expect(gate.status()).toMatchObject({ inFlight: 0, waiting: { interactive: 0 } });
  });
});
