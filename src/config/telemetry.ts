/**
 * Whether traces and metrics are sent by OTLP, by OpenTelemetry's own variables. The rest of them (endpoints, headers,
 * sampler, batches, resource) is read by OpenTelemetry itself.
 */

import { invalidConfiguration } from './invalid.ts';
import type { Environment } from './secrets.ts';

export interface TelemetrySettings {
  readonly traces: boolean;
  readonly metrics: boolean;
  /** Milliseconds between two exports of the metrics. */
  readonly metricsEveryMs: number;
}

type Signal = 'TRACES' | 'METRICS';

const DEFAULT_INTERVAL_MS = 60_000;

/** An empty variable counts as unset, as the specification has it. */
function readVariable(env: Environment, name: string): string | undefined {
  return env[name] || undefined;
}

function refuseOtherProtocol(env: Environment, signal: Signal): void {
  for (const name of [`OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`, 'OTEL_EXPORTER_OTLP_PROTOCOL']) {
    const protocol = readVariable(env, name);
    if (protocol === undefined) continue;
    if (protocol === 'http/json') return;
    throw invalidConfiguration(name, 'must be http/json, the only protocol that the bridge speaks');
  }
}

/** On when an endpoint is set, or by name: the default of the specification would send to a port of this machine. */
function isExported(env: Environment, signal: Signal): boolean {
  const name = `OTEL_${signal}_EXPORTER`;
  const exporter = readVariable(env, name);
  if (exporter !== undefined && exporter !== 'otlp' && exporter !== 'none') {
    throw invalidConfiguration(name, 'must be otlp or none');
  }
  const endpoint =
    readVariable(env, `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`) ??
    readVariable(env, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  const isOn = exporter === 'otlp' || (exporter === undefined && endpoint !== undefined);
  if (isOn) refuseOtherProtocol(env, signal);
  return isOn;
}

function readInterval(env: Environment): number {
  const name = 'OTEL_METRIC_EXPORT_INTERVAL';
  const interval = readVariable(env, name) ?? String(DEFAULT_INTERVAL_MS);
  if (/^[1-9]\d{2,8}$/.test(interval)) return Number(interval);
  throw invalidConfiguration(name, 'must be a whole number of milliseconds, at least 100');
}

export function readTelemetry(env: Environment): TelemetrySettings {
  const isDisabled = readVariable(env, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true';
  return {
    traces: !isDisabled && isExported(env, 'TRACES'),
    metrics: !isDisabled && isExported(env, 'METRICS'),
    metricsEveryMs: readInterval(env),
  };
}
