/** A day at the governor on a fake clock: storms of 429, outages by silence and by 5xx, imports and departures. */

import { beforeAll, describe, expect, it } from 'vitest';
import type { CallOptions } from '../../../src/genesys/call-options.ts';
import { Caller } from '../../../src/genesys/caller.ts';
import type { Health } from '../../../src/genesys/governor/breaker.ts';
import { Gate } from '../../../src/genesys/governor/gate.ts';
import type { Priority } from '../../../src/genesys/governor/priority.ts';
import type { Operation } from '../../../src/genesys/operation.ts';
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
/** A lock-out falls into the middle of each. */
const DEPARTURES = [1, 12, 18].map((hour) => hour * HOUR + MINUTE);
/** Seconds that a 429 of a storm asks for. */
const STORM_ASKS = 20;

function isWithin(periods: readonly (readonly [number, number])[], time: number): boolean {
  return periods.some(([from, to]) => time >= from && time < to);
}

type Periods = readonly (readonly [number, number])[];
const AWAY: Periods = [...SILENCES, ...FAILING];

/** The end of the period that `time` lies in; undefined outside of all. */
function endOf(periods: Periods, time: number): number | undefined {
  return periods.find(([from, to]) => time >= from && time < to)?.[1];
}

/** So long after its beginning everybody knows of an outage. */
function isKnownToBeAway(time: number): boolean {
  return isWithin(AWAY, time) && isWithin(AWAY, time - MINUTE);
}

/** Is away as the periods say. */
class Cloud {
  readonly #clock: FakeClock;
  readonly #began: number;
  /** Refusals by the rate limit that no storm explains. */
  undeserved = 0;
  /** Requests sent before the time that a 429 had asked for. */
  tooEarly = 0;
  /** Requests sent while it was known to be away: where nothing answers, and where everything fails. */
  readonly inVain = { silent: 0, failing: 0 };

  constructor(clock: FakeClock) {
    this.#clock = clock;
    this.#began = clock.now();
  }

  get time(): number {
    return this.#clock.now() - this.#began;
  }

  readonly probe = async (): Promise<Health> => {
    if (!isWithin(SILENCES, this.time)) return 'up';
    await this.pause(TIMEOUT);
    return 'down';
  };

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(ms, resolve));
  }
}

/** What one OAuth client sends; counted as Genesys does, for each token. */
class Token {
  readonly #cloud: Cloud;
  #windowEnds = 0;
  #count = 0;
  #askedToWaitUntil = 0;
  sent = 0;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  readonly redact = (text: string): string => text;

