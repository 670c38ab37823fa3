import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, findNearest } from '../../src/config/nearest.ts';

const word = fc.string({ unit: 'grapheme', maxLength: 12 });

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['flaw', 'lawn', 2],
    ['ab', 'ba', 2],
  ])('of %j and %j is %i', (from, to, distance) => expect(editDistance(from, to)).toBe(distance));

  it('is a metric', () => {
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, a)).toBe(0);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });
});

describe('findNearest', () => {
  it('finds the nearest without regard to case, and nothing when all are far', () => {
    const known = ['nickName', 'name', 'emails'];
    expect(findNearest('NICKNAM', known)).toBe('nickName');
    expect(findNearest('email', known)).toBe('emails');
    expect(findNearest('organisation', known)).toBeUndefined();
    expect(findNearest('nam', known, 0)).toBeUndefined();
  });
});
