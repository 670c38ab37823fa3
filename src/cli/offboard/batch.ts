/**
 * Offboards a list of people through the admin API, one request each, the way that a SCIM client's requests take. What is
 * accepted is in the bridge's database: after a break the same command goes on, and whoever is done is skipped.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import type { AdminClient } from '../admin-client.ts';
import { journeyWithStepsSchema } from '../journeys.ts';
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

/** More of them wait at Genesys' gate together, and calls are combined there. */
const AT_ONCE = 16;
const LOOK_EVERY_MS = 1_000;
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

  async offboard({ line, text }: Leaver): Promise<Result> {
    const about = { line, text };
    if (this.#held !== undefined) return { ...about, outcome: 'notTried', message: this.#held };
    try {
      const { id } = await this.#insist(() => findPerson(this.#options.admin, text));
      return { ...about, ...(await this.#ask(id)) };
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      if (isHeld(error)) this.#held = error.message;
      return { ...about, outcome: isHeld(error) ? 'held' : 'failed', message: error.message };
    }
  }

  async #ask(id: string): Promise<Omit<Result, 'line' | 'text'>> {
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
    if (outcome === 'already') return { ...person, outcome, offboardingId };
    return { ...person, offboardingId, ...(await this.#follow(offboardingId)) };
  }

  /** Until the person is locked out, or all is done, or somebody has to help. */
  async #follow(offboardingId: string): Promise<Omit<Result, 'line' | 'text'>> {
    const { admin, until } = this.#options;
    for (;;) {
      const journey = journeyWithStepsSchema.parse(
        await this.#insist(() => admin.get(`/offboardings/${offboardingId}`)),
      );
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
      if (until === 'lockOut' && lockedOutAt !== undefined) return { ...times, outcome: 'lockedOut' };
      await this.#sleep(LOOK_EVERY_MS);
    }
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

/** In the order of the list. Once the guard holds, nobody further is tried. */
export async function offboardAll(leavers: readonly Leaver[], options: BatchOptions): Promise<Result[]> {
  const batch = new Batch(options);
  const results: Result[] = [];
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < leavers.length; index = next++) {
      const leaver = leavers[index];
      if (leaver === undefined) return;
      results[index] = await batch.offboard(leaver);
      done += 1;
      options.onDone(done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, leavers.length) }, work));
  return results;
}
