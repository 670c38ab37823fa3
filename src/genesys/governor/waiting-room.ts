/** Who waits at the gate, in order of priority and arrival; each leaves when its signal or deadline says so. */

import type { CallOptions } from '../call-options.ts';
import type { Clock } from './clock.ts';
import { PRIORITIES, type Priority } from './priority.ts';
import { abortedError, throttledError } from './refusals.ts';

export interface Waiter {
  readonly priority: Priority;
  readonly deadline: number | undefined;
}

interface Seat extends Waiter {
  readonly admit: (lane: number) => void;
  readonly refuse: (error: Error) => void;
  readonly release: () => void;
}

export class WaitingRoom {
  readonly #clock: Clock;
  readonly #seats: Readonly<Record<Priority, Set<Seat>>> = {
    lockOut: new Set(),
    interactive: new Set(),
    release: new Set(),
    background: new Set(),
  };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(options: CallOptions, turn: Pick<Seat, 'admit' | 'refuse'>): void {
    const { priority, signal, deadline } = options;
    const onAbort = () => this.#dismiss(seat, abortedError());
    const cancelTimer =
      deadline === undefined
        ? undefined
        : this.#clock.after(deadline - this.#clock.now(), () => this.#dismiss(seat, throttledError(1000)));
    const seat: Seat = {
      priority,
      deadline,
      ...turn,
      release: () => {
        cancelTimer?.();
        signal?.removeEventListener('abort', onAbort);
      },
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#seats[priority].add(seat);
  }

  /** Whose turn is next. */
  first(): Seat | undefined {
    for (const priority of PRIORITIES) {
      for (const seat of this.#seats[priority]) return seat;
    }
    return undefined;
  }

  admit(seat: Seat, lane: number): void {
    this.#remove(seat);
    seat.admit(lane);
  }

  /** Sends away those of a priority for whom `reasonFor` has an error; `ahead` go before the one it is asked of. */
  refuseAll(priority: Priority, reasonFor: (waiter: Waiter, ahead: number) => Error | undefined): void {
    let ahead = this.countAhead(priority) - this.#seats[priority].size;
    for (const seat of [...this.#seats[priority]]) {
      const error = reasonFor(seat, ahead);
      if (error === undefined) ahead += 1;
      if (error !== undefined) this.#dismiss(seat, error);
    }
  }

  /** How many go before somebody of that priority who comes now. */
  countAhead(priority: Priority): number {
    const before = PRIORITIES.slice(0, PRIORITIES.indexOf(priority) + 1);
    return before.reduce((sum, each) => sum + this.#seats[each].size, 0);
  }

  counts(): Record<Priority, number> {
    const { lockOut, interactive, release, background } = this.#seats;
    return {
      lockOut: lockOut.size,
      interactive: interactive.size,
      release: release.size,
      background: background.size,
    };
  }

  #dismiss(seat: Seat, error: Error): void {
    this.#remove(seat);
    seat.refuse(error);
  }

  #remove(seat: Seat): void {
    this.#seats[seat.priority].delete(seat);
    seat.release();
  }
}
