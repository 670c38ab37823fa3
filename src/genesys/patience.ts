import type { Clock } from './governor/clock.ts';
import { abortedError } from './governor/refusals.ts';

/** Settles with the promise, or rejects as soon as the signal says so; the promise itself goes on. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(abortedError());
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Waits; rejects at once when the signal says so, and leaves no timer behind. */
export async function pauseFor(ms: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.after(ms, resolve);
  try {
    await untilAborted(promise, signal);
  } finally {
    cancel();
  }
}
