/**
 * Calls of many people beneath the signatures of one person: whoever wants the same of Genesys and waits at the
 * gate rides along with the first of them whose turn comes. Only who is patient waits for the sake of company, so that
 * an urgent call goes no later than alone; each keeps a priority, deadline and signal of its own.
 */

import { activeSpanContext, isTracing, type SpanContext } from '../telemetry/tracing.ts';
import { type CallOptions, waitingSignal } from './call-options.ts';
import { GenesysError } from './errors.ts';
import type { Clock } from './governor/clock.ts';
import type { Pass } from './governor/gate.ts';
import { PRIORITIES } from './governor/priority.ts';
import { abortedError } from './governor/refusals.ts';
import type { Party } from './governor/waiting-room.ts';
import { untilAborted } from './patience.ts';

/** Where one waits for the right to make a call, and says what became of it when it is not made. */
export interface Turns {
  enter(options: CallOptions, party: Party): Promise<Pass>;
  /** Calls once when nothing goes on at the gate for that long, unless the returned function cancels it. */
  whenIdle(forMs: number, listener: () => void): () => void;
}

export interface Combination<Answer> {
  /** Most ids that Genesys takes in one call. */
  readonly most: number;
  /** Makes one call for all these different ids; gives each its answer. */
  readonly send: (
    key: string,
    ids: readonly string[],
    options: CallOptions,
  ) => Promise<(id: string, options: CallOptions) => Answer | Promise<Answer>>;
}

interface Rider<Answer> {
  readonly id: string;
  readonly options: CallOptions;
  readonly answered: PromiseWithResolvers<Answer>;
  /** Of whoever asks, while tracing is on. */
  readonly span: SpanContext | undefined;
  /** Gives up the place at the gate of somebody who rides along. */
  readonly seat: AbortController;
}

/** Who wants the same of Genesys. */
interface Riders<Answer> extends Party {
  readonly all: Set<Rider<Answer>>;
}

/** One id among many may be the cause: then the others must not suffer for it. */
function mayBeOneOf(error: unknown): boolean {
  return error instanceof GenesysError && [400, 404, 409, 410].includes(error.genesysStatus ?? 0);
}

function byUrgency(one: CallOptions, other: CallOptions): number {
  return PRIORITIES.indexOf(one.priority) - PRIORITIES.indexOf(other.priority);
}

/** One alone goes under its own limits; several under the most generous, and each gives up by itself. */
function joinOptions(all: readonly CallOptions[]): CallOptions {
  const [first, ...others] = all.toSorted(byUrgency);
  if (first === undefined) throw new Error('nobody rides');
  if (others.length === 0) return first;
  const latest = Math.max(...all.map(({ deadline }) => deadline ?? Number.POSITIVE_INFINITY));
  return {
    priority: first.priority,
    errand: first.errand,
    isHeld: () => all.every(({ isHeld }) => isHeld?.() !== false),
    onCall: (info) => {
      for (const { onCall } of all) onCall?.(info);
    },
    ...(Number.isFinite(latest) ? { deadline: latest } : {}),
  };
}

/** The call is part of the trace of whoever's turn came, and linked to those of the others. */
function linksOf([, ...others]: readonly { readonly span: SpanContext | undefined }[]): SpanContext[] {
  return others.flatMap(({ span }) => span ?? []);
}

export class Combiner<Answer> {
  readonly #turns: Turns;
  readonly #clock: Clock;
  readonly #combination: Combination<Answer>;
  readonly #waiting = new Map<string, Riders<Answer>>();

  constructor(turns: Turns, clock: Clock, combination: Combination<Answer>) {
    this.#turns = turns;
    this.#clock = clock;
    this.#combination = combination;
  }

  /** What Genesys answers for `id`; `key` says which calls are alike, for example the queue they change. */
  async ask(key: string, id: string, options: CallOptions): Promise<Answer> {
    const rider = {
      id,
      options,
      answered: Promise.withResolvers<Answer>(),
      span: activeSpanContext(),
      seat: new AbortController(),
    };
    void this.#goInTurn(key, rider);
    return await this.#withinDeadline(untilAborted(rider.answered.promise, options.signal), options);
  }

