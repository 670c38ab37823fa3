/** OpenTelemetry's SDK with OTLP over HTTP, set up by the standard OTEL_* variables. */

import { randomUUID } from 'node:crypto';
import { context, DiagLogLevel, diag, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { TelemetrySettings } from '../config/telemetry.ts';
import type { Export } from './export.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { RegistryProducer } from './otlp-metrics.ts';
import { useTracer } from './tracing.ts';

const NAME = 'genesys-scim-bridge';
const CLOSE_LIMIT_MS = 2_000;

function describeResource(): Resource {
  const own = resourceFromAttributes({ 'service.name': NAME, 'service.instance.id': randomUUID() });
  return defaultResource()
    .merge(own)
    .merge(detectResources({ detectors: [envDetector] }));
}

/** Its messages may quote answers of the collector; the logger redacts. */
function reportTroubles(log: Logger): void {
  const report = (message: string): void => log.warn('telemetry could not be exported', { reason: message });
  const ignore = (): void => undefined;
  const logger = { error: report, warn: report, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}

function startTraces(resource: Resource): BasicTracerProvider {
  const spanProcessors = [new BatchSpanProcessor(new OTLPTraceExporter())];
  const provider = new BasicTracerProvider({ resource, spanProcessors });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  useTracer(trace.getTracer(NAME));
  return provider;
}

function startMetrics(resource: Resource, metrics: Metrics, everyMs: number): MeterProvider {
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(),
    exportIntervalMillis: everyMs,
    exportTimeoutMillis: Math.min(everyMs, 30_000),
    metricProducers: [new RegistryProducer(() => metrics.snapshot())],
  });
  return new MeterProvider({ resource, readers: [reader] });
}

async function within(limitMs: number, work: readonly Promise<void>[]): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, limitMs);
  await Promise.race([Promise.allSettled(work), late.promise]);
  clearTimeout(timer);
}

export function startOtlp(settings: TelemetrySettings, metrics: Metrics, log: Logger): Export {
  reportTroubles(log);
  const resource = describeResource();
  const traces = settings.traces ? startTraces(resource) : undefined;
  const meters = settings.metrics ? startMetrics(resource, metrics, settings.metricsEveryMs) : undefined;
  return {
    close: async () => {
      useTracer(undefined);
      await within(CLOSE_LIMIT_MS, [
        traces?.shutdown() ?? Promise.resolve(),
        meters?.shutdown() ?? Promise.resolve(),
      ]);
      trace.disable();
      context.disable();
      propagation.disable();
      diag.disable();
    },
  };
}
