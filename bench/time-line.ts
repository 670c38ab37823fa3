/** What requests cost over time, with what the process itself did meanwhile. */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { percentile } from './benchmark.ts';

const EVERY_MS = 5_000;

export interface Timed {
  /** Milliseconds from the beginning until it was sent. */
  readonly at: number;
  readonly ms: number;
}

interface Load {
  readonly processor: number;
  readonly loopDelayMs: number;
}

/** Watches the process from `start` to `stop`. */
export class TimeLine {
  readonly #began = performance.now();
  readonly #delay = monitorEventLoopDelay({ resolution: 5 });
  readonly #loads: Load[] = [];
  readonly #timer: NodeJS.Timeout;
  #usage = process.cpuUsage();

  constructor() {
    this.#delay.enable();
    this.#timer = setInterval(() => this.#note(), EVERY_MS).unref();
  }

  /** Milliseconds since the beginning. */
  get now(): number {
    return performance.now() - this.#began;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#delay.disable();
  }

  /** One line for every five seconds in which requests were sent. */
  print(timed: readonly Timed[]): void {
    const last = Math.max(...timed.map(({ at }) => at));
    for (let from = 0, index = 0; from <= last; from += EVERY_MS, index += 1) {
      const sent = timed.filter(({ at }) => at >= from && at < from + EVERY_MS);
      const sorted = sent.map(({ ms }) => ms).sort((one, other) => one - other);
      const { processor = Number.NaN, loopDelayMs = Number.NaN } = this.#loads[index] ?? {};
      const columns = [
        `${from / 1_000} s:`.padStart(6),
        `${sent.length} sent`,
        `p50 ${percentile(sorted, 0.5).toFixed(0)} ms`,
        `slowest ${(sorted.at(-1) ?? Number.NaN).toFixed(0)} ms`,
        `event loop late by up to ${loopDelayMs.toFixed(0)} ms`,
        `processor ${(100 * processor).toFixed(0)} %`,
      ];
      process.stdout.write(`  ${columns.join(', ')}\n`);
    }
  }

  #note(): void {
    const { user, system } = process.cpuUsage(this.#usage);
    this.#usage = process.cpuUsage();
    this.#loads.push({
      processor: (user + system) / 1_000 / EVERY_MS,
      loopDelayMs: this.#delay.max / 1_000_000,
    });
    this.#delay.reset();
  }
}
