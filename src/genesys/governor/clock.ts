/** Time as the governor sees it; tests bring their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `ms` milliseconds; the returned function cancels. */
  after(ms: number, callback: () => void): () => void;
}

/**
 * `end` as far as it can be believed: one that lies further ahead than anything lasts was reckoned before the
 * machine's clock was set back, and has passed.
 */
export function believedEnd(end: number, now: number, longestMs: number): number {
  return end - now > longestMs ? now : end;
}

/** The real timers, with the given idea of the present. */
export function createClock(now: () => number = Date.now): Clock {
  return {
    now,
    after(ms, callback) {
      const timer = setTimeout(callback, Math.max(0, ms));
      return () => clearTimeout(timer);
    },
  };
}
