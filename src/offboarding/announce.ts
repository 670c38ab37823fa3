/** What of a journey's course others are told. */

import type { Occurrence } from '../notifications/outbox.ts';
import type { OffboardingStep } from '../store/offboarding-steps.ts';
import type { OffboardingChange } from '../store/offboardings.ts';
import type { Journey, Outcome } from './record-outcome.ts';

function stuckSteps(steps: readonly OffboardingStep[], { step, change }: Outcome) {
  return steps
    .map((other) => (other === step ? { ...other, ...change } : other))
    .filter(({ status }) => status === 'stuck')
    .map(({ name, error }) => ({ name, error }));
}

/** Changes only: a journey that is stuck again after another try is no news. */
export function listOccurrences(
  { offboarding, steps }: Journey,
  outcome: Outcome,
  journeyChange: OffboardingChange,
  at: Date,
): Occurrence[] {
  const { id, userId, kind, clientName, requestId, requestedAt } = offboarding;
  const journey = {
    userId,
    offboardingId: id,
    kind,
    client: clientName,
    requestId,
    requestedAt: requestedAt.toISOString(),
  };
  const tell = (event: Occurrence['event'], more: Occurrence['data'] = {}) => ({
    event,
    at,
    userId,
    data: { ...journey, ...more },
  });
  const { status } = journeyChange;
  const occurrences: Occurrence[] = journeyChange.lockedOutAt === undefined ? [] : [tell('lockedOut')];
  if (status === offboarding.status) return occurrences;
  if (status === 'complete' || status === 'restored') occurrences.push(tell(status));
  if (status === 'stuck') occurrences.push(tell('stuck', { steps: stuckSteps(steps, outcome) }));
  return occurrences;
}
