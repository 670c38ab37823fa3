import { describe, expect, it } from 'vitest';
import { readTelemetry } from '../../src/config/telemetry.ts';

const ENDPOINT = 'http://collector:4318';

describe('readTelemetry', () => {
  it.each([
    [{}, { traces: false, metrics: false }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT }, { traces: true, metrics: true }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, { traces: false, metrics: false }],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ENDPOINT }, { traces: true, metrics: false }],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, { traces: true, metrics: false }],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_METRICS_EXPORTER: 'none' },
      { traces: true, metrics: false },
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_SDK_DISABLED: 'true' },
      { traces: false, metrics: false },
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
      { traces: true, metrics: true },
    ],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, { traces: false, metrics: false }],
  ])('%j', (env, expected) => {
    expect(readTelemetry(env)).toMatchObject(expected);
  });

  it.each([
    [{ OTEL_TRACES_EXPORTER: 'zipkin' }, 'OTEL_TRACES_EXPORTER'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'http/json'],
    [{ OTEL_METRIC_EXPORT_INTERVAL: '5s' }, 'OTEL_METRIC_EXPORT_INTERVAL'],
  ])('refuses %j', (env, expected) => {
    expect(() => readTelemetry(env)).toThrow(expected);
  });
});
