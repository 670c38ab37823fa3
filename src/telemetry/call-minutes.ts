/** How many calls went to Genesys Cloud in each minute of the last hour, and when it answered last. */

const MINUTE_MS = 60_000;
const KEPT = 60;
const THROTTLED = 429;

export interface CallMinute {
  /** ISO 8601, the beginning of the minute. */
  readonly at: string;
  readonly calls: number;
  /** Calls among them that Genesys refused for the rate limit. */
  readonly throttled: number;
}

export class CallMinutes {
  readonly #now: () => number;
  /** By number of the minute since the epoch. */
  readonly #minutes = new Map<number, { calls: number; throttled: number }>();
  #lastAnswerAt: number | undefined;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** When Genesys last answered a call, whatever it said. */
  get lastAnswerAt(): Date | undefined {
    return this.#lastAnswerAt === undefined ? undefined : new Date(this.#lastAnswerAt);
  }

  note({ status }: { readonly status: number | undefined }): void {
    const now = this.#now();
    if (status !== undefined) this.#lastAnswerAt = now;
    const number = Math.floor(now / MINUTE_MS);
    const minute = this.#minutes.get(number) ?? this.#open(number);
    minute.calls += 1;
    if (status === THROTTLED) minute.throttled += 1;
  }

  /** Oldest first; minutes without a call are left out. */
  list(): readonly CallMinute[] {
    const oldest = Math.floor(this.#now() / MINUTE_MS) - KEPT + 1;
    return [...this.#minutes]
      .filter(([number]) => number >= oldest)
      .map(([number, counts]) => ({ at: new Date(number * MINUTE_MS).toISOString(), ...counts }));
  }

  #open(number: number): { calls: number; throttled: number } {
    for (const old of this.#minutes.keys()) if (old <= number - KEPT) this.#minutes.delete(old);
    const minute = { calls: 0, throttled: 0 };
    this.#minutes.set(number, minute);
    return minute;
  }
}
