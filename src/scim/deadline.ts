/** A request is answered in time even when a backend overlooks its signal. */

import { BridgeError } from '../errors.ts';
import type { ScimContext } from './backend.ts';

/** How long a backend that heeds the signal has for an answer of its own, in milliseconds. */
const LAST_WORD_MS = 250;
/** One look at all who wait, instead of a timer that nearly every request would set in vain. */
const LOOK_EVERY_MS = 100;

interface Waiting {
  readonly until: number;
  readonly giveUp: () => void;
}

const waiting = new Set<Waiting>();
let looking = false;

/** Settles as `work` does, or rejects with 503 soon after the deadline; the work itself goes on. */
export function answerInTime<T>({ deadline }: Pick<ScimContext, 'deadline'>, work: Promise<T>): Promise<T> {
  // Promise.race would make more promises than this for the same.
  return new Promise((resolve, reject) => {
    const entry = { until: deadline + LAST_WORD_MS, giveUp: () => reject(tooLate()) };
    waiting.add(entry);
    if (!looking) lookLater();
    work.then(
      (value) => {
        waiting.delete(entry);
        resolve(value);
      },
      (error: unknown) => {
        waiting.delete(entry);
        reject(error);
      },
    );
  });
}

/** Everybody in this process who still waits is answered with 503: it is about to end, and the work goes on without it. */
export function answerAllNow(): void {
  for (const { giveUp } of waiting) giveUp();
  waiting.clear();
}

function lookLater(): void {
  looking = true;
  setTimeout(look, LOOK_EVERY_MS);
}

function look(): void {
  looking = false;
  const now = Date.now();
  for (const entry of waiting) {
    if (entry.until > now) continue;
    waiting.delete(entry);
    entry.giveUp();
  }
  if (waiting.size > 0) lookLater();
}

function tooLate(): BridgeError {
  return new BridgeError('The request took too long; it may still take effect. Try again later', {
    code: 'scim.deadline',
    status: 503,
    retryAfterSeconds: 10,
    expose: true,
  });
}
