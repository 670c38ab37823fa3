import { expect, it } from 'vitest';
import { Claim } from '../../src/store/claim.ts';

function open() {
  const time = { monotonic: 1_000, wall: 5_000 };
  const clock = { monotonic: () => time.monotonic, wall: () => time.wall };
  return { time, clock, claim: new Claim(9_000, Claim.now(clock), clock) };
}

it('lasts as long as it is confirmed', () => {
  const { time, clock, claim } = open();
  for (let beat = 0; beat < 5; beat += 1) {
    time.monotonic += 3_000;
    time.wall += 3_000;
    expect(claim.isHeld()).toBe(true);
    claim.confirm(Claim.now(clock));
  }
});

it('is lost to a process that was paused', () => {
  const { time, claim } = open();
  time.monotonic += 9_000;
  time.wall += 9_000;
  expect(claim.isHeld()).toBe(false);
});

it('is lost to a machine that was suspended, whose monotonic clock stood still', () => {
  const { time, claim } = open();
  time.wall += 60_000;
  expect(claim.isHeld()).toBe(false);
});

it('outlives a clock that is set back', () => {
  const { time, claim } = open();
  time.wall -= 3_600_000;
  time.monotonic += 8_000;
  expect(claim.isHeld()).toBe(true);
  time.monotonic += 1_000;
  expect(claim.isHeld()).toBe(false);
});
