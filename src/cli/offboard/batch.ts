/**
 * Offboards a list of people through the admin API, one request each, the way that a SCIM client's requests take. What is
 * accepted is in the bridge's database: after a break the same command goes on, and whoever is done is skipped.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import type { AdminClient } from '../admin-client.ts';
import { type JourneyWithSteps, journeyWithStepsSchema } from '../journeys.ts';
import { findPerson } from '../people.ts';
import type { Leaver } from './leaver-list.ts';

export type Outcome =
  | 'planned'
  | 'already'
  | 'lockedOut'
  | 'complete'
  | 'stuck'
  | 'held'
  | 'notTried'
  | 'failed';

export interface Result {
  readonly line: number | undefined;
  readonly text: string;
  readonly outcome: Outcome;
  readonly userId?: string;
  readonly name?: string;
  readonly email?: string;
  readonly offboardingId?: string;
  readonly lockedOutAt?: string;
  readonly completedAt?: string;
  readonly calls?: number;
  readonly steps?: readonly PlannedStep[];
  /** Why not, or what it waits for. */
  readonly message?: string;
}

const plannedStepSchema = z.object({
  name: z.string(),
  takes: z.array(z.string()),
  calls: z.number(),
  waitsFor: z.string().optional(),
});
export type PlannedStep = z.infer<typeof plannedStepSchema>;

const answerSchema = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  outcome: z.enum(['already', 'planned', 'accepted', 'joined']),
  offboardingId: z.string().optional(),
  plan: z.object({ calls: z.number(), steps: z.array(plannedStepSchema) }).optional(),
});

export interface BatchOptions {
  readonly admin: AdminClient;
  readonly dryRun: boolean;
  /** When somebody counts as done. */
  readonly until: 'lockOut' | 'complete';
  readonly onDone: (done: number) => void;
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/** Accepted, and not as far as is waited for. */
interface UnderWay extends Pick<Result, 'line' | 'text' | 'userId' | 'name' | 'email'> {
  readonly offboardingId: string;
}

/**
 * Requests under way, not journeys: nobody's lock-out waits for somebody else's conversations. Genesys takes five calls a
 * second of each of its clients, so these keep one busy even where it takes three seconds to answer, and ten of them
 * where it takes a third.
 */
const AT_ONCE = 16;
const LOOK_EVERY_MS = 1_000;
/** So that looks at many journeys stay within what a client may ask of the bridge, 50 requests a second. */
const LOOK_APART_MS = 20;
const MOST_TRIES = 60;

function isHeld(error: unknown): boolean {
  return error instanceof BridgeError && ['guard.held', 'guard.rejected'].includes(error.code);
}

/** Genesys' rate limit, an outage, a bridge that starts: worth another try. */
function isPassing(error: unknown): error is BridgeError {
  return error instanceof BridgeError && [429, 503].includes(error.status) && !isHeld(error);
}

class Batch {
  readonly #options: BatchOptions;
  readonly #sleep: (ms: number) => Promise<unknown>;
  #held: string | undefined;

  constructor(options: BatchOptions) {
    this.#options = options;
    this.#sleep = options.sleep ?? ((ms) => pause(ms));
  }

  async offboard({ line, text }: Leaver): Promise<Result | UnderWay> {
    const about = { line, text };
    if (this.#held !== undefined) return { ...about, outcome: 'notTried', message: this.#held };
    return await this.#report(about, async () => {
      const { id } = await this.#insist(() => findPerson(this.#options.admin, text));
      return { ...about, ...(await this.#ask(id)) };
    });
  }

  /** Undefined until the person is locked out, or all is done, or somebody has to help. */
  async look(underWay: UnderWay): Promise<Result | undefined> {
    return await this.#report(underWay, async () => {
      const found = await this.#insist(() =>
        this.#options.admin.get(`/offboardings/${underWay.offboardingId}`),
      );
      const state = this.#judge(journeyWithStepsSchema.parse(found));
      return state && { ...underWay, ...state };
    });
  }

  async pauseBetween(looks: number): Promise<void> {
    await this.#sleep(Math.max(LOOK_EVERY_MS, looks * LOOK_APART_MS));
  }

  async #report<T>(about: Pick<Result, 'line' | 'text'>, act: () => Promise<T>): Promise<T | Result> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      if (isHeld(error)) this.#held = error.message;
      return { ...about, outcome: isHeld(error) ? 'held' : 'failed', message: error.message };
    }
  }

  async #ask(id: string): Promise<Omit<Result, 'line' | 'text'> | Omit<UnderWay, 'line' | 'text'>> {
    const { admin, dryRun } = this.#options;
    const answer = answerSchema.parse(
      await this.#insist(() => admin.post(`/users/${id}/offboard`, { dryRun })),
    );
    const { userId, name, email, outcome, plan, offboardingId } = answer;
    const person = { userId, name, email };
    if (outcome === 'planned') {
      return { ...person, outcome, calls: plan?.calls ?? 0, steps: plan?.steps ?? [] };
    }
    if (offboardingId === undefined)
      return { ...person, outcome: 'failed', message: 'no offboarding was begun' };
    return outcome === 'already' ? { ...person, outcome, offboardingId } : { ...person, offboardingId };
  }

  #judge(journey: JourneyWithSteps): Omit<Result, 'line' | 'text'> | undefined {
    const { status, lockedOutAt, completedAt, steps } = journey;
    const times = {
      ...(lockedOutAt === undefined ? {} : { lockedOutAt }),
      ...(completedAt === undefined ? {} : { completedAt }),
    };
    if (status === 'complete') return { ...times, outcome: 'complete' };
    if (status === 'cancelled' || status === 'restored') {
      return { ...times, outcome: 'failed', message: 'a newer request took its place' };
    }
    const stuck = steps.find((step) => step.status === 'stuck');
    if (status === 'stuck') {
      return { ...times, outcome: 'stuck', message: `${stuck?.name}: ${stuck?.error ?? 'unknown cause'}` };
    }
    const isFarEnough = this.#options.until === 'lockOut' && lockedOutAt !== undefined;
    return isFarEnough ? { ...times, outcome: 'lockedOut' } : undefined;
  }

  async #insist<T>(ask: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await ask();
      } catch (error) {
        if (!isPassing(error) || error.code === 'cli.no-bridge' || attempt >= MOST_TRIES) throw error;
        await this.#sleep((error.retryAfterSeconds ?? 2) * 1_000);
      }
    }
  }
}

/** A few of them at a time. */
async function forEach<T>(
  items: readonly T[],
  act: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const rest = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of rest) await act(item, index);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
}

/** In the order of the list. Once the guard holds, nobody further is tried. */
export async function offboardAll(leavers: readonly Leaver[], options: BatchOptions): Promise<Result[]> {
  const batch = new Batch(options);
  const results: Result[] = [];
  const underWay = new Map<number, UnderWay>();
  let done = 0;
  const settle = (index: number, result: Result): void => {
    underWay.delete(index);
    results[index] = result;
    done += 1;
    options.onDone(done);
  };
  const begin = forEach(leavers, async (leaver, index) => {
    const begun = await batch.offboard(leaver);
    if ('outcome' in begun) settle(index, begun);
    else underWay.set(index, begun);
  });
  const watch = async (): Promise<void> => {
    while (done < leavers.length) {
      await forEach([...underWay], async ([index, each]) => {
        const result = await batch.look(each);
        if (result !== undefined) settle(index, result);
      });
      if (done < leavers.length) await batch.pauseBetween(underWay.size);
    }
  };
  await Promise.all([begin, watch()]);
  return results;
}
