/**
 * Who waits at the gate, in order of priority and then of when their errand first waited: what is begun is finished
 * before the next begins. Each leaves when its signal or deadline says so.
 */

import type { CallOptions } from '../call-options.ts';
import type { Clock } from './clock.ts';
import { Line } from './line.ts';
import { PRIORITIES, type Priority } from './priority.ts';
import { abortedError, throttledError } from './refusals.ts';

/** Those who wait with the same object make one call together, up to `most` of them in each. */
export interface Party {
  readonly most: number;
}

export interface Waiter {
  readonly priority: Priority;
  readonly deadline: number | undefined;
  readonly party: Party | undefined;
}

interface Seat extends Waiter {
  readonly place: number;
  readonly admit: (lane: number) => void;
  readonly refuse: (error: Error) => void;
  readonly release: () => void;
}

/** How many calls will be made of those who wait. */
class CallCount {
  #calls = 0;
  readonly #sizes = new Map<Party, number>();

  get calls(): number {
    return this.#calls;
  }

  /**
   * Calls that surely go before that of somebody who comes now: none for one who rides along, since those of its
   * party who came before had hope of their turn.
   */
  before(party: Party | undefined): number {
    return this.#ridesAlong(party) ? 0 : this.#calls;
  }

  add({ party }: Pick<Waiter, 'party'>): void {
    if (!this.#ridesAlong(party)) this.#calls += 1;
    if (party !== undefined) this.#sizes.set(party, this.#sizeOf(party) + 1);
  }

  delete({ party }: Pick<Waiter, 'party'>): void {
    if (party !== undefined && this.#sizeOf(party) > 1) this.#sizes.set(party, this.#sizeOf(party) - 1);
    else if (party !== undefined) this.#sizes.delete(party);
    if (!this.#ridesAlong(party)) this.#calls -= 1;
  }

  #ridesAlong(party: Party | undefined): boolean {
    return party !== undefined && this.#sizeOf(party) % party.most !== 0;
  }

  #sizeOf(party: Party): number {
    return this.#sizes.get(party) ?? 0;
  }
}

function forEachPriority<T>(create: () => T): Readonly<Record<Priority, T>> {
  return { lockOut: create(), interactive: create(), release: create(), background: create() };
}

export class WaitingRoom {
  readonly #clock: Clock;
  readonly #lines = forEachPriority(() => new Line<Seat>());
  /** Of those that have waited. */
  readonly #places = new WeakMap<object, number>();
  #arrivals = 0;
  readonly #counts = forEachPriority(() => new CallCount());

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(options: CallOptions, party: Party | undefined, turn: Pick<Seat, 'admit' | 'refuse'>): void {
    const { priority, signal, deadline, errand } = options;
    const onAbort = () => this.#dismiss(seat, abortedError());
    const cancelTimer =
      deadline === undefined
        ? undefined
        : this.#clock.after(deadline - this.#clock.now(), () => this.#dismiss(seat, throttledError(1000)));
    const seat: Seat = {
      priority,
      deadline,
      party,
      place: this.#placeOf(errand),
      ...turn,
      release: () => {
        cancelTimer?.();
        signal?.removeEventListener('abort', onAbort);
      },
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#lines[priority].add(seat);
    this.#counts[priority].add(seat);
  }

  /** Whose turn is next. */
  first(): Seat | undefined {
    for (const priority of PRIORITIES) {
      const { first } = this.#lines[priority];
      if (first !== undefined) return first;
    }
    return undefined;
  }

  admit(seat: Seat, lane: number): void {
    this.#remove(seat);
    seat.admit(lane);
  }

  /** Sends away those of a priority for whom `reasonFor` has an error; `ahead` calls go before that of the one it is asked of. */
  refuseAll(priority: Priority, reasonFor: (waiter: Waiter, ahead: number) => Error | undefined): void {
    const before = this.#callsAbove(priority);
    const kept = new CallCount();
    for (const seat of [...this.#lines[priority]]) {
      const error = reasonFor(seat, before + kept.before(seat.party));
      if (error === undefined) kept.add(seat);
      else this.#dismiss(seat, error);
    }
  }

  /** How many calls go before that of somebody who comes now. */
  countAhead({ priority, errand }: CallOptions, party: Party | undefined): number {
    const place = errand && this.#places.get(errand);
    if (place === undefined) return this.#callsAbove(priority) + this.#counts[priority].before(party);
    const before = new CallCount();
    for (const seat of this.#lines[priority]) {
      if (seat.place > place) break;
      before.add(seat);
    }
    return this.#callsAbove(priority) + before.before(party);
  }

  #placeOf(errand: object | undefined): number {
    this.#arrivals += 1;
    if (errand === undefined) return this.#arrivals;
    const place = this.#places.get(errand) ?? this.#arrivals;
    this.#places.set(errand, place);
    return place;
  }

  #callsAbove(priority: Priority): number {
    const above = PRIORITIES.slice(0, PRIORITIES.indexOf(priority));
    return above.reduce((sum, each) => sum + this.#counts[each].calls, 0);
  }

  counts(): Record<Priority, number> {
    const { lockOut, interactive, release, background } = this.#lines;
    return {
      lockOut: lockOut.length,
      interactive: interactive.length,
      release: release.length,
      background: background.length,
    };
  }

  #dismiss(seat: Seat, error: Error): void {
    this.#remove(seat);
    seat.refuse(error);
  }

  #remove(seat: Seat): void {
    if (this.#lines[seat.priority].delete(seat)) this.#counts[seat.priority].delete(seat);
    seat.release();
  }
}
