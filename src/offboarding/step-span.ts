/**
 * The span of one run of a step. It is part of the trace of the request that began the journey, even when that was hours
 * ago and on another instance: one id then finds everything that was done to the person.
 */

import type { OffboardingStep } from '../store/offboarding-steps.ts';
import { errorTypeOf, isTracing, markFailed, type Span, SpanKind, startSpan } from '../telemetry/tracing.ts';
import type { Journey, Outcome } from './record-outcome.ts';

/** Undefined while tracing is off. */
export function startStepSpan({ offboarding }: Journey, step: OffboardingStep): Span | undefined {
  if (!isTracing()) return undefined;
  return startSpan({
    name: `offboarding step ${step.name}`,
    kind: SpanKind.CONSUMER,
    traceparent: offboarding.traceparent ?? '',
    attributes: {
      'enduser.id': offboarding.userId,
      'scim.client': offboarding.clientName,
      'bridge.request_id': offboarding.requestId,
      'offboarding.id': offboarding.id,
      'offboarding.kind': offboarding.kind,
      'offboarding.step': step.name,
      'offboarding.phase': step.phase,
      'offboarding.attempt': step.attempts + 1,
    },
  });
}

export function endStepSpan(span: Span, { change, error }: Outcome): void {
  span.setAttribute('offboarding.outcome', change.status);
  if (error !== undefined) markFailed(span, errorTypeOf(error));
  span.end();
}

/** It was told to end: a newer request came, or the process stops. */
export function endInterruptedSpan(span: Span, error: unknown): void {
  markFailed(span, errorTypeOf(error));
  span.setAttribute('offboarding.outcome', 'interrupted');
  span.end();
}
