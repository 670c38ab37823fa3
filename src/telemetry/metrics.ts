/**
 * The metrics of one bridge: the only book that is kept, for Prometheus and OTLP alike. No label ever holds a person,
 * and each has few values.
 */

import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { StateMetrics, type StateSources } from './state-metrics.ts';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25];
const LOCK_OUT_SECONDS = [0.25, 0.5, 1, 2, 5, 10, 20, 60, 300, 1800, 7200];

export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;
  readonly #refused: Counter<'kind'>;
  readonly #genesysCalls: Histogram<'operation' | 'status'>;
  readonly #steps: Counter<'step' | 'outcome'>;
  readonly #lockOuts: Histogram;
  readonly #drift: Counter;
  readonly #notifications: Counter<'webhook' | 'outcome'>;
  readonly #state: StateMetrics | undefined;

  /** `sources`: for the gauges of what is; none without them. */
  constructor(sources?: StateSources) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Histogram({
      name: 'bridge_http_request_seconds',
      help: 'Time from request to answer',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
      registers,
    });
    this.#refused = new Counter({
      name: 'bridge_http_refused_total',
      help: 'SCIM requests refused at once because too many wait',
      labelNames: ['kind'],
      registers,
    });
    this.#genesysCalls = new Histogram({
      name: 'bridge_genesys_call_seconds',
      help: 'Time of one request to Genesys Cloud on the wire',
      labelNames: ['operation', 'status'],
      buckets: SECONDS,
      registers,
    });
    this.#steps = new Counter({
      name: 'bridge_offboarding_steps_total',
      help: 'Runs of offboarding steps by what they came to',
      labelNames: ['step', 'outcome'],
      registers,
    });
    this.#lockOuts = new Histogram({
      name: 'bridge_lock_out_seconds',
      help: 'Time from the accepted request until the person was locked out',
      buckets: LOCK_OUT_SECONDS,
      registers,
    });
    this.#drift = new Counter({
      name: 'bridge_drift_total',
      help: 'People who left and were found with something given back in Genesys Cloud',
      registers,
    });
    this.#notifications = new Counter({
      name: 'bridge_notification_attempts_total',
      help: 'Attempts to tell a webhook something by what they came to',
      labelNames: ['webhook', 'outcome'],
      registers,
    });
    this.#state = sources === undefined ? undefined : new StateMetrics(this.#registry, sources);
  }

  observeRequest(request: { method: string; route: string; status: number; durationMs: number }): void {
    const { method, route, status, durationMs } = request;
    this.#requests.observe({ method, route, status }, durationMs / 1000);
  }

  /** Of a request that was not let in. */
  countRefused(kind: string): void {
    this.#refused.inc({ kind });
  }

  observeGenesysCall(call: { operation: string; status: number | undefined; durationMs: number }): void {
    const { operation, status, durationMs } = call;
    this.#genesysCalls.observe({ operation, status: status ?? 'none' }, durationMs / 1000);
  }

  countStep(step: { step: string; outcome: string }): void {
    this.#steps.inc(step);
  }

  observeLockOut(durationMs: number): void {
    this.#lockOuts.observe(durationMs / 1000);
  }

  countNotification(attempt: { webhook: string; outcome: string }): void {
    this.#notifications.inc(attempt);
  }

  countDrift(): void {
    this.#drift.inc();
  }

  /** As it is now, for another way out than Prometheus'. */
  async snapshot(): ReturnType<Registry['getMetricsAsJSON']> {
    await this.#state?.refresh();
    return await this.#registry.getMetricsAsJSON();
  }

  /** In Prometheus' text format. */
  async text(): Promise<string> {
    await this.#state?.refresh();
    return await this.#registry.metrics();
  }
}
