/** Prometheus metrics of one bridge. No label ever holds a person. */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25];
const LOCK_OUT_SECONDS = [0.25, 0.5, 1, 2, 5, 10, 20, 60, 300, 1800, 7200];

export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;
  readonly #genesysCalls: Histogram<'operation' | 'status'>;
  readonly #steps: Counter<'step' | 'outcome'>;
  readonly #lockOuts: Histogram;
  readonly #guardHeld: Gauge<'client'>;
  readonly #drift: Counter;

  constructor() {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Histogram({
      name: 'bridge_http_request_seconds',
      help: 'Time from request to answer',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
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
    this.#guardHeld = new Gauge({
      name: 'bridge_guard_held_back',
      help: 'People whose deactivation the guard holds back, for each SCIM client that it holds',
      labelNames: ['client'],
      registers,
    });
  }

  observeRequest(request: { method: string; route: string; status: number; durationMs: number }): void {
    const { method, route, status, durationMs } = request;
    this.#requests.observe({ method, route, status }, durationMs / 1000);
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

  countDrift(): void {
    this.#drift.inc();
  }

  /** Clients that are no longer held disappear. */
  showGuard(held: readonly { readonly client: string; readonly heldBack: number }[]): void {
    this.#guardHeld.reset();
    for (const { client, heldBack } of held) this.#guardHeld.set({ client }, heldBack);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
