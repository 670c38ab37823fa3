import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Line } from '../../../src/genesys/governor/line.ts';

describe('line', () => {
  it('is in order of place, then of arrival, whoever comes and goes', () => {
    const action = fc.record({
      place: fc.integer({ min: 0, max: 5 }),
      leaves: fc.integer({ min: 0, max: 30 }),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const line = new Line<{ readonly place: number }>();
        let expected: { readonly place: number }[] = [];
        for (const { place, leaves } of actions) {
          const one = { place };
          line.add(one);
          expected = [...expected, one].sort((a, b) => a.place - b.place);
          const gone = expected[leaves];
          if (gone !== undefined) expect([line.delete(gone), line.delete(gone)]).toEqual([true, false]);
          expected = expected.filter((each) => each !== gone);
          expect([...line].every((each, index) => each === expected[index])).toBe(true);
          expect([line.length, line.first]).toEqual([expected.length, expected[0]]);
        }
      }),
    );
  });
});
