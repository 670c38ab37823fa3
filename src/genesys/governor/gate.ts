/**
 * The one gate in front of Genesys Cloud: bounded concurrency, the allowance spent by priority, and a pause for
 * all when Genesys asks for one.
 */

import type { CallOptions } from '../call-options.ts';
import { Allowance, type AnswerFacts } from './allowance.ts';
import type { Clock } from './clock.ts';
import { PRIORITIES, type Priority } from './priority.ts';
import { abortedError, closedError, throttledError } from './refusals.ts';
import { WaitingRoom } from './waiting-room.ts';

const MAX_CONCURRENT = 12;
/** Slots that only lock-outs may take, so that slow answers to an import do not hold one up. */
const RESERVED_SLOTS = 2;

export type Outcome = AnswerFacts | 'lost' | 'unsent';

/** The right to make one request; to be given back exactly once with what became of it. */
export interface Pass {
  leave(outcome: Outcome): void;
}

/** For metrics. */
export interface GateStatus {
  readonly inFlight: number;
  readonly waiting: Readonly<Record<Priority, number>>;
  /** Requests a window, undefined when Genesys sets no limit. */
  readonly limit: number | undefined;
}

export class Gate {
  readonly #clock: Clock;
  readonly #maxConcurrent: number;
  readonly #allowance: Allowance;
  readonly #room: WaitingRoom;
  #inFlight = 0;
  #pausedUntil = 0;
  #closed = false;
  #cancelWake: (() => void) | undefined;

  constructor(clock: Clock, maxConcurrent: number = MAX_CONCURRENT) {
    this.#clock = clock;
    this.#maxConcurrent = maxConcurrent;
    this.#allowance = new Allowance(clock);
    this.#room = new WaitingRoom(clock);
  }

  /**
   * Waits for the turn. Rejects with `genesys.throttled` as soon as the turn cannot come before the deadline,
   * and with `genesys.aborted` when the signal says so.
   */
  async enter(options: CallOptions): Promise<Pass> {
    if (this.#closed) throw closedError();
    if (options.signal?.aborted) throw abortedError();
    this.#refuseIfHopeless(options);
    return new Promise((resolve, reject) => {
      this.#room.add(options, {
        admit: () => resolve(this.#createPass()),
        refuse: reject,
      });
      this.#admitNext();
    });
  }

  /** Lets nobody through for that long: Genesys answered 429. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + ms);
    this.#admitNext();
  }

  status(): GateStatus {
    return { inFlight: this.#inFlight, waiting: this.#room.counts(), limit: this.#allowance.limit };
  }

  /** Refuses whoever waits and whoever comes later; leaves no timer behind. */
  close(): void {
    this.#closed = true;
    this.#cancelWake?.();
    for (const priority of PRIORITIES) this.#room.refuseAll(priority, () => closedError());
  }

  #refuseIfHopeless(options: CallOptions): void {
    if (options.deadline === undefined) return;
    const ahead = this.#room.countAhead(options.priority);
    const start = Math.max(this.#pausedUntil, this.#allowance.earliestStart(options.priority, ahead));
    const now = this.#clock.now();
    if (options.deadline <= now || start > options.deadline) throw throttledError(start - now);
  }

  #createPass(): Pass {
    this.#inFlight += 1;
    this.#allowance.spend();
    let left = false;
    return {
      leave: (outcome) => {
        if (left) return;
        left = true;
        this.#inFlight -= 1;
        this.#allowance.settle(outcome);
        this.#admitNext();
      },
    };
  }

  #admitNext(): void {
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    if (this.#closed) return;
    for (let next = this.#room.first(); next !== undefined; next = this.#room.first()) {
      const blockedUntil = this.#blockedUntil(next.priority);
      if (blockedUntil !== undefined) {
        this.#waitUntil(blockedUntil, next.priority);
        return;
      }
      const reserved = next.priority === 'lockOut' ? 0 : Math.min(RESERVED_SLOTS, this.#maxConcurrent - 1);
      if (this.#inFlight >= this.#maxConcurrent - reserved) return;
      this.#room.admit(next);
    }
  }

  #blockedUntil(priority: Priority): number | undefined {
    const now = this.#clock.now();
    if (this.#pausedUntil > now) return this.#pausedUntil;
    return this.#allowance.available(priority) > 0 ? undefined : this.#allowance.resetAt();
  }

  #waitUntil(time: number, blocked: Priority): void {
    const waitMs = Math.max(1, time - this.#clock.now());
    // What blocks one priority blocks every lower one too.
    for (const priority of PRIORITIES.slice(PRIORITIES.indexOf(blocked))) {
      this.#room.refuseAll(priority, (waiter) =>
        waiter.deadline !== undefined && waiter.deadline < time ? throttledError(waitMs) : undefined,
      );
    }
    this.#cancelWake = this.#clock.after(waitMs, () => this.#admitNext());
  }
}
