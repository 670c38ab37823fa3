import { expect, it } from 'vitest';
import { CallMinutes } from '../../src/telemetry/call-minutes.ts';

const START = Date.UTC(2026, 0, 1, 12, 0, 30);

it('counts calls by the minute and forgets them after an hour', () => {
  let now = START;
  const calls = new CallMinutes(() => now);
  calls.note({ status: 200 });
  calls.note({ status: 429 });
  now += 60_000;
  calls.note({ status: undefined });
  expect(calls.list()).toEqual([
    { at: '2026-01-01T12:00:00.000Z', calls: 2, throttled: 1 },
    { at: '2026-01-01T12:01:00.000Z', calls: 1, throttled: 0 },
  ]);
  now = START + 60 * 60_000;
  expect(calls.list()).toEqual([{ at: '2026-01-01T12:01:00.000Z', calls: 1, throttled: 0 }]);
  calls.note({ status: 200 });
  now += 60 * 60_000;
  expect(calls.list()).toEqual([]);
});

it('knows when Genesys answered last, and that no answer is none', () => {
  let now = START;
  const calls = new CallMinutes(() => now);
  expect(calls.lastAnswerAt).toBeUndefined();
  calls.note({ status: 503 });
  now += 1_000;
  calls.note({ status: undefined });
  expect(calls.lastAnswerAt).toEqual(new Date(START));
});
