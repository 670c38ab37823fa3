import { describe, expect, it } from 'vitest';
import { Allowance } from '../../../src/genesys/governor/allowance.ts';
import { FakeClock } from '../fake-clock.ts';

function rateHeaders(allowed: number, count: number, reset: number) {
  return {
    'inin-ratelimit-allowed': String(allowed),
    'inin-ratelimit-count': String(count),
    'inin-ratelimit-reset': String(reset),
  };
}

const told = (allowed: number, count: number, reset = 60) => ({
  status: 200,
  headers: rateHeaders(allowed, count, reset),
});

function spendAndSettle(allowance: Allowance, answer: Parameters<Allowance['settle']>[0]): void {
  allowance.spend();
  allowance.settle(answer);
}

describe('allowance', () => {
  it('assumes 300 a minute with a tenth kept back until the first answer', () => {
    const allowance = new Allowance(new FakeClock());
    expect(allowance.available('lockOut')).toBe(300);
    expect(allowance.available('interactive')).toBe(270);
  });

  it('knows no limit when the first answer has no headers', () => {
    const allowance = new Allowance(new FakeClock());
    spendAndSettle(allowance, { status: 200, headers: {} });
    expect(allowance.limit).toBeUndefined();
    expect(allowance.available('background')).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([{ status: 502, headers: {} }, { status: 401, headers: {} }, 'lost' as const])(
    'does not take %o for the absence of a limit',
    (outcome) => {
      const allowance = new Allowance(new FakeClock());
      spendAndSettle(allowance, outcome);
      expect(allowance.available('lockOut')).toBe(299);
    },
  );

  it('believes what Genesys counted, plus what is on the way', () => {
    const allowance = new Allowance(new FakeClock());
    allowance.spend();
    allowance.spend();
    allowance.settle(told(100, 40));
    expect(allowance.available('lockOut')).toBe(59);
    expect(allowance.available('release')).toBe(49);
  });

  it('is not fooled by answers that overtake each other', () => {
    const allowance = new Allowance(new FakeClock());
    allowance.spend();
    allowance.spend();
    allowance.settle(told(100, 41));
    allowance.settle(told(100, 40));
    expect(allowance.available('lockOut')).toBe(59);
  });

  it('keeps at least five back, but never more than a third', () => {
    const allowance = new Allowance(new FakeClock());
    spendAndSettle(allowance, told(20, 0));
    expect(allowance.available('release')).toBe(15);
    spendAndSettle(allowance, told(6, 0));
    expect(allowance.available('release')).toBe(4);
  });

  it('lets lists leave as much again to those who ask about one person', () => {
    const allowance = new Allowance(new FakeClock());
    expect(allowance.available('background')).toBe(240);
    spendAndSettle(allowance, told(6, 0));
    expect(allowance.available('background')).toBe(2);
  });

  it('keeps back for the rest of the window only what the rest may need', async () => {
    const clock = new FakeClock();
    const allowance = new Allowance(clock);
    spendAndSettle(allowance, told(300, 0));
    expect(allowance.available('release')).toBe(270);
    await clock.advance(30_000);
    expect(allowance.available('release')).toBe(285);
    await clock.advance(28_000);
    expect(allowance.available('release')).toBe(300);
    expect(allowance.available('background')).toBe(240);
  });

  it('knows when the reserve lets the next one through', async () => {
    const clock = new FakeClock();
    const allowance = new Allowance(clock);
    const end = clock.now() + 60_000;
    spendAndSettle(allowance, told(300, 270));
    expect(allowance.nextStart('lockOut')).toBe(clock.now());
    expect(allowance.nextStart('background')).toBe(end);
    const start = allowance.nextStart('release');
    expect(start).toBe(end - 58_000);
    await clock.advance(start - clock.now() - 1);
    expect(allowance.available('release')).toBe(0);
    await clock.advance(1);
    expect(allowance.available('release')).toBe(1);
    spendAndSettle(allowance, told(300, 299, 58));
    expect(allowance.nextStart('release')).toBe(end - 2_000);
    spendAndSettle(allowance, told(300, 300, 58));
    expect(allowance.nextStart('release')).toBe(end);
  });

  it('starts anew when the window ends, taking the latest end that the rounded seconds allow', async () => {
    const clock = new FakeClock();
    const allowance = new Allowance(clock);
    spendAndSettle(allowance, told(10, 9, 10));
    await clock.advance(500);
    spendAndSettle(allowance, told(10, 10, 10));
    await clock.advance(9_999);
    expect(allowance.available('lockOut')).toBe(0);
    await clock.advance(1);
    expect(allowance.available('lockOut')).toBe(10);
  });

  it('takes the readings of a later window as they are', async () => {
    const clock = new FakeClock();
    const allowance = new Allowance(clock);
    spendAndSettle(allowance, told(100, 90, 5));
    await clock.advance(3_000);
    spendAndSettle(allowance, told(100, 1, 60));
    expect(allowance.available('lockOut')).toBe(99);
  });

  it('reckons how many windows somebody far back in the queue has to wait', () => {
    const clock = new FakeClock();
    const allowance = new Allowance(clock);
    spendAndSettle(allowance, told(100, 90, 30));
    expect(allowance.earliestStart('lockOut', 9)).toBe(clock.now());
    expect(allowance.earliestStart('lockOut', 10)).toBe(clock.now() + 30_000);
    expect(allowance.earliestStart('lockOut', 110)).toBe(clock.now() + 90_000);
  });
});
