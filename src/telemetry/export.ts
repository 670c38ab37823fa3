/** Starts the export by OTLP where it is configured; OpenTelemetry's SDK is not even loaded otherwise. */

import type { TelemetrySettings } from '../config/telemetry.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

export interface Export {
  /** Sends what is left; gives up after a few seconds. */
  close(): Promise<void>;
}

const NOTHING: Export = { close: async () => undefined };

export async function startExport(
  settings: TelemetrySettings,
  metrics: Metrics,
  log: Logger,
): Promise<Export> {
  if (!settings.traces && !settings.metrics) return NOTHING;
  const { startOtlp } = await import('./otlp.ts');
  return startOtlp(settings, metrics, log);
}
