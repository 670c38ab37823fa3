import { expect, it } from 'vitest';
import {
  describeBody,
  describeStatus,
  toneOfStatus,
} from '../../../src/console/pages/requests/request-words.ts';

it('tells whose fault an answer is', () => {
  expect([200, 204, 304].map(toneOfStatus)).toEqual(['good', 'good', 'good']);
  expect([400, 404, 429, 499].map(toneOfStatus)).toEqual(['warn', 'warn', 'warn', 'warn']);
  expect([500, 503, undefined].map(toneOfStatus)).toEqual(['bad', 'bad', 'bad']);
});

it('says where nobody answered, or nobody listened', () => {
  expect([200, 499, undefined].map(describeStatus)).toEqual(['200', '499: the client left', 'no answer']);
});

it('tells an empty body from one that was not remembered', () => {
  expect(describeBody(undefined, false)).toBeUndefined();
  expect(describeBody(undefined, true)).toMatch(/too large/);
  expect(describeBody({ active: false }, false)).toBe('{\n  "active": false\n}');
});
