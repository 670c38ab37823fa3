/** A day at the governor on a fake clock: storms of 429, outages by silence and by 5xx, imports and departures. */

import { expect, it } from 'vitest';
import { Caller } from '../../../src/genesys/caller.ts';
import { Gate } from '../../../src/genesys/governor/gate.ts';
import type { Priority } from '../../../src/genesys/governor/priority.ts';
import { LostAnswer, RefusedAnswer, type WireAnswer } from '../../../src/genesys/wire.ts';
import { FakeClock, settle } from '../fake-clock.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const ALLOWED = 300;
const TIMEOUT = 10 * SECOND;
const ANSWER_TIME = 40;

const SILENCES = [
  [3 * HOUR, 3 * HOUR + 20 * MINUTE],
  [15 * HOUR, 15 * HOUR + 90 * SECOND],
] as const;
const FAILING = [[9 * HOUR, 9 * HOUR + 10 * MINUTE]] as const;
const STORMS = [
  [6 * HOUR, 6 * HOUR + 5 * MINUTE],
  [20 * HOUR, 20 * HOUR + 2 * MINUTE],
] as const;
const DEPARTURES = [1 * HOUR, 12 * HOUR, 18 * HOUR];

function isWithin(periods: readonly (readonly [number, number])[], time: number): boolean {
  return periods.some(([from, to]) => time >= from && time < to);
}

/** Counts as Genesys does, and is away as the periods say. */
class Cloud {
  readonly #clock: FakeClock;
  readonly #began: number;
  #windowEnds = 0;
  #count = 0;
  /** Refusals by the rate limit that no storm explains. */
  undeserved = 0;

  constructor(clock: FakeClock) {
    this.#clock = clock;
    this.#began = clock.now();
  }

  get time(): number {
    return this.#clock.now() - this.#began;
  }

  get isAway(): boolean {
    return isWithin(SILENCES, this.time) || isWithin(FAILING, this.time);
  }

  readonly redact = (text: string): string => text;

  readonly send = async (): Promise<WireAnswer> => {
    if (isWithin(SILENCES, this.time)) {
      await this.#pause(TIMEOUT);
      throw new LostAnswer('timeout', 'timeout');
    }
    const headers = this.#countOne();
    const [status, more] = this.#decide();
    await this.#pause(ANSWER_TIME);
    const answer = { status, statusText: '', headers: { ...headers, ...more }, data: '' };
    if (status >= 300) throw new RefusedAnswer(answer);
    return answer;
  };

  #countOne(): Record<string, string> {
    if (this.time >= this.#windowEnds) {
      this.#windowEnds = this.time + MINUTE;
      this.#count = 0;
    }
    this.#count += 1;
    return {
      'inin-ratelimit-allowed': String(ALLOWED),
      'inin-ratelimit-count': String(Math.min(this.#count, ALLOWED)),
      'inin-ratelimit-reset': String(Math.ceil((this.#windowEnds - this.time) / SECOND)),
    };
  }

  #decide(): [number, Record<string, string>] {
    if (isWithin(FAILING, this.time)) return [503, {}];
    if (isWithin(STORMS, this.time)) return [429, { 'retry-after': '20' }];
    if (this.#count <= ALLOWED) return [204, {}];
    this.undeserved += 1;
    return [429, { 'retry-after': '30' }];
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(ms, resolve));
  }
}

it('holds for a day: nothing is lost, no 429 is ours, and an outage costs milliseconds', async () => {
  const clock = new FakeClock();
  const cloud = new Cloud(clock);
  const gate = new Gate(clock);
  const caller = new Caller({ gate, senders: [cloud], clock, onLog: undefined });
  const operation = { method: 'PUT', path: '/x' } as const;
  const call = (priority: Priority, withinMs?: number) =>
    caller.run(
      operation,
      { priority, ...(withinMs === undefined ? {} : { deadline: clock.now() + withinMs }) },
      async () => undefined,
    );
  const open = new Set<Promise<void>>();
  const track = (work: Promise<void>) => {
    open.add(work);
    void work.then(() => open.delete(work));
  };

  /** As the worker does: again and again until it is done. */
  const lockOuts: { readonly tookMs: number; readonly troubled: boolean }[] = [];
  const lockOut = async () => {
    const from = cloud.time;
    let troubled = false;
    for (let done = 0; done < 5; ) {
      troubled ||= cloud.isAway || isWithin(STORMS, cloud.time);
      try {
        await call('lockOut', 5 * MINUTE);
        done += 1;
      } catch {
        troubled = true;
        await new Promise<void>((resolve) => clock.after(5 * SECOND, resolve));
      }
    }
    lockOuts.push({ tookMs: cloud.time - from, troubled });
  };

  /** As a SCIM client's read, while Genesys is away and has been for a minute. */
  const readsInOutage: number[] = [];
  const read = async () => {
    const from = cloud.time;
    const late = [...SILENCES, ...FAILING].some(([start, end]) => from >= start + MINUTE && from < end);
    await call('interactive', 20 * SECOND).catch(() => undefined);
    if (late) readsInOutage.push(cloud.time - from);
  };

  let releases = 0;
  const release = async () => {
    for (;;) {
      try {
        await call('release', 10 * MINUTE);
        releases += 1;
        return;
      } catch {
        await new Promise<void>((resolve) => clock.after(MINUTE, resolve));
      }
    }
  };

  for (let second = 0; second < (24 * HOUR) / SECOND; second += 5) {
    if (second % 180 === 0) track(lockOut());
    track(read());
    if (second % 30 === 0) track(call('background').catch(() => undefined));
    if (DEPARTURES.includes(second * SECOND)) for (let index = 0; index < 900; index += 1) track(release());
    await settle();
    await clock.advance(5 * SECOND);
  }
  while (open.size > 0) {
    await clock.advance(MINUTE);
    await settle();
  }

  expect(cloud.undeserved).toBe(0);
  expect(lockOuts).toHaveLength(480);
  expect(releases).toBe(2_700);
  const calm = lockOuts.filter(({ troubled }) => !troubled).map(({ tookMs }) => tookMs);
  expect(calm.length).toBeGreaterThan(400);
  // At worst it meets the end of a window whose rest the releases had.
  expect(Math.max(...calm)).toBeLessThan(4 * SECOND);
  const slow = readsInOutage.filter((ms) => ms > 0);
  expect(readsInOutage.length).toBeGreaterThan(300);
  expect(slow.length / readsInOutage.length).toBeLessThan(0.2);
  gate.close();
  expect(clock.pendingTimers).toBe(0);
}, 120_000);
