import { describe, expect, it } from 'vitest';
import { formatAge, formatDuration, formatUntil } from '../../../src/console/format/durations.ts';
import {
  describeTimeZone,
  formatMoment,
  formatMomentFully,
  formatUtc,
} from '../../../src/console/format/moments.ts';
import { count, shortenId, toTitle, toWords } from '../../../src/console/format/words.ts';

const AT = new Date('2026-01-31T23:30:05.070Z');

describe('times', () => {
  it.each([
    ['en-US', 'America/New_York', 'Jan 31, 2026, 6:30:05 PM', 'GMT-5'],
    ['de-DE', 'Europe/Berlin', '01.02.2026, 00:30:05', 'GMT+1'],
  ])('are written as in %s, in %s', (language, timeZone, text, offset) => {
    const reader = { language, timeZone };
    expect(formatMoment(AT, reader).replaceAll('\u202f', ' ')).toBe(text);
    expect(describeTimeZone(AT, reader)).toBe(`${timeZone} (${offset})`);
  });

  it('say the time zone in full', () => {
    const reader = { language: 'de-DE', timeZone: 'Europe/Berlin' };
    expect(formatMomentFully(AT, reader)).toContain('MEZ');
  });

  it('are exact in UTC', () => {
    expect(formatUtc(AT)).toBe('2026-01-31 23:30:05.070 UTC');
  });
});

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_000, '1.0 s'],
    [9_999, '9.9 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [185_000, '3 min 5 s'],
    [3_599_999, '59 min 59 s'],
    [7_800_000, '2 h 10 min'],
    [442_800_000, '5 d 3 h'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('tell how long ago and how long until, also by a clock that is behind', () => {
    const later = (ms: number) => new Date(AT.getTime() + ms);
    expect(formatAge(AT, later(-5_000))).toBe('just now');
    expect(formatAge(AT, later(4_900))).toBe('4 s ago');
    expect(formatUntil(later(90_000), AT)).toBe('in 1 min 30 s');
    expect(formatUntil(AT, later(1))).toBe('due now');
  });
});

it('names of the API become words', () => {
  expect(toWords('lockingOut')).toBe('locking out');
  expect(toTitle('guard_held')).toBe('Guard held');
  expect([count(1, 'person', 'people'), count(2, 'person', 'people')]).toEqual(['1 person', '2 people']);
});

it('shortens ids that are UUIDs, and no other', () => {
  expect(shortenId('6f0b0cf4-6b2c-4c58-9f0c-6d1f4b0c1a01')).toBe('6f0b0cf4…');
  expect(shortenId('change-0042-of-the-night')).toBe('change-0042-of-the-night');
});
