import { expect, it } from 'vitest';
import { ClockWatch } from '../../src/offboarding/clock-watch.ts';

function watch() {
  const time = { monotonic: 1_000, wall: 1_700_000_000_000 };
  const told: number[] = [];
  const clock = new ClockWatch((byMs) => void told.push(byMs), {
    monotonic: () => time.monotonic,
    wall: () => time.wall,
  });
  const pass = (ms: number, setByMs = 0) => {
    time.monotonic += ms;
    time.wall += ms + setByMs;
    clock.check();
  };
  return { told, pass };
}

it('tells of a clock that was set, or of a machine that slept, once and by how much', () => {
  const { told, pass } = watch();
  pass(1_000);
  pass(1_000, 3_600_000);
  pass(1_000);
  pass(1_000, -3_600_000);
  pass(60_000);
  expect(told).toEqual([3_600_000, -3_600_000]);
});

it('takes no notice of a clock that is kept right', () => {
  const { told, pass } = watch();
  for (let second = 0; second < 100; second += 1) pass(1_000, 50);
  expect(told).toEqual([]);
});
