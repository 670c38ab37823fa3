/** The span of one request to Genesys Cloud on the wire. It holds nothing of path, query and body: they hold people. */

import { errorTypeOf, isTracing, markFailed, type Span, SpanKind, startSpan } from '../telemetry/tracing.ts';
import type { CallOptions } from './call-options.ts';
import { nameOf, type Operation } from './operation.ts';
import { LostAnswer, type WireAnswer } from './wire.ts';

/** Undefined while tracing is off. */
export function startCallSpan(
  operation: Operation,
  { priority, links }: Pick<CallOptions, 'priority' | 'links'>,
  attempt: number,
): Span | undefined {
  if (!isTracing()) return undefined;
  return startSpan({
    name: nameOf(operation),
    kind: SpanKind.CLIENT,
    attributes: {
      'http.request.method': operation.method,
      'url.template': operation.path,
      'genesys.priority': priority,
      ...(attempt > 1 && { 'http.request.resend_count': attempt - 1 }),
    },
    links,
  });
}

/** `answer` is what came, of whatever status; without one `thrown` says why. */
export function endCallSpan(span: Span, answer: Partial<WireAnswer> | undefined, thrown?: unknown): void {
  const correlationId = answer?.headers?.['inin-correlation-id'];
  if (answer?.status !== undefined) span.setAttribute('http.response.status_code', answer.status);
  if (correlationId !== undefined) span.setAttribute('genesys.correlation_id', correlationId);
  if (thrown !== undefined) {
    const status = answer?.status;
    markFailed(span, status === undefined ? reasonOf(thrown) : String(status));
  }
  span.end();
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof LostAnswer ? thrown.kind : errorTypeOf(thrown);
}
