import { expect, it } from 'vitest';
import { fromLocalInput, toLocalInput } from '../../../src/console/format/local-input.ts';

it('keeps a time through an input of the browser, to the minute', () => {
  for (const at of ['2026-01-31T12:34:00.000Z', '2026-07-01T00:00:00.000Z']) {
    expect(toLocalInput(at)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/);
    expect(fromLocalInput(toLocalInput(at))).toBe(at);
  }
});

it('takes nothing for a time that is none', () => {
  expect(toLocalInput('')).toBe('');
  expect(toLocalInput('yesterday')).toBe('');
  expect(fromLocalInput('')).toBe('');
  expect(fromLocalInput('2026-13-01T00:00')).toBe('');
});
