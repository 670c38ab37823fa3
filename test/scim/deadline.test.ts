import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerAllNow, answerInTime } from '../../src/scim/deadline.ts';
import { failureOf } from '../offboarding/bridge-in-process.ts';

const never = new Promise<string>(() => undefined);
const inMs = (ms: number) => ({ deadline: Date.now() + ms });

beforeEach(() => void vi.useFakeTimers());

afterEach(async () => {
  await vi.runAllTimersAsync();
  vi.useRealTimers();
});

describe('answerInTime', () => {
  it('passes on what the work comes to', async () => {
    await expect(answerInTime(inMs(1_000), Promise.resolve('done'))).resolves.toBe('done');
    await expect(answerInTime(inMs(1_000), Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
  });

  it('leaves the work its last word, and gives up soon after', async () => {
    const slow = new Promise((resolve) => setTimeout(resolve, 1_200, 'just in time'));
    const overlooked = failureOf(answerInTime(inMs(1_000), never));
    const answered = answerInTime(inMs(1_000), slow);
    await vi.advanceTimersByTimeAsync(1_200);
    await expect(answered).resolves.toBe('just in time');
    await vi.advanceTimersByTimeAsync(150);
    expect(await overlooked).toMatchObject({ code: 'scim.deadline', status: 503, retryAfterSeconds: 10 });
  });

  it('gives each its own time', async () => {
    const ended: string[] = [];
    const watch = (name: string, ms: number) =>
      failureOf(answerInTime(inMs(ms), never)).then(() => ended.push(name));
    const all = [watch('long', 3_000), watch('short', 500)];
    await vi.advanceTimersByTimeAsync(900);
    expect(ended).toEqual(['short']);
    await vi.advanceTimersByTimeAsync(2_500);
    await Promise.all(all);
    expect(ended).toEqual(['short', 'long']);
  });

  it('answers all who wait at once when the process ends, and those who come later in their time', async () => {
    const waiting = [
      failureOf(answerInTime(inMs(9_000), never)),
      failureOf(answerInTime(inMs(1_000), never)),
    ];
    answerAllNow();
    for (const failure of await Promise.all(waiting))
      expect(failure).toMatchObject({ code: 'scim.deadline' });
    await expect(answerInTime(inMs(1_000), Promise.resolve('later'))).resolves.toBe('later');
  });

  it('stops looking when nobody waits', async () => {
    await answerInTime(inMs(1_000), Promise.resolve());
    await vi.advanceTimersByTimeAsync(100);
    expect(vi.getTimerCount()).toBe(0);
  });
});
