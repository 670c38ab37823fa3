/**
 * Lets a request wait until its intent has taken effect (lock-out or reactivation done). Progress made in this
 * process wakes it at once; progress of another instance is found by looking at the rows.
 */

import { EventEmitter, once } from 'node:events';
import { BridgeError } from '../errors.ts';
import { isOpen, listSteps, type OffboardingStep } from '../store/offboarding-steps.ts';
import type { Store } from '../store/open.ts';
import { isAwaited } from './policy.ts';

/** Only other instances make progress unheard, and an embedded database has none. */
const LOOK_EVERY_MS = { postgres: 400, embedded: 5_000 } as const;

export interface WaitOptions {
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** Says of a step whether a request waits for it. */
type Awaits = (step: OffboardingStep) => boolean;

function refuseStuck(steps: readonly OffboardingStep[], awaits: Awaits): void {
  const stuck = steps.find((step) => awaits(step) && step.status === 'stuck');
  if (stuck === undefined) return;
  const others = steps.some(
    (step) => awaits(step) && (step.status === 'pending' || step.status === 'waiting'),
  );
  if (others) return;
  throw new BridgeError(
    `The request was accepted, but its step '${stuck.name}' is stuck: ${stuck.error ?? 'unknown cause'}`,
    {
      code: 'offboarding.stuck',
      status: 500,
      expose: true,
    },
  );
}

function refuseSuperseded(steps: readonly OffboardingStep[], awaits: Awaits): void {
  if (!steps.some((step) => awaits(step) && step.status === 'cancelled')) return;
  throw new BridgeError('A newer request for the same person took the place of this one', {
    code: 'offboarding.superseded',
    status: 503,
    retryAfterSeconds: 1,
    expose: true,
  });
}

function lateAnswer(): BridgeError {
  return new BridgeError('The request was accepted and is being carried out; repeat it to learn of its end', {
    code: 'offboarding.unfinished',
    status: 503,
    retryAfterSeconds: 5,
    expose: true,
  });
}

export class EffectWatch {
  readonly #emitter = new EventEmitter();
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    this.#emitter.setMaxListeners(0);
  }

  notify(offboardingId: string): void {
    this.#emitter.emit(offboardingId);
  }

  /** Resolves when the awaited steps are done; rejects with 503 at the deadline, while the work goes on. */
  async wait(offboardingId: string, options: WaitOptions, awaits: Awaits = isAwaited): Promise<void> {
    for (;;) {
      const woken = new AbortController();
      const signal = AbortSignal.any([woken.signal, options.signal]);
      const progress = once(this.#emitter, offboardingId, { signal }).catch(() => undefined);
      try {
        const steps = await listSteps(this.#store.db, offboardingId);
        if (!steps.some((step) => awaits(step) && isOpen(step))) {
          refuseSuperseded(steps, awaits);
          return;
        }
        refuseStuck(steps, awaits);
        const left = options.deadline - Date.now();
        if (left <= 0 || options.signal.aborted) throw lateAnswer();
        const pause = setTimeout(() => woken.abort(), Math.min(LOOK_EVERY_MS[this.#store.kind], left));
        await progress;
        clearTimeout(pause);
      } finally {
        woken.abort();
      }
    }
  }
}
