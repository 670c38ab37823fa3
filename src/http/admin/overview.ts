/**
 * The admin API's part for whoever looks at the whole: Genesys Cloud, database and instances as they are, and how the
 * work goes. What moves is read every two seconds at most, what a month has come to once a minute.
 */

import { Router } from 'express';
import type { GuardPolicy } from '../../offboarding/guard.ts';
import { describeGuards } from '../../offboarding/guard-control.ts';
import { type Instance, listInstances } from '../../store/instances.ts';
import { listNames } from '../../store/names.ts';
import type { Store } from '../../store/open.ts';
import {
  countByDay,
  countByStatus,
  type DayCount,
  dayOf,
  type LockOutFigures,
  readLockOuts,
  readStuckSteps,
  type StatusCount,
  startOfDay,
} from '../../store/overview.ts';
import type { CallMinute } from '../../telemetry/call-minutes.ts';
import type { GenesysState } from '../../telemetry/state-metrics.ts';
import { cureOf } from './cure.ts';
import { Fresh } from './fresh.ts';

/** What this process knows of Genesys Cloud. */
export interface GenesysNow extends GenesysState {
  /** Since when it answers or does not; undefined where that has never changed. */
  readonly answersSince: Date | undefined;
  /** When it last answered a call. */
  readonly lastAnswerAt: Date | undefined;
  /** Calls of this instance in the last hour. */
  readonly minutes: readonly CallMinute[];
}

export interface OverviewOptions {
  readonly store: Store;
  readonly policy: GuardPolicy;
  /** Id of this instance. */
  readonly instance: string;
  readonly genesysNow: () => GenesysNow;
  readonly now?: () => Date;
}

const MOVING_MS = 2_000;
const MONTH_MS = 60_000;
/** Whoever looks wants to know that the database does not answer, and not to wait for it. */
const PATIENCE_MS = 3_000;
const DAYS = 30;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MOST_STUCK = 20;

async function readMonth(store: Store, now: Date) {
  return {
    days: await countByDay(store.db, startOfDay(now, DAYS - 1)),
    lockOuts: await readLockOuts(store.db, new Date(now.getTime() - DAYS * DAY_MS), now),
    over: await countByStatus(store.db, 'over'),
  };
}

async function readStuck(store: Store) {
  const { count, oldest } = await readStuckSteps(store.db, MOST_STUCK);
  const names = await listNames(store.db, [...new Set(oldest.map(({ userId }) => userId))]);
  return {
    count,
    oldest: oldest.map(({ since, nextAttemptAt, errorCode, ...step }) => ({
      ...step,
      ...names.get(step.userId),
      since: since.toISOString(),
      nextAttemptAt: nextAttemptAt.toISOString(),
      errorCode,
      cure: cureOf(errorCode),
    })),
  };
}

async function readMoving(store: Store, policy: GuardPolicy, now: Date) {
  return {
    // Yesterday too: right after midnight the month's figures have not seen the end of it.
    lastDays: await countByDay(store.db, startOfDay(now, 1)),
    lockOuts: await readLockOuts(store.db, new Date(now.getTime() - DAY_MS), now),
    underWay: await countByStatus(store.db, 'underWay'),
    stuck: await readStuck(store),
    guards: await describeGuards(store, policy, now),
    instances: await listInstances(store.db),
  };
}

/** Every day of the last thirty, oldest first; of a day that is known twice the later count holds. */
function fillDays(known: readonly DayCount[], now: Date): DayCount[] {
  const byDay = new Map(known.map((count) => [count.day, count]));
  return Array.from({ length: DAYS }, (_, index) => {
    const day = dayOf(startOfDay(now, DAYS - 1 - index));
    return byDay.get(day) ?? { day, departures: 0, returns: 0 };
  });
}

function describeLockOuts(figures: LockOutFigures) {
  const { lockedOut, overdue, withinFiveMinutes } = figures;
  const judged = lockedOut + overdue;
  return { ...figures, ...(judged === 0 ? {} : { share: withinFiveMinutes / judged }) };
}

function describeCounts(counts: readonly StatusCount[]) {
  const oldest = Math.min(...counts.map(({ oldestAt }) => oldestAt.getTime()));
  return {
    byStatus: Object.fromEntries(counts.map(({ status, count }) => [status, count])),
    ...(Number.isFinite(oldest) ? { oldestAt: new Date(oldest).toISOString() } : {}),
  };
}

function describeInstance({ figures, ...instance }: Instance, self: string) {
  return {
    id: instance.id,
    self: instance.id === self,
    host: instance.host,
    version: instance.version,
    startedAt: instance.startedAt.toISOString(),
    seenAt: instance.seenAt.toISOString(),
    stoppedAt: instance.stoppedAt?.toISOString(),
    alive: instance.alive,
    genesysAnswers: figures.answers,
  };
}

