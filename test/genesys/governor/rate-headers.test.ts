import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRate, readRetryAfter } from '../../../src/genesys/governor/rate-headers.ts';
import { backOffMs } from '../../../src/genesys/governor/retry.ts';

const NAMES = ['inin-ratelimit-allowed', 'inin-ratelimit-count', 'inin-ratelimit-reset'] as const;

describe('rate headers', () => {
  it('reads all three or none', () => {
    expect(readRate({ [NAMES[0]]: '300', [NAMES[1]]: ' 12 ', [NAMES[2]]: '0' })).toEqual({
      allowed: 300,
      count: 12,
      resetSeconds: 0,
    });
    expect(readRate({ [NAMES[0]]: '300', [NAMES[1]]: '12' })).toBeUndefined();
    expect(readRate({ [NAMES[0]]: '0', [NAMES[1]]: '0', [NAMES[2]]: '0' })).toBeUndefined();
  });

  it('never makes something else than whole numbers of what it gets', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (allowed, count, reset) => {
        const reading = readRate({ [NAMES[0]]: allowed, [NAMES[1]]: count, [NAMES[2]]: reset });
        const values = reading === undefined ? [] : Object.values(reading);
        expect(values.every((value) => Number.isSafeInteger(value) && value >= 0)).toBe(true);
      }),
    );
  });

  it('reads Retry-After as seconds or as a date', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(readRetryAfter({ 'retry-after': '7' }, now)).toBe(7);
    expect(readRetryAfter({ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, now)).toBe(30);
    expect(readRetryAfter({ 'retry-after': 'Thu, 01 Jan 1970 00:00:30 GMT' }, now)).toBe(0);
    expect(readRetryAfter({ 'retry-after': 'soon' }, now)).toBeUndefined();
    expect(readRetryAfter({}, now)).toBeUndefined();
  });

  it('backs off longer each time, with jitter', () => {
    expect(backOffMs(1, () => 0)).toBe(125);
    expect(backOffMs(1, () => 0.999)).toBe(375);
    expect(backOffMs(2, () => 0.5)).toBe(500);
  });
});