  readonly send = async (): Promise<WireAnswer> => {
    const cloud = this.#cloud;
    this.sent += 1;
    if (cloud.time < this.#askedToWaitUntil) cloud.tooEarly += 1;
    const isSilent = isWithin(SILENCES, cloud.time);
    if (isKnownToBeAway(cloud.time)) cloud.inVain[isSilent ? 'silent' : 'failing'] += 1;
    if (isSilent) {
      await cloud.pause(TIMEOUT);
      throw new LostAnswer('timeout', 'timeout');
    }
    const headers = this.#countOne();
    const [status, askedSeconds] = this.#decide();
    await cloud.pause(ANSWER_TIME);
    const more = askedSeconds === undefined ? {} : { 'retry-after': String(askedSeconds) };
    const answer = { status, statusText: '', headers: { ...headers, ...more }, data: '' };
    if (askedSeconds !== undefined) this.#askedToWaitUntil = cloud.time + askedSeconds * SECOND;
    if (status >= 300) throw new RefusedAnswer(answer);
    return answer;
  };

  #countOne(): Record<string, string> {
    const { time } = this.#cloud;
    if (time >= this.#windowEnds) {
      this.#windowEnds = time + MINUTE;
      this.#count = 0;
    }
    this.#count += 1;
    return {
      'inin-ratelimit-allowed': String(ALLOWED),
      'inin-ratelimit-count': String(Math.min(this.#count, ALLOWED)),
      'inin-ratelimit-reset': String(Math.ceil((this.#windowEnds - time) / SECOND)),
    };
  }

  #decide(): [status: number, askedSeconds?: number] {
    if (isWithin(FAILING, this.#cloud.time)) return [503];
    if (isWithin(STORMS, this.#cloud.time)) return [429, STORM_ASKS];
    if (this.#count <= ALLOWED) return [204];
    this.#cloud.undeserved += 1;
    return [429, 30];
  }
}

const WRITE: Operation = { method: 'PUT', path: '/write' };
const READ: Operation = { method: 'GET', path: '/read' };

interface LockOut {
  readonly from: number;
  readonly to: number;
  /** Of the last outage or storm that it met. */
  readonly troubledUntil: number | undefined;
}

/** A day of departures, imports and reads. */
class Day {
  readonly clock = new FakeClock();
  readonly cloud = new Cloud(this.clock);
  readonly tokens: readonly Token[];
  readonly gate: Gate;
  readonly lockOuts: LockOut[] = [];
  /** Milliseconds that a SCIM client waited each time while Genesys was known to be away. */
  readonly readsInOutage: number[] = [];
  /** Milliseconds from each departure of many to the end of each release. */
  readonly releases: number[] = [];
  readonly #caller: Caller;
  readonly #open = new Set<Promise<void>>();

  constructor(lanes: number) {
    const { clock, cloud } = this;
    this.tokens = Array.from({ length: lanes }, () => new Token(cloud));
    this.gate = new Gate(clock, { lanes, probe: cloud.probe });
    this.#caller = new Caller({ gate: this.gate, senders: this.tokens, clock, onLog: undefined });
  }

  async pass(): Promise<void> {
    for (let second = 0; second < (24 * HOUR) / SECOND; second += 5) {
      if (second % 180 === 0) this.#track(this.#lockOut());
      this.#track(this.#read());
      if (second % 30 === 0) this.#track(this.#call(READ, 'background').catch(() => undefined));
      if (DEPARTURES.includes(second * SECOND)) {
        for (let index = 0; index < 900; index += 1) this.#track(this.#release());
      }
      await settle();
      await this.clock.advance(5 * SECOND);
    }
    while (this.#open.size > 0) {
      await this.clock.advance(MINUTE);
      await settle();
    }
  }

  #track(work: Promise<void>): void {
    this.#open.add(work);
    void work.then(() => this.#open.delete(work));
  }

  #call(operation: Operation, priority: Priority, withinMs?: number): Promise<void> {
    const options: CallOptions = {
      priority,
      ...(withinMs === undefined ? {} : { deadline: this.clock.now() + withinMs }),
    };
    return this.#caller.run(operation, options, async () => undefined);
  }

  /** As the worker does: again and again until it is done. */
  async #lockOut(): Promise<void> {
    const { cloud } = this;
    const from = cloud.time;
    let troubledUntil: number | undefined;
    for (let done = 0; done < 5; ) {
      troubledUntil = endOf([...AWAY, ...STORMS], cloud.time) ?? troubledUntil;
      try {
        await this.#call(done % 2 === 0 ? READ : WRITE, 'lockOut', 5 * MINUTE);
        done += 1;
      } catch {
        await cloud.pause(5 * SECOND);
      }
    }
    this.lockOuts.push({ from, to: cloud.time, troubledUntil });
  }

  async #read(): Promise<void> {
    const from = this.cloud.time;
    await this.#call(READ, 'interactive', 20 * SECOND).catch(() => undefined);
    if (isKnownToBeAway(from)) this.readsInOutage.push(this.cloud.time - from);
  }

  async #release(): Promise<void> {
    const from = this.cloud.time;
    for (;;) {
      try {
        await this.#call(WRITE, 'release', 10 * MINUTE);
        this.releases.push(this.cloud.time - from);
        return;
      } catch {
        await this.cloud.pause(MINUTE);
      }
    }
  }
}

describe.each([1, 2])('a day with %i OAuth clients', (lanes) => {
  const day = new Day(lanes);

  beforeAll(() => day.pass(), 120_000);

  it('loses nothing and earns no 429', () => {
    expect(day.lockOuts).toHaveLength(480);
    expect(day.releases).toHaveLength(2_700);
    expect(day.cloud.undeserved).toBe(0);
  });

  it('sends nothing before the time that a 429 asks for', () => {
    expect(day.cloud.tooEarly).toBe(0);
  });

  it('holds no lock-out up for releases, imports and reads', () => {
    const calm = day.lockOuts.filter(({ troubledUntil }) => troubledUntil === undefined);
    expect(calm.length).toBeGreaterThan(400);
    // At worst it meets the end of a window whose rest the releases had.
    expect(Math.max(...calm.map(({ from, to }) => to - from))).toBeLessThan(4 * SECOND);
  });

  it('costs nobody who asks anything while Genesys is away, and Genesys next to nothing', () => {
    expect(day.readsInOutage.length).toBeGreaterThan(300);
    expect(Math.max(...day.readsInOutage)).toBe(0);
    expect(day.cloud.inVain.silent).toBe(0);
    // Each of two operations is tried by one call every half minute.
    expect(day.cloud.inVain.failing).toBeLessThan(50);
  });

  it('goes on with lock-outs within a minute after an outage or a storm', () => {
    const late = day.lockOuts.map(({ to, troubledUntil = to }) => to - troubledUntil);
    expect(Math.max(...late)).toBeLessThan(MINUTE);
  });

  it('shares the work, so that each client makes as many departures of it a minute', () => {
    const minutes = 900 / ALLOWED / lanes;
    expect(Math.max(...day.releases)).toBeLessThan((minutes + 1) * MINUTE);
    const sent = day.tokens.map((token) => token.sent);
    expect(Math.min(...sent) / Math.max(...sent)).toBeGreaterThan(0.8);
  });

  it('leaves no timer behind', () => {
    day.gate.close();
    expect(day.clock.pendingTimers).toBe(0);
  });
});
