import { describe, expect, it } from 'vitest';
import { callOptionsFor } from '../../src/offboarding/step-calls.ts';
import type { OffboardingStep } from '../../src/store/offboarding-steps.ts';
import type { LookTurn } from '../../src/store/queue.ts';

const NOW = 1_700_000_000_000;

function turnAmong(company: number): LookTurn {
  const { signal } = new AbortController();
  return { urgent: false, signal, overtaken: signal, isHeld: () => true, company: () => company };
}

function aStep(name: string, phase: OffboardingStep['phase'], position: number): OffboardingStep {
  return {
    offboardingId: 'journey',
    name,
    phase,
    position,
    status: 'pending',
    attempts: 0,
    dueAt: new Date(NOW),
    waitingFor: undefined,
    error: undefined,
    evidence: undefined,
    completedAt: undefined,
  };
}

describe('the calls of a step', () => {
  it('are one errand while the person is locked out, and wait for nobody', () => {
    const turn = turnAmong(100);
    const [first, second] = ['state', 'tokens'].map((name, position) =>
      callOptionsFor(aStep(name, 'lockOut', position), turn, NOW),
    );
    expect(first).toMatchObject({ priority: 'lockOut', errand: turn });
    expect([first?.patience, second?.errand === first?.errand]).toEqual([undefined, true]);
  });

  it('wait for company only in a crowd, and keep their time for the call itself', () => {
    const step = aStep('queues', 'release', 6);
    expect(callOptionsFor(step, turnAmong(9), NOW).patience).toBeUndefined();
    const { patience, deadline = 0 } = callOptionsFor(step, turnAmong(10), NOW);
    expect(patience?.until).toBe(NOW + 120_000);
    expect(deadline - NOW).toBeGreaterThan(120_000 + 5 * 60_000);
  });

  it('let those who are behind go first, and wait longest where they only look', () => {
    const patienceOf = (name: string, phase: OffboardingStep['phase'], position: number) =>
      callOptionsFor(aStep(name, phase, position), turnAmong(10), NOW).patience;
    const all = [
      patienceOf('presence', 'release', 4),
      patienceOf('groups', 'release', 5),
      patienceOf('queues', 'release', 6),
      patienceOf('verification', 'verify', 17),
    ].map((patience) => patience?.idleMs ?? 0);
    expect(all).toEqual(all.toSorted((one, other) => one - other));
    expect(new Set(all).size).toBe(4);
    expect(patienceOf('verification', 'verify', 17)?.until).toBe(NOW + 600_000);
  });
});
