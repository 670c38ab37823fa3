import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FewAtOnce } from '../../src/store/few-at-once.ts';

describe('few at once', () => {
  it('never lets more run, keeps the order, and goes on after a failure', async () => {
    const few = new FewAtOnce(3);
    const begun: number[] = [];
    let running = 0;
    let most = 0;
    const task = (index: number) => async () => {
      begun.push(index);
      running += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
      if (index % 2 === 1) throw new Error('odd');
      return index;
    };
    const results = await Promise.allSettled(Array.from({ length: 10 }, (_, index) => few.run(task(index))));
    expect(most).toBe(3);
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(results.map(({ status }) => status)).toEqual(
      begun.map((index) => (index % 2 === 1 ? 'rejected' : 'fulfilled')),
    );
    expect(await few.run(async () => 'again')).toBe('again');
  });
});
