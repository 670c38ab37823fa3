import { describe, expect, it } from 'vitest';
import { listOccurrences } from '../../src/offboarding/announce.ts';
import type { Outcome } from '../../src/offboarding/record-outcome.ts';
import type { OffboardingStep } from '../../src/store/offboarding-steps.ts';
import type { Offboarding } from '../../src/store/offboardings.ts';
import type { StepStatus } from '../../src/store/tables.ts';

const AT = new Date('2026-01-01T00:05:00Z');

function step(name: string, status: StepStatus, error?: string): OffboardingStep {
  return {
    offboardingId: 'o',
    position: 1,
    name,
    phase: 'release',
    status,
    attempts: 0,
    dueAt: AT,
    waitingFor: undefined,
    error,
    evidence: undefined,
    completedAt: undefined,
  };
}

function told(
  before: Offboarding['status'],
  after: Offboarding['status'],
  change: Outcome['change'],
  lockedOutAt?: Date,
) {
  const changed = step('roles', 'pending');
  const offboarding: Offboarding = {
    id: 'o',
    userId: 'u',
    kind: 'deactivate',
    generation: 1,
    status: before,
    clientName: 'okta',
    requestId: 'r',
    requestedAt: AT,
    lockedOutAt: undefined,
    completedAt: undefined,
    restoredAt: undefined,
    snapshot: undefined,
  };
  const outcome: Outcome = {
    step: changed,
    change,
    snapshot: undefined,
    deeds: [],
    reopen: [],
    writes: [],
    calls: [],
  };
  const steps = [step('queues', 'stuck', 'missing permission x'), changed];
  const journeyChange = { status: after, ...(lockedOutAt === undefined ? {} : { lockedOutAt }) };
  return listOccurrences({ offboarding, steps }, outcome, journeyChange, AT);
}

const DONE = { status: 'done', startedAt: AT } as const;
const STUCK = { status: 'stuck', startedAt: AT, error: 'missing permission y' } as const;

describe('listOccurrences', () => {
  it('tells of changes only', () => {
    expect(told('releasing', 'releasing', DONE)).toEqual([]);
    expect(told('stuck', 'stuck', STUCK)).toEqual([]);
    expect(told('lockingOut', 'releasing', DONE, AT).map(({ event }) => event)).toEqual(['lockedOut']);
    expect(told('lockingOut', 'complete', DONE, AT).map(({ event }) => event)).toEqual([
      'lockedOut',
      'complete',
    ]);
    expect(told('restoring', 'restored', DONE)).toMatchObject([{ event: 'restored', userId: 'u' }]);
  });

  it('says which steps are stuck, and why', () => {
    expect(told('releasing', 'stuck', STUCK)).toMatchObject([
      {
        event: 'stuck',
        data: {
          userId: 'u',
          offboardingId: 'o',
          client: 'okta',
          requestId: 'r',
          steps: [
            { name: 'queues', error: 'missing permission x' },
            { name: 'roles', error: 'missing permission y' },
          ],
        },
      },
    ]);
  });
});