  async #goInTurn(key: string, rider: Rider<Answer>): Promise<void> {
    const { options, seat, answered } = rider;
    const party = this.#waiting.get(key) ?? { most: this.#combination.most, all: new Set() };
    this.#waiting.set(key, party);
    party.all.add(rider);
    const own = waitingSignal(options);
    const signal = own === undefined ? seat.signal : AbortSignal.any([own, seat.signal]);
    try {
      await this.#waitForCompany(key, options, signal);
      const pass = await this.#turns.enter({ ...options, signal }, party);
      // Taken along between the turn and this line.
      if (seat.signal.aborted) return pass.leave('unsent');
      await this.#send(key, this.#take(key, rider), pass);
    } catch (error) {
      if (seat.signal.aborted) return;
      this.#forget(key, [rider]);
      answered.reject(error);
    }
  }

  /** Until the call is full, nothing else goes on at the gate, or patience ends. */
  async #waitForCompany(key: string, { patience }: CallOptions, signal: AbortSignal): Promise<void> {
    const leftMs = (patience?.until ?? 0) - this.#clock.now();
    if (patience === undefined || leftMs <= 0) return;
    if ((this.#waiting.get(key)?.all.size ?? 0) % this.#combination.most === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancelIdle = this.#turns.whenIdle(patience.idleMs, resolve);
    const cancelTimer = this.#clock.after(leftMs, resolve);
    try {
      await untilAborted(promise, signal);
    } finally {
      cancelIdle();
      cancelTimer();
    }
  }

  /** Whose turn it is, and the most urgent of those who want the same; they give up their own places. */
  #take(key: string, first: Rider<Answer>): Rider<Answer>[] {
    const others = [...(this.#waiting.get(key)?.all ?? [])]
      .filter((rider) => rider !== first)
      .sort((one, other) => byUrgency(one.options, other.options));
    const ids = new Set([first.id]);
    const riders = [first];
    for (const rider of others) {
      if (!ids.has(rider.id) && ids.size >= this.#combination.most) continue;
      ids.add(rider.id);
      riders.push(rider);
      rider.seat.abort();
    }
    this.#forget(key, riders);
    return riders;
  }

  #forget(key: string, riders: readonly Rider<Answer>[]): void {
    const waiting = this.#waiting.get(key)?.all;
    for (const rider of riders) waiting?.delete(rider);
    if (waiting?.size === 0) this.#waiting.delete(key);
  }

  async #send(key: string, riders: readonly Rider<Answer>[], pass?: Pass): Promise<void> {
    const ids = [...new Set(riders.map(({ id }) => id))];
    const options = {
      ...joinOptions(riders.map(({ options }) => options)),
      ...(pass === undefined ? {} : { pass }),
      ...(isTracing() && { links: linksOf(riders) }),
    };
    try {
      const answerFor = await this.#combination.send(key, ids, options);
      for (const { id, answered, options } of riders) {
        // An answer that has to be fetched holds nobody else up.
        answered.resolve(Promise.try(() => answerFor(id, options)));
      }
    } catch (error) {
      if (ids.length > 1 && mayBeOneOf(error)) return await this.#sendHalves(key, riders, ids);
      for (const { answered } of riders) answered.reject(error);
    }
  }

  /** Halves until whoever is at fault is alone: two calls for each time a hundred can be halved, not a hundred. */
  async #sendHalves(key: string, riders: readonly Rider<Answer>[], ids: readonly string[]): Promise<void> {
    const first = new Set(ids.slice(0, Math.ceil(ids.length / 2)));
    await Promise.all([
      this.#send(
        key,
        riders.filter(({ id }) => first.has(id)),
      ),
      this.#send(
        key,
        riders.filter(({ id }) => !first.has(id)),
      ),
    ]);
  }

  async #withinDeadline<T>(answered: Promise<T>, { deadline }: CallOptions): Promise<T> {
    if (deadline === undefined) return await answered;
    const late = Promise.withResolvers<never>();
    const cancel = this.#clock.after(deadline - this.#clock.now(), () => late.reject(abortedError()));
    try {
      return await Promise.race([answered, late.promise]);
    } finally {
      cancel();
    }
  }
}
