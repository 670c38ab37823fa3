import { describe, expect, it } from 'vitest';
import {
  canLeave,
  canReturn,
  describeMatches,
  describeScimAnswer,
  describeSource,
  describeState,
  nameInHistory,
} from '../../../src/console/pages/people/person-words.ts';

const ID = '6f0b0cf4-6b2c-4c58-9f0c-6d1f4b0c1a01';

describe('what a SCIM client is answered', () => {
  it('is 404 with its reason for whoever was removed, deleted or never there', () => {
    expect(describeScimAnswer({ state: 'inactive', wanted: 'removed' }).word).toBe(
      '404: removed by a client',
    );
    expect(describeScimAnswer({ state: 'deleted' }).word).toBe('404: deleted there');
    expect(describeScimAnswer({}).word).toBe('404: not there');
  });

  it('is the user for whoever is there, also inactive', () => {
    expect(describeScimAnswer({ state: 'inactive', wanted: 'inactive' }).word).toBe('found');
  });

  it('is not claimed where Genesys Cloud could not be asked', () => {
    expect(describeScimAnswer({ genesysError: 'timeout' }).word).toBe('not known');
    expect(describeState({ genesysError: 'timeout' })).toEqual({ tone: 'warn', word: 'could not be asked' });
  });
});

describe('what a person is called', () => {
  it('is the name of now, else the last one seen, else the id', () => {
    const identities = [
      { at: '2026-01-01T00:00:00.000Z', name: 'Ann Old', source: 'user.created' },
      { at: '2026-01-02T00:00:00.000Z', name: 'Ann New', source: 'snapshot' },
      { at: '2026-01-03T00:00:00.000Z', source: 'kept' },
    ];
    expect(nameInHistory({ id: ID, now: { name: 'Ann' }, identities })).toBe('Ann');
    expect(nameInHistory({ id: ID, now: {}, identities })).toBe('Ann New');
    expect(nameInHistory({ id: ID, now: {}, identities: [] })).toBe(ID);
  });
});

it('offers to offboard whoever is to be active, and to restore everybody else', () => {
  expect(canLeave({ state: 'active' })).toBe(true);
  expect(canLeave({ state: 'deleted', wanted: 'active' })).toBe(false);
  expect(canReturn({ state: 'active', wanted: 'active' })).toBe(false);
  expect(canReturn({ state: 'deleted' })).toBe(true);
  expect(canReturn({ wanted: 'removed' })).toBe(true);
});

it('says where somebody was seen, and what fitted', () => {
  expect(describeSource('snapshot')).toBe('snapshot before a departure');
  expect(describeSource('user.created')).toBe('audit trail: user.created');
  expect(describeMatches(['id', 'externalId', 'userName'])).toBe('Genesys id, external id, user name');
});
