/** Lets a clock jump over the times in which a bridge and everybody who waits for it do nothing. */

import { sql } from 'kysely';
import type { Genesys } from '../src/genesys/client.ts';
import type { Store } from '../src/store/open.ts';
import type { WorkQueue } from '../src/store/queue.ts';
import type { JumpingClock } from './jumping-clock.ts';

/** Looks under way at once. */
export const PLACES = 600;
/**
 * After so many turns of the database's line in which nobody made a call or ended a step, all that can be done is
 * done: nobody needs more statements than that between two of them.
 */
const STILL_TURNS = 20;
/**
 * The database's clock goes on while the other one stands still. So it never comes to a look that is asked for later:
 * such a look is put off by so much, and let go when the other clock has come to its time.
 */
export const LATER_MS = 30 * 24 * 3_600_000;

interface Jobs {
  readonly due: number;
  readonly active: number;
  readonly urgent: number;
  readonly next: Date | null;
}

/** Lets the clock jump whenever all that can be done is done, until every journey has ended. */
export class Stillness {
  readonly #store: Store;
  readonly #clock: JumpingClock;
  readonly #genesys: Genesys;
  readonly #queue: WorkQueue;

  constructor(store: Store, clock: JumpingClock, genesys: Genesys, queue: WorkQueue) {
    this.#store = store;
    this.#clock = clock;
    this.#genesys = genesys;
    this.#queue = queue;
  }

  async runUntil(isOver: () => Promise<boolean>, progress: () => number): Promise<void> {
    let seen = -1;
    let stillTurns = 0;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      await this.#store.ping();
      const now = progress();
      stillTurns += 1;
      if (now !== seen || this.#genesys.gateStatus().inFlight > 0) {
        seen = now;
        stillTurns = 0;
      }
      if (stillTurns < STILL_TURNS) continue;
      if (await isOver()) return;
      await this.#jump();
      stillTurns = 0;
    }
  }

  async #jump(): Promise<void> {
    const { rows } = await sql<Jobs>`
      select count(*) filter (where state < 'active' and start_after <= now() and not exists (
          select from pgboss.job as other
          where other.state = 'active' and other.singleton_key = job.singleton_key))::int as due,
        count(*) filter (where state = 'active')::int as active,
        count(*) filter (where state = 'active' and priority > 0)::int as urgent,
        min(start_after) filter (where state < 'active' and start_after > now()) as next
      from pgboss.job`.execute(this.#store.db);
    const [{ due, active, urgent, next } = { due: 0, active: 0, urgent: 0, next: null }] = rows;
    // Looks that can begin; one at somebody who is being looked at cannot.
    if (due > 0 && urgent === 0 && active < PLACES) {
      this.#wakeLooks();
      return;
    }
    const times = [
      this.#clock.next === undefined ? [] : [this.#clock.next],
      next === null ? [] : [next.getTime() - LATER_MS],
    ].flat();
    const ms = Math.max(0, Math.min(...times) - this.#clock.now());
    if (!Number.isFinite(ms)) return;
    this.#clock.jump(ms);
    const reached = new Date(this.#clock.now() + LATER_MS);
    await sql`update pgboss.job set start_after = now()
      where state < 'active' and start_after > now() and start_after <= ${reached}`.execute(this.#store.db);
    this.#wakeLooks();
  }

  /** Instead of waiting for the next poll. */
  #wakeLooks(): void {
    this.#queue.announce('nobody', { interrupt: false });
  }
}
