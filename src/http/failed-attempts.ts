/**
 * Slows down whoever tries out tokens: after so many failures within a minute an address has to wait until the
 * minute is over. In memory of this instance, and of a bounded size.
 */

import { isIPv6 } from 'node:net';
import type { MonotonicClock } from './rate-limit.ts';

export const MOST_FAILURES = 50;
const WINDOW_MS = 60_000;
const MOST_ADDRESSES = 10_000;

interface Window {
  readonly endsAt: number;
  failures: number;
}

/** One customer has a whole /64 of IPv6, and could take another address each time. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - left.length - (tail === '' ? 0 : tail.split(':').length);
  const groups = [...left, ...Array<string>(Math.max(0, missing)).fill('0'), ...(tail?.split(':') ?? [])];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group || '0', 16).toString(16))
    .join(':')}::/64`;
}

export class FailedAttempts {
  readonly #now: MonotonicClock;
  /** In the order of their end. */
  readonly #windows = new Map<string, Window>();

  constructor(now: MonotonicClock) {
    this.#now = now;
  }

  /** True while nothing has failed lately, which is nearly always. */
  get isQuiet(): boolean {
    return this.#windows.size === 0;
  }

  /** Milliseconds until the address may try again; 0 when it may now. */
  waitMs(address: string): number {
    const window = this.#windows.get(networkOf(address));
    if (window === undefined || window.failures < MOST_FAILURES) return 0;
    return Math.max(0, window.endsAt - this.#now());
  }

  add(address: string): void {
    const now = this.#now();
    this.#forgetEnded(now);
    const network = networkOf(address);
    const window = this.#windows.get(network) ?? { endsAt: now + WINDOW_MS, failures: 0 };
    window.failures += 1;
    this.#windows.set(network, window);
  }

  #forgetEnded(now: number): void {
    for (const [network, { endsAt }] of this.#windows) {
      if (endsAt > now && this.#windows.size < MOST_ADDRESSES) return;
      this.#windows.delete(network);
    }
  }
}
