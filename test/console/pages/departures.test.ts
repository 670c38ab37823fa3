import { describe, expect, it } from 'vitest';
import {
  isUnderWay,
  type Journey,
  lockOutTime,
  nameOf,
} from '../../../src/console/pages/departures/journey-words.ts';
import { describeArrivals } from '../../../src/console/pages/departures/use-arrivals.ts';

function journey(id: string, more: Partial<Journey> = {}): Journey {
  return {
    id,
    userId: '6f0b0cf4-6b2c-4c58-9f0c-6d1f4b0c1a01',
    kind: 'deactivate',
    status: 'lockingOut',
    client: 'okta',
    requestId: 'r',
    requestedAt: '2026-01-31T12:00:00.000Z',
    ...more,
  };
}

describe('arrivals in the list', () => {
  it('are said by name when one comes, and counted when many do', () => {
    const list = [journey('2', { name: 'Ann' }), journey('1')];
    expect(describeArrivals(new Set(['1']), list)).toBe('New: Departure of Ann');
    expect(describeArrivals(new Set(), list)).toBe('2 new journeys');
    expect(describeArrivals(new Set(['1', '2']), list)).toBe('');
  });
});

it('calls a person by the best that is known', () => {
  expect(nameOf(journey('1', { name: 'Ann', email: 'ann@example.com' }))).toBe('Ann');
  expect(nameOf(journey('1', { email: 'ann@example.com' }))).toBe('ann@example.com');
  expect(nameOf(journey('1'))).toBe('6f0b0cf4-6b2c-4c58-9f0c-6d1f4b0c1a01');
});

it('knows how long a lock-out took, and which journeys are open', () => {
  expect(lockOutTime(journey('1'))).toBeUndefined();
  expect(lockOutTime(journey('1', { lockedOutAt: '2026-01-31T12:00:01.500Z' }))).toBe(1_500);
  expect(isUnderWay({ status: 'stuck' })).toBe(true);
  expect(isUnderWay({ status: 'restored' })).toBe(false);
});
