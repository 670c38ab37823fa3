import { describe, expect, it } from 'vitest';
import { chooseNextStep, deriveStatus, isAwaitedPhaseOpen } from '../../src/offboarding/next-step.ts';
import { givesEntitlements } from '../../src/offboarding/policy.ts';
import type { OffboardingStep } from '../../src/store/offboarding-steps.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

let position = 0;
function step(
  name: string,
  phase: OffboardingStep['phase'],
  change: Partial<OffboardingStep> = {},
): OffboardingStep {
  position += 1;
  return {
    offboardingId: 'journey',
    position,
    name,
    phase,
    status: 'pending',
    // Only a run gives a step a later time.
    attempts: change.dueAt === undefined ? 0 : 1,
    dueAt: NOW,
    waitingFor: undefined,
    error: undefined,
    evidence: undefined,
    completedAt: undefined,
    ...change,
  };
}

describe('a step whose time is by another clock', () => {
  it('is due when it never ran: an instance whose clock runs ahead accepted it', () => {
    const steps = [step('state', 'lockOut', { dueAt: later(30), attempts: 0 })];
    expect(chooseNextStep(steps, NOW)).toMatchObject({ kind: 'run', step: { name: 'state' } });
  });

  it.each([
    ['lockOut', 61, 'run'],
    ['lockOut', 59, 'wait'],
    ['release', 3_601, 'run'],
    ['release', 3_599, 'wait'],
  ] as const)('is due in %s when it waits for %i s: the clock was set back', (phase, seconds, kind) => {
    const steps = [step('any', phase, { dueAt: later(seconds) })];
    expect(chooseNextStep(steps, NOW).kind).toBe(kind);
  });
});

describe('chooseNextStep', () => {
  it('takes lock-out steps in order', () => {
    const steps = [
      step('snapshot', 'lockOut', { status: 'done' }),
      step('state', 'lockOut'),
      step('tokens', 'lockOut'),
    ];
    expect(chooseNextStep(steps, NOW)).toMatchObject({ kind: 'run', step: { name: 'state' } });
  });

  it('releases nothing while a lock-out step waits for its next try', () => {
    const steps = [step('state', 'lockOut', { dueAt: later(2) }), step('queues', 'release')];
    expect(chooseNextStep(steps, NOW)).toEqual({ kind: 'wait', until: later(2) });
  });

  it('passes a stuck lock-out step', () => {
    const steps = [
      step('tokens', 'lockOut', { status: 'stuck', dueAt: later(300) }),
      step('queues', 'release'),
    ];
    expect(chooseNextStep(steps, NOW)).toMatchObject({ kind: 'run', step: { name: 'queues' } });
  });

  it('waits for the lock-out step, not for a stuck one that is overdue', () => {
    const steps = [
      step('snapshot', 'lockOut', { status: 'stuck', dueAt: later(-60) }),
      step('state', 'lockOut', { dueAt: later(5) }),
    ];
    expect(chooseNextStep(steps, NOW)).toEqual({ kind: 'wait', until: later(5) });
  });

  it('lets a waiting release step not hold back the next one', () => {
    const steps = [
      step('station', 'release', { status: 'waiting', dueAt: later(30) }),
      step('queues', 'release'),
    ];
    expect(chooseNextStep(steps, NOW)).toMatchObject({ kind: 'run', step: { name: 'queues' } });
  });

  it('verifies only when the release has nothing left but what is stuck', () => {
    const waiting = step('queues', 'release', { status: 'waiting', dueAt: later(30) });
    const verification = step('verification', 'verify');
    expect(chooseNextStep([waiting, verification], NOW)).toEqual({ kind: 'wait', until: later(30) });
    const stuck = step('station', 'release', { status: 'stuck', dueAt: later(300) });
    expect(chooseNextStep([stuck, verification], NOW)).toMatchObject({
      kind: 'run',
      step: { name: 'verification' },
    });
  });

  it('is finished when nothing is open', () => {
    const steps = [
      step('state', 'lockOut', { status: 'done' }),
      step('queues', 'release', { status: 'cancelled' }),
    ];
    expect(chooseNextStep(steps, NOW)).toEqual({ kind: 'finished' });
  });
});

describe('deriveStatus', () => {
  const done = { status: 'done' } as const;
  const stuck = { status: 'stuck' } as const;

  it.each([
    ['lockingOut', 'deactivate', [step('state', 'lockOut'), step('queues', 'release')]],
    ['releasing', 'deactivate', [step('state', 'lockOut', done), step('queues', 'release')]],
    ['releasing', 'delete', [step('tokens', 'lockOut', stuck), step('queues', 'release')]],
    ['stuck', 'deactivate', [step('tokens', 'lockOut', stuck), step('queues', 'release', done)]],
    ['complete', 'delete', [step('state', 'lockOut', done), step('queues', 'release', done)]],
    ['restoring', 'restore', [step('state', 'reactivate', done), step('roles', 'restore')]],
    ['stuck', 'restore', [step('state', 'reactivate', done), step('roles', 'restore', stuck)]],
    ['restored', 'restore', [step('state', 'reactivate', done), step('roles', 'restore', done)]],
  ] as const)('is %s for %s', (status, kind, steps) => {
    expect(deriveStatus(kind, steps)).toBe(status);
  });
});

describe('isAwaitedPhaseOpen', () => {
  it('counts a stuck lock-out step as open', () => {
    expect(isAwaitedPhaseOpen([step('tokens', 'lockOut', { status: 'stuck' })])).toBe(true);
  });

  it('does not count release steps', () => {
    expect(
      isAwaitedPhaseOpen([step('state', 'lockOut', { status: 'done' }), step('queues', 'release')]),
    ).toBe(false);
  });
});

describe('givesEntitlements', () => {
  const verification = (change: Partial<OffboardingStep>) =>
    givesEntitlements(step('verification', 'verify', change));

  it('holds for the verification of a return until it has seen them', () => {
    expect(verification({})).toBe(true);
    expect(verification({ evidence: { confirmed: ['groups'], unconfirmed: ['roles'] } })).toBe(true);
    expect(verification({ evidence: { confirmed: ['roles'], unconfirmed: ['groups'] } })).toBe(false);
  });

  it('does not hold once it has given up, so that it stops nobody for good', () => {
    expect(verification({ status: 'stuck', evidence: { unconfirmed: ['roles'] } })).toBe(false);
  });
});
