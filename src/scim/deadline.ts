/** A request is answered in time even when a backend overlooks its signal. */

import { BridgeError } from '../errors.ts';
import type { ScimContext } from './backend.ts';

/** How long a backend that heeds the signal has for an answer of its own, in milliseconds. */
const LAST_WORD_MS = 250;

/** Settles as `work` does, or rejects with 503 soon after the deadline; the work itself goes on. */
export function answerInTime<T>({ deadline }: ScimContext, work: Promise<T>): Promise<T> {
  // Promise.race would make more promises than this for the same.
  return new Promise((resolve, reject) => {
    const waitMs = Math.max(deadline - Date.now(), 0) + LAST_WORD_MS;
    const timer = setTimeout(() => reject(tooLate()), waitMs);
    const settle = <Outcome>(finish: (outcome: Outcome) => void, outcome: Outcome) => {
      clearTimeout(timer);
      finish(outcome);
    };
    work.then(
      (value) => settle(resolve, value),
      (error: unknown) => settle(reject, error),
    );
  });
}

function tooLate(): BridgeError {
  return new BridgeError('The request took too long; it may still take effect. Try again later', {
    code: 'scim.deadline',
    status: 503,
    retryAfterSeconds: 10,
    expose: true,
  });
}
