/**
 * The one gate in front of Genesys Cloud: bounded concurrency, the allowance spent by priority, a pause when
 * Genesys asks for one, and no calls at all while it does not answer. Each OAuth client is a lane with an
 * allowance and a pause of its own; whoever is next takes the lane with the most left.
 */

import type { CallOptions } from '../call-options.ts';
import { Allowance, type AnswerFacts } from './allowance.ts';
import { Breaker, type Health, unansweredError } from './breaker.ts';
import { believedEnd, type Clock } from './clock.ts';
import { PRIORITIES, type Priority } from './priority.ts';
import { abortedError, closedError, throttledError } from './refusals.ts';
import { LONGEST_WAIT_SECONDS } from './retry.ts';
import { type Party, WaitingRoom } from './waiting-room.ts';

const MAX_CONCURRENT = 12;
/** Slots that only lock-outs may take, so that slow answers to an import do not hold one up. */
const RESERVED_SLOTS = 2;
/** So soon somebody may ask again while a probe finds out whether Genesys is back. */
const PROBED_MS = 1_000;

export type Outcome = AnswerFacts | 'lost' | 'unsent';

/** The right to make one request; to be given back exactly once with what became of it. */
export interface Pass {
  /** Index of the OAuth client that makes it. */
  readonly lane: number;
  leave(outcome: Outcome, health?: Health): void;
}

interface Lane {
  readonly index: number;
  readonly allowance: Allowance;
  pausedUntil: number;
}

/** For metrics. */
export interface GateStatus {
  readonly inFlight: number;
  readonly waiting: Readonly<Record<Priority, number>>;
  /** Requests a window, undefined when Genesys sets no limit. */
  readonly limit: number | undefined;
  /** The same for each OAuth client, and how much of it is used in this window. */
  readonly lanes: readonly { readonly used: number; readonly limit: number | undefined }[];
  /** False while nobody is let through because Genesys does not answer. */
  readonly answers: boolean;
  /** Since when, in milliseconds since the epoch; undefined where that has never changed. */
  readonly answersSince: number | undefined;
}

export interface GateSize {
  /** Requests on the way at once for each lane. */
  readonly maxConcurrent?: number;
  /** OAuth clients. */
  readonly lanes?: number;
  /** Asks whether Genesys answers; without it one of those who call finds out, and may wait for a time-out. */
  readonly probe?: () => Promise<Health>;
  /** Told when Genesys answers again after nobody was let through. */
  readonly onBack?: () => void;
}

export class Gate {
  readonly #clock: Clock;
  readonly #maxConcurrent: number;
  readonly #lanes: readonly Lane[];
  readonly #breaker: Breaker;
  readonly #room: WaitingRoom;
  readonly #probe: GateSize['probe'];
  readonly #onBack: GateSize['onBack'];
  #cancelProbe: (() => void) | undefined;
  #inFlight = 0;
  #closed = false;
  #cancelWake: (() => void) | undefined;
  #cancelIdle: (() => void) | undefined;
  /** Since when nobody waits or is on the way. */
  #idleSince: number | undefined;
  /** Who is told of it, and after how many milliseconds. */
  readonly #idleListeners = new Map<() => void, number>();
  /** Until when those who wait were last told to wait. */
  #blockedUntil: number | undefined;

