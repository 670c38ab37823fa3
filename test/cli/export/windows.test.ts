import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nameWindow, splitIntoWindows } from '../../../src/cli/export/windows.ts';

const DAY_MS = 86_400_000;
const date = fc.date({ min: new Date('2015-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });

it('lies side by side without a gap, at most a month each, at midnight in between', () => {
  fc.assert(
    fc.property(date, date, (one, other) => {
      const [since, until] = one < other ? [one, other] : [other, one];
      const windows = splitIntoWindows(since, until);
      expect(windows[0]?.from ?? until).toEqual(since);
      expect(windows.at(-1)?.to ?? since).toEqual(until);
      for (const [index, { from, to }] of windows.entries()) {
        expect(to.getTime() - from.getTime()).toBeLessThanOrEqual(31 * DAY_MS);
        if (index > 0) expect([from, from.getTime() % DAY_MS]).toEqual([windows[index - 1]?.to, 0]);
      }
      expect(new Set(windows.map(nameWindow)).size).toBe(windows.length);
    }),
  );
});
