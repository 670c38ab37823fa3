/**
 * Authentication failures in the audit trail, without letting an attacker flood it: an entry a minute for each
 * address, with a count, and one for all addresses beyond the first hundred.
 */

import type { AuditEntry } from '../store/audit.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { MonotonicClock } from './rate-limit.ts';

export type FailureReason =
  | 'unknown-token'
  | 'other-client'
  | 'malformed'
  | 'address-not-allowed'
  | 'client-refused'
  | 'missing-scope'
  | 'provider';

export interface Failure {
  readonly address: string;
  readonly reason: FailureReason;
  readonly requestId: string;
  /** The client that was meant, as far as known; asked only when an entry is written. */
  readonly identify: () => Promise<string | undefined>;
}

export interface FailureAuditOptions {
  readonly record: (entry: AuditEntry) => Promise<void>;
  readonly log: Pick<Logger, 'warn'>;
  readonly now: () => Date;
  readonly clock: MonotonicClock;
}

const MINUTE_MS = 60_000;
const MOST_ADDRESSES = 100;
const OTHERS = 'others';

interface Tally {
  recordedAt: number;
  /** Since the last entry. */
  count: number;
  latest: Failure;
}

export class FailureAudit {
  readonly #options: FailureAuditOptions;
  readonly #tallies = new Map<string, Tally>();
  readonly #writing = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;

  constructor(options: FailureAuditOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.writeDue(), MINUTE_MS);
    this.#timer.unref();
  }

  /** The first failure of an address is written at once; what follows within a minute is counted. */
  note(failure: Failure): void {
    const isNew = !this.#tallies.has(failure.address);
    const key = isNew && this.#tallies.size >= MOST_ADDRESSES ? OTHERS : failure.address;
    const tally = this.#tallies.get(key) ?? {
      recordedAt: Number.NEGATIVE_INFINITY,
      count: 0,
      latest: failure,
    };
    tally.count += 1;
    tally.latest = failure;
    this.#tallies.set(key, tally);
    if (this.#isDue(tally)) this.#write(key, tally);
  }

  /** Writes what was counted, and forgets addresses that were quiet for a minute. */
  writeDue(): void {
    for (const [key, tally] of this.#tallies) {
      if (!this.#isDue(tally)) continue;
      if (tally.count === 0) this.#tallies.delete(key);
      else this.#write(key, tally);
    }
  }

  /** Writes all that is counted. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const [key, tally] of this.#tallies) if (tally.count > 0) this.#write(key, tally);
    await Promise.all(this.#writing);
  }

  #isDue({ recordedAt }: Tally): boolean {
    return this.#options.clock() - recordedAt >= MINUTE_MS;
  }

  #write(address: string, tally: Tally): void {
    const { latest, count } = tally;
    tally.recordedAt = this.#options.clock();
    tally.count = 0;
    const writing = this.#record({ ...latest, address }, count, this.#options.now())
      .catch((error: unknown) => this.#options.log.warn('a failed authentication was not audited', { error }))
      .finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  async #record({ address, reason, requestId, identify }: Failure, count: number, at: Date): Promise<void> {
    const client = await identify();
    const detail = { address, reason, count, ...(client === undefined ? {} : { client }) };
    await this.#options.record({ at, actor: 'bridge', action: 'authentication.failed', requestId, detail });
  }
}
