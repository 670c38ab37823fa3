import { describe, expect, it } from 'vitest';
import { OperationBreakers } from '../../../src/genesys/governor/operation-breakers.ts';
import { FakeClock } from '../fake-clock.ts';

const QUEUES = 'POST /api/v2/routing/queues/{queueId}/members';
const STATE = 'PUT /api/v2/users/{userId}/state';

function failing(times = 5) {
  const clock = new FakeClock();
  const breakers = new OperationBreakers(clock);
  for (let time = 0; time < times; time += 1) breakers.record(QUEUES, 'failing');
  return { clock, breakers };
}

describe('an operation that fails over and over', () => {
  it('rests, and no other with it', () => {
    const { breakers } = failing();
    expect(() => breakers.admit(QUEUES)).toThrow(/does not answer/);
    expect(() => breakers.admit(STATE)).not.toThrow();
  });

  it('is tried by one call after a while, and is back when that works', async () => {
    const { clock, breakers } = failing();
    await clock.advance(2_000);
    expect(() => breakers.admit(QUEUES)).not.toThrow();
    expect(() => breakers.admit(QUEUES)).toThrow();
    expect(breakers.record(QUEUES, 'up')).toBe(true);
    expect(breakers.record(QUEUES, 'up')).toBe(false);
    expect(() => breakers.admit(QUEUES)).not.toThrow();
  });

  it('is tried by the next one when the first never got a turn', async () => {
    const { clock, breakers } = failing();
    await clock.advance(2_000);
    breakers.admit(QUEUES);
    breakers.record(QUEUES, 'unknown');
    expect(() => breakers.admit(QUEUES)).not.toThrow();
  });

  it('rests as well when it does not answer', () => {
    const { breakers } = failing(0);
    for (let time = 0; time < 5; time += 1) breakers.record(QUEUES, 'down');
    expect(() => breakers.admit(QUEUES)).toThrow(/does not answer/);
    expect(() => breakers.admit(STATE)).not.toThrow();
  });

  it('does not rest after four failures, or when one worked in between', () => {
    const { breakers } = failing(4);
    expect(() => breakers.admit(QUEUES)).not.toThrow();
    breakers.record(QUEUES, 'up');
    for (let time = 0; time < 4; time += 1) breakers.record(QUEUES, 'failing');
    expect(() => breakers.admit(QUEUES)).not.toThrow();
  });
});
