/**
 * Keeps as many looks under way as there are places. Looks at people who must be locked out come first: while
 * one of them is due or under way nobody else's release is begun, unless that goes on for very long. They have
 * places of their own: so many that their calls find company at Genesys' gate, which lets whoever began first finish
 * first, and so few that none waits there beyond its time. Of the others more may be under way: a look that waits at
 * the gate costs nothing but its place, and the more of them wait the more of their calls become one.
 */

import { setImmediate } from 'node:timers/promises';
import type { Job, PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { Logger } from '../telemetry/logger.ts';
import { Claim } from './claim.ts';

export interface Look {
  readonly userId: string;
  readonly urgent: boolean;
  /** Begun beside urgent ones; absent in what an earlier version asked for. */
  readonly beside?: boolean;
  /** How many looks at this person failed in a row before this one. */
  readonly failures: number;
}

/** What a look is told of its surroundings. */
export interface LookTurn {
  /** Nothing else is begun while it lasts, so it does only what somebody waits for. */
  readonly urgent: boolean;
  /** Aborts when the claim is lost or runs out, or the queue stops: the look ends at once. */
  readonly signal: AbortSignal;
  /** Aborts when a newer request came: the look ends as soon as nothing is half done. */
  readonly overtaken: AbortSignal;
  /** False, and `signal` aborts, once another instance may have taken over: to be asked right before every act. */
  readonly isHeld: () => boolean;
  /** How many other looks are under way in this process that are not urgent. */
  readonly company: () => number;
}

export interface LooksOptions {
  readonly boss: PgBoss;
  readonly queue: string;
  /** Jobs of at least this priority are urgent. */
  readonly urgentPriority: number;
  /** Jobs of at least this priority are begun beside urgent ones too. */
  readonly besidePriority: number;
  /** Looks under way at once that are not urgent. */
  readonly places: number;
  /** Urgent looks under way at once. */
  readonly urgentPlaces: number;
  /** Handles one; rejects only when it was told to end. */
  readonly look: (look: Look, turn: LookTurn) => Promise<void>;
  /** Those among the people for whom an urgent look is due, perhaps asked for by another instance. */
  readonly findOvertaken: (userIds: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly log: Logger;
}

interface UnderWay {
  readonly job: Job<Look>;
  readonly claim: Claim;
  /** As it was claimed: one that was sent as not urgent may have had to hurry since. */
  readonly urgent: boolean;
  readonly ending: AbortController;
  readonly overtaking: AbortController;
  readonly ended: Promise<void>;
}

const POLL_MS = 500;
const HEARTBEAT_MS = 3_000;
/** Others take over ten seconds after the last heartbeat at the earliest. */
const CLAIM_LASTS_MS = 9_000;
/** Few enough that a lock-out which comes meanwhile does not wait for their start. */
const MOST_AT_ONCE = 25;

/** So long a flow of urgent looks that never ends may hold back the others. */
const LONGEST_HOLD_MS = 30 * 60_000;

/** What pg-boss answers but does not declare: the jobs that are still ours. */
const touched = z.object({ settled: z.array(z.string()) });

export class Looks {
  readonly #options: LooksOptions;
  readonly #underWay = new Map<string, UnderWay>();
  #filling = false;
  #again = false;
  #stopped = false;
  /** Since when urgent looks hold back the others. */
  #heldSince: number | undefined;
  #timers: NodeJS.Timeout[] = [];

  constructor(options: LooksOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timers = [
      setInterval(() => this.wake(), POLL_MS),
      setInterval(() => void this.#keepClaims(), HEARTBEAT_MS),
    ];
    this.wake();
  }

  /** Looks for due work at once instead of at the next poll. */
  wake(): void {
    this.#again = true;
    if (!this.#filling && !this.#stopped) void this.#fill();
  }

  /** Ends the look at this person that is under way here; whoever asks has seen to it that another one comes. */
  interrupt(userId: string): void {
    for (const { job, overtaking } of this.#underWay.values()) {
      if (job.data.userId === userId) overtaking.abort();
    }
  }

  /** Ends all looks and hands them back; gives up waiting for them after `limitMs`. */
  async stop(limitMs: number): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    const all = [...this.#underWay.values()];
    for (const { ending } of all) ending.abort();
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, limitMs);
    await Promise.race([Promise.all(all.map(({ ended }) => ended)), late]);
    clearTimeout(timer);
  }

  async #fill(): Promise<void> {
    this.#filling = true;
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        if (await this.#begin()) this.#again = true;
        // An embedded database answers without a turn of the event loop; requests must get theirs.
        await setImmediate();
      }
    } catch (error) {
      this.#options.log.error('The work queue could not be read.', { error });
    } finally {
      this.#filling = false;
    }
  }

  /** Claims and begins what is due; true when there may be more. */
  async #begin(): Promise<boolean> {
    const { places, urgentPlaces, urgentPriority, besidePriority } = this.#options;
    const urgent = this.#count({ urgent: true });
    if (await this.#claim(urgentPlaces - urgent, { urgent: true, minPriority: urgentPriority })) return true;
    const rest = { urgent: false, maxPriority: urgentPriority - 1 };
    const free = places - this.#count({ urgent: false });
    if (!this.#isHeldBack()) return await this.#claim(free, rest);
    return await this.#claim(free, { ...rest, minPriority: besidePriority });
  }

  /** Whether urgent looks hold back those that are not to go beside them; one batch goes when that has lasted long. */
  #isHeldBack(): boolean {
    const now = performance.now();
    if (this.#count({ urgent: true }) > 0) {
      this.#heldSince ??= now;
      if (now - this.#heldSince < LONGEST_HOLD_MS) return true;
    }
    this.#heldSince = undefined;
    return false;
  }

  #count(which: { readonly urgent: boolean }): number {
    return [...this.#underWay.values()].filter(({ urgent }) => urgent === which.urgent).length;
  }

  async #claim(
    free: number,
    { urgent, ...which }: { urgent: boolean; minPriority?: number; maxPriority?: number },
  ): Promise<boolean> {
    if (free <= 0 || this.#stopped) return false;
    const { boss, queue } = this.#options;
    const batchSize = Math.min(free, MOST_AT_ONCE);
    const askedAt = Claim.now();
    const jobs = await boss.fetch<Look>(queue, { batchSize, ...which });
    for (const job of jobs) {
      this.#run(job, new Claim(CLAIM_LASTS_MS, askedAt), urgent);
    }
    return jobs.length > 0;
  }

  #run(job: Job<Look>, claim: Claim, urgent: boolean): void {
    const ending = new AbortController();
    const overtaking = new AbortController();
    const ended = this.#look(job, {
      urgent,
      signal: AbortSignal.any([ending.signal, AbortSignal.timeout(job.expireInSeconds * 1000)]),
      overtaken: overtaking.signal,
      isHeld: () => {
        if (!claim.isHeld()) ending.abort();
        return !ending.signal.aborted;
      },
      company: () => this.#count({ urgent: false }) - (urgent ? 0 : 1),
    });
    this.#underWay.set(job.id, { job, claim, urgent, ending, overtaking, ended });
    if (this.#stopped) ending.abort();
  }

  async #look(job: Job<Look>, turn: LookTurn): Promise<void> {
    const { boss, queue, look, log } = this.#options;
    try {
      // Whatever was left undone by one that ended early is done by the next: it is handed back, or has a successor.
      const ended = await look(job.data, turn).then(
        () => !this.#stopped,
        () => turn.overtaken.aborted && !turn.signal.aborted,
      );
      if (ended) await boss.complete(queue, job);
      else await boss.fail(queue, job);
    } catch (error) {
      log.error('A look could not be ended; its claim will run out.', { userId: job.data.userId, error });
    } finally {
      this.#underWay.delete(job.id);
      this.wake();
    }
  }

  /** Says that we are alive; whoever lost the claim, after a long pause of the process, ends its look. */
  async #keepClaims(): Promise<void> {
    const { boss, queue, log } = this.#options;
    const held = [...this.#underWay.values()];
    if (held.length === 0) return;
    try {
      const askedAt = Claim.now();
      const answer = touched.safeParse(
        await boss.touch(
          queue,
          held.map(({ job }) => job),
        ),
      );
      const ours = answer.success ? new Set(answer.data.settled) : undefined;
      for (const { job, claim, ending } of held) {
        if (ours?.has(job.id) === false) ending.abort();
        else claim.confirm(askedAt);
      }
      await this.#endOvertaken(held.filter(({ urgent }) => !urgent));
    } catch (error) {
      log.warn('The work queue could not be told that this instance is alive.', { error });
    }
  }

  /** A look may wait long at Genesys' gate, and the next one of the same person must not wait for it. */
  async #endOvertaken(held: readonly UnderWay[]): Promise<void> {
    if (held.length === 0) return;
    const overtaken = await this.#options.findOvertaken(held.map(({ job }) => job.data.userId));
    for (const { job, overtaking } of held) if (overtaken.has(job.data.userId)) overtaking.abort();
  }
}