interface Spender {
  readonly used: number;
  readonly limit?: number | undefined;
}

/** Without a limit as soon as one of them has none. */
function sumAllowances(spenders: readonly Spender[]) {
  const used = spenders.reduce((sum, each) => sum + each.used, 0);
  const limits = spenders.map(({ limit }) => limit);
  const limit = limits.reduce<number | undefined>(
    (sum, each) => (sum === undefined || each === undefined ? undefined : sum + each),
    0,
  );
  return { used, ...(limit === undefined ? {} : { limit }) };
}

/** Every minute of the last hour, oldest first, summed over instances. */
function sumMinutes(all: readonly (readonly CallMinute[])[], now: Date): CallMinute[] {
  const sums = new Map<string, CallMinute>();
  for (const { at, calls, throttled } of all.flat()) {
    const sum = sums.get(at);
    sums.set(at, { at, calls: (sum?.calls ?? 0) + calls, throttled: (sum?.throttled ?? 0) + throttled });
  }
  const thisMinute = Math.floor(now.getTime() / 60_000) * 60_000;
  return Array.from({ length: 60 }, (_, index) => {
    const at = new Date(thisMinute - (59 - index) * 60_000).toISOString();
    return sums.get(at) ?? { at, calls: 0, throttled: 0 };
  });
}

function describeAllowance(genesys: GenesysNow, others: readonly Instance[], now: Date) {
  const alive = others.filter((each) => each.alive).map(({ figures }) => figures);
  const recent = others.filter(({ seenAt }) => now.getTime() - seenAt.getTime() < HOUR_MS);
  return {
    ...sumAllowances([...genesys.allowances, ...alive]),
    lastHour: sumMinutes([genesys.minutes, ...recent.map(({ figures }) => figures.minutes)], now),
  };
}

function describeGenesys({ answers, answersSince, lastAnswerAt, inFlight, waiting, allowances }: GenesysNow) {
  return {
    answers,
    since: answersSince?.toISOString(),
    lastAnswerAt: lastAnswerAt?.toISOString(),
    inFlight,
    waiting,
    allowances,
  };
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`no answer within ${PATIENCE_MS / 1_000} s`)),
    PATIENCE_MS,
  );
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

export class Overview {
  readonly #options: OverviewOptions;
  readonly #now: () => Date;
  readonly #month: Fresh<Awaited<ReturnType<typeof readMonth>>>;
  readonly #moving: Fresh<Awaited<ReturnType<typeof readMoving>>>;

  constructor(options: OverviewOptions) {
    const { store, policy, now = () => new Date() } = options;
    this.#options = options;
    this.#now = now;
    const clock = () => now().getTime();
    this.#month = new Fresh(MONTH_MS, () => readMonth(store, now()), clock);
    this.#moving = new Fresh(MOVING_MS, () => readMoving(store, policy, now()), clock);
  }

  async read() {
    const { instance, store, genesysNow } = this.#options;
    const now = this.#now();
    const genesys = genesysNow();
    const stored = await inTime(this.#readStored()).catch((error: unknown) => ({ failure: error }));
    const head = { at: now.toISOString(), instance, genesys: describeGenesys(genesys) };
    if ('failure' in stored) {
      const reason = stored.failure instanceof Error ? stored.failure.message : 'it does not answer';
      return {
        ...head,
        allowance: describeAllowance(genesys, [], now),
        database: { kind: store.kind, answers: false, reason },
      };
    }
    const { instances, work } = stored;
    const others = instances.filter(({ id }) => id !== instance);
    return {
      ...head,
      allowance: describeAllowance(genesys, others, now),
      database: { kind: store.kind, answers: true },
      instances: instances.map((each) => describeInstance(each, instance)),
      work,
    };
  }

  async #readStored() {
    const { days, lockOuts, over } = await this.#month.get();
    const moving = await this.#moving.get();
    return {
      instances: moving.instances,
      work: {
        days: fillDays([...days, ...moving.lastDays], this.#now()),
        lockOuts: { lastDay: describeLockOuts(moving.lockOuts), last30Days: describeLockOuts(lockOuts) },
        underWay: describeCounts(moving.underWay),
        over: describeCounts(over).byStatus,
        stuck: moving.stuck,
        guards: moving.guards,
      },
    };
  }
}

export function createOverviewRouter(overview: Overview): Router {
  const router = Router();
  router.get('/overview', async (_request, response) => {
    response.json(await overview.read());
  });
  return router;
}