  constructor(clock: Clock, { maxConcurrent = MAX_CONCURRENT, lanes = 1, probe, onBack }: GateSize = {}) {
    this.#clock = clock;
    this.#maxConcurrent = maxConcurrent * lanes;
    this.#lanes = Array.from({ length: lanes }, (_, index) => ({
      index,
      allowance: new Allowance(clock),
      pausedUntil: 0,
    }));
    this.#breaker = new Breaker(clock);
    this.#room = new WaitingRoom(clock);
    this.#probe = probe;
    this.#onBack = onBack;
  }

  /**
   * Waits for the turn. Rejects with `genesys.throttled` as soon as the turn cannot come before the deadline,
   * with `genesys.unreachable` while Genesys does not answer anybody, and with `genesys.aborted` when the signal
   * says so. Those of a party are in each other's way only where they are too many for one call.
   */
  async enter(options: CallOptions, party?: Party): Promise<Pass> {
    if (this.#closed) throw closedError();
    if (options.signal?.aborted) throw abortedError();
    const refusedMs = this.refusesForMs();
    if (refusedMs > 0) throw unansweredError(refusedMs);
    this.#refuseIfHopeless(options, party);
    return new Promise((resolve, reject) => {
      this.#room.add(options, party, {
        admit: (lane) => resolve(this.#createPass(lane)),
        refuse: reject,
      });
      this.#admitNext();
    });
  }

  /** Milliseconds for which nobody is let through because Genesys does not answer; 0 when somebody may be. */
  refusesForMs(): number {
    const isProbed = this.#probe !== undefined && !this.#breaker.isClosed;
    return Math.max(this.#breaker.refusesForMs(), isProbed ? PROBED_MS : 0);
  }

  /** Lets nobody through on that lane for that long: Genesys answered 429. */
  pause(ms: number, { lane }: Pick<Pass, 'lane'>): void {
    const paused = this.#lanes[lane];
    if (paused === undefined) return;
    paused.pausedUntil = Math.max(paused.pausedUntil, this.#clock.now() + ms);
    this.#admitNext();
  }

  /** Calls once when nobody has waited or been on the way for that long, unless the returned function cancels it. */
  whenIdle(forMs: number, listener: () => void): () => void {
    this.#idleListeners.set(listener, forMs);
    this.#watchIdleness();
    return () => {
      this.#idleListeners.delete(listener);
      this.#watchIdleness();
    };
  }

  status(): GateStatus {
    const lanes = this.#lanes.map(({ allowance }) => ({ used: allowance.used(), limit: allowance.limit }));
    const limit = lanes.reduce<number | undefined>(
      (sum, each) => (sum === undefined || each.limit === undefined ? undefined : sum + each.limit),
      0,
    );
    const waiting = this.#room.counts();
    const { isClosed: answers, changedAt: answersSince } = this.#breaker;
    return { inFlight: this.#inFlight, waiting, limit, lanes, answers, answersSince };
  }

  /** Refuses whoever waits and whoever comes later; leaves no timer behind. */
  close(): void {
    this.#closed = true;
    this.#cancelWake?.();
    this.#cancelProbe?.();
    this.#watchIdleness();
    for (const priority of PRIORITIES) this.#room.refuseAll(priority, () => closedError());
  }

  #refuseIfHopeless(options: CallOptions, party: Party | undefined): void {
    if (options.deadline === undefined) return;
    const start = this.#earliestStart(options.priority, this.#room.countAhead(options, party));
    const now = this.#clock.now();
    if (options.deadline <= now || start > options.deadline) throw throttledError(start - now);
  }

  #earliestStart(priority: Priority, ahead: number): number {
    const aheadInLane = Math.floor(ahead / this.#lanes.length);
    const starts = this.#lanes.map((lane) =>
      Math.max(this.#pauseEnd(lane), lane.allowance.earliestStart(priority, aheadInLane)),
    );
    return Math.min(...starts);
  }

  #createPass(lane: number): Pass {
    const allowance = this.#lanes[lane]?.allowance;
    this.#inFlight += 1;
    this.#breaker.admit();
    allowance?.spend();
    let left = false;
    return {
      lane,
      leave: (outcome, health = 'unknown') => {
        if (left) return;
        left = true;
        this.#inFlight -= 1;
        allowance?.settle(outcome);
        this.#record(health);
        this.#admitNext();
      },
    };
  }

  #record(health: Health): void {
    const wasClosed = this.#breaker.isClosed;
    if (this.#breaker.record(health)) this.#stopAsking();
    if (!wasClosed && this.#breaker.isClosed) this.#onBack?.();
  }

  #stopAsking(): void {
    const error = unansweredError(this.refusesForMs());
    for (const priority of PRIORITIES) this.#room.refuseAll(priority, () => error);
    this.#probeLater();
  }

  #probeLater(): void {
    this.#cancelProbe?.();
    const probe = this.#probe;
    if (probe === undefined || this.#closed) return;
    const waitMs = Math.max(PROBED_MS, this.#breaker.refusesForMs());
    this.#cancelProbe = this.#clock.after(waitMs, () => void this.#findOut(probe));
  }

  async #findOut(probe: () => Promise<Health>): Promise<void> {
    this.#breaker.admit();
    this.#record(await probe());
    if (this.#breaker.isClosed) this.#admitNext();
    else this.#probeLater();
  }

  #admitNext(): void {
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    if (this.#closed) return;
    this.#admitAll();
    this.#watchIdleness();
  }

  /** The timer runs only while somebody listens and nothing goes on. */
  #watchIdleness(): void {
    this.#cancelIdle?.();
    this.#cancelIdle = undefined;
    const isIdle = this.#closed || (this.#inFlight === 0 && this.#room.first() === undefined);
    this.#idleSince = isIdle ? (this.#idleSince ?? this.#clock.now()) : undefined;
    if (this.#idleSince === undefined || this.#idleListeners.size === 0) return;
    const idleMs = this.#closed ? Number.POSITIVE_INFINITY : this.#clock.now() - this.#idleSince;
    const told = [...this.#idleListeners].filter(([, forMs]) => forMs <= idleMs);
    for (const [listener] of told) {
      this.#idleListeners.delete(listener);
      listener();
    }
    if (this.#idleListeners.size === 0) return;
    const nextMs = Math.min(...this.#idleListeners.values()) - idleMs;
    this.#cancelIdle = this.#clock.after(nextMs, () => this.#watchIdleness());
  }

  #admitAll(): void {
    for (let next = this.#room.first(); next !== undefined; next = this.#room.first()) {
      // Whoever came while a call finds out whether Genesys is back waits for what it finds.
      if (this.refusesForMs() > 0) return;
      const lane = this.#freestLane(next.priority);
      if (lane === undefined) {
        this.#waitForLane(next.priority);
        return;
      }
      const reserved = next.priority === 'lockOut' ? 0 : Math.min(RESERVED_SLOTS, this.#maxConcurrent - 1);
      if (this.#inFlight >= this.#maxConcurrent - reserved) return;
      this.#room.admit(next, lane.index);
    }
  }

  #pauseEnd({ pausedUntil }: Lane): number {
    return believedEnd(pausedUntil, this.#clock.now(), LONGEST_WAIT_SECONDS * 1_000);
  }

  #freestLane(priority: Priority): Lane | undefined {
    const now = this.#clock.now();
    let freest: { readonly lane: Lane; readonly available: number } | undefined;
    for (const lane of this.#lanes) {
      const available = this.#pauseEnd(lane) > now ? 0 : lane.allowance.available(priority);
      if (available > (freest?.available ?? 0)) freest = { lane, available };
    }
    return freest?.lane;
  }

  #waitForLane(blocked: Priority): void {
    const now = this.#clock.now();
    const starts = this.#lanes.map((lane) =>
      Math.max(this.#pauseEnd(lane), lane.allowance.nextStart(blocked)),
    );
    const start = Math.min(...starts);
    // Whoever came since was refused at the entrance, and nothing else has changed for those who wait.
    if (start !== this.#blockedUntil) this.#refuseHopeless(blocked);
    this.#blockedUntil = start;
    const waitMs = Math.max(1, start - now);
    this.#cancelWake = this.#clock.after(waitMs, () => this.#admitNext());
  }

  /** What blocks one priority blocks every lower one too. */
  #refuseHopeless(blocked: Priority): void {
    const now = this.#clock.now();
    for (const priority of PRIORITIES.slice(PRIORITIES.indexOf(blocked))) {
      this.#room.refuseAll(priority, ({ deadline }, ahead) => {
        if (deadline === undefined) return undefined;
        const start = this.#earliestStart(priority, ahead);
        return deadline < start ? throttledError(start - now) : undefined;
      });
    }
  }
}
