import { describe, expect, it } from 'vitest';
import { continueSnapshot, parseSnapshot, type Snapshot } from '../../src/offboarding/snapshot.ts';

function snapshot(change: Partial<Snapshot> = {}, state: Snapshot['user']['state'] = 'active'): Snapshot {
  return {
    takenAt: '2026-03-01T12:00:00.000Z',
    unfinishedReturn: false,
    inherited: false,
    user: { name: 'Ada Lovelace', email: 'ada@example.com', state, version: 7, division: { id: 'home' } },
    roles: [],
    queues: [],
    groups: [],
    lostGroups: [],
    station: {},
    skills: [],
    languages: [],
    unread: [],
    ...change,
  };
}

const role = (roleId: string) => ({ roleId, divisionId: 'home' });
const queue = (id: string, joined = true) => ({ id, joined });

describe('continueSnapshot', () => {
  it('keeps what an inactive person held before the earlier offboarding', () => {
    const earlier = snapshot({
      roles: [role('agent')],
      queues: [queue('sales')],
      lostGroups: [],
      station: { default: { id: 'desk' } },
    });
    const current = snapshot({ queues: [queue('support')] }, 'inactive');
    const continued = continueSnapshot(earlier, current);
    expect(continued.roles).toEqual([role('agent')]);
    expect(continued.queues.map(({ id }) => id).sort()).toEqual(['sales', 'support']);
    expect(continued.station.default).toEqual({ id: 'desk' });
  });

  it('trusts only the present for somebody who was let in again by hand', () => {
    const earlier = snapshot({ roles: [role('admin')] });
    const current = snapshot({ roles: [role('agent')] });
    expect(continueSnapshot(earlier, current).roles).toEqual([role('agent')]);
  });

  it('adds what an unfinished return still owed an active person', () => {
    const earlier = snapshot({ roles: [role('agent'), role('supervisor')], unfinishedReturn: true });
    const current = snapshot({ roles: [role('agent')] });
    expect(continueSnapshot(earlier, current).roles).toHaveLength(2);
  });

  it('remembers the division of somebody whom a deletion moved to Home', () => {
    const earlier = snapshot({
      user: { name: 'A', email: 'a@example.com', state: 'active', version: 1, division: { id: 'emea' } },
    });
    expect(continueSnapshot(earlier, snapshot({}, 'deleted')).user.division).toEqual({ id: 'emea' });
  });

  it('takes the earlier joined flag, since leaving changed the present one', () => {
    const earlier = snapshot({ queues: [queue('sales', false)] });
    const current = snapshot({ queues: [queue('sales', true)] }, 'inactive');
    expect(continueSnapshot(earlier, current).queues).toEqual([queue('sales', false)]);
  });
});

describe('parseSnapshot', () => {
  it('reads what was stored and refuses anything else', () => {
    const stored = JSON.parse(JSON.stringify(snapshot({ queues: [queue('sales')] })));
    expect(parseSnapshot(stored)?.queues).toEqual([queue('sales')]);
    expect(parseSnapshot({ queues: 'all' })).toBeUndefined();
    expect(parseSnapshot(undefined)).toBeUndefined();
  });
});
