/**
 * Traces, by OpenTelemetry's API alone: the SDK behind it is loaded where export is configured. While it is not,
 * every function here returns at once and allocates nothing.
 */

import {
  type Attributes,
  context,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';

export { type Span, type SpanContext, SpanKind } from '@opentelemetry/api';

let tracer: Tracer | undefined;

/** Called once the SDK runs; undefined when it has stopped. */
export function useTracer(used: Tracer | undefined): void {
  tracer = used;
}

export function isTracing(): boolean {
  return tracer !== undefined;
}

export interface SpanPlan {
  /** Low cardinality: what is done, never to whom. */
  readonly name: string;
  readonly kind: SpanKind;
  /** No names, no e-mail addresses, no tokens. */
  readonly attributes: Attributes;
  /** W3C trace context of another process or time, empty for none; the active span is the parent without it. */
  readonly traceparent?: string | undefined;
  readonly links?: readonly SpanContext[] | undefined;
}

/** To be ended by whoever started it. Ask `isTracing` before making the plan. */
export function startSpan({ name, kind, attributes, traceparent, links }: SpanPlan): Span | undefined {
  if (tracer === undefined) return undefined;
  const parent =
    traceparent === undefined ? context.active() : propagation.extract(ROOT_CONTEXT, { traceparent });
  const linked: Link[] | undefined = links?.map((each) => ({ context: each }));
  return tracer.startSpan(name, { kind, attributes, ...(linked && { links: linked }) }, parent);
}

/** Makes the span the active one for what is called, and for all that it waits for. */
export function runInSpan<T>(span: Span | undefined, run: () => T): T {
  return span === undefined ? run() : context.with(trace.setSpan(context.active(), span), run);
}

/** For work that is not part of what happens to set it off. */
export function runDetached<T>(run: () => T): T {
  return tracer === undefined ? run() : context.with(ROOT_CONTEXT, run);
}

/** What was thrown shows by its code or class: its message may hold more than a trace should. */
export function markFailed(span: Span, errorType: string): void {
  span.setAttribute('error.type', errorType);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

export function errorTypeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** Of the active span, for logs and links. */
export function activeSpanContext(): SpanContext | undefined {
  return tracer === undefined ? undefined : trace.getActiveSpan()?.spanContext();
}

/** The active span as W3C trace context, to be kept for what is done later or elsewhere. */
export function activeTraceparent(): string | undefined {
  if (tracer === undefined) return undefined;
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

/** Says of the active span that it waits for what another request began. */
export function linkActiveSpan(traceparent: string | undefined): void {
  if (tracer === undefined || traceparent === undefined) return;
  const linked = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, { traceparent }));
  if (linked !== undefined) trace.getActiveSpan()?.addLink({ context: linked });
}

/** Listeners of this emitter run in the context of now: what a socket emits would have none. */
export function bindToActiveSpan(...emitters: readonly NodeJS.EventEmitter[]): void {
  for (const emitter of emitters) context.bind(context.active(), emitter);
}
