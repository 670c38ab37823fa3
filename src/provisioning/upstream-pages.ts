/**
 * Pages of people as Genesys lists them, kept for a minute so that the consecutive windows of one import share
 * them: an import in windows of 100 reads each page of 500 once. Only the latest few pages are held.
 */

import type { CallOptions } from '../genesys/call-options.ts';
import type { GenesysUser } from '../genesys/models.ts';
import type { Users } from '../genesys/users.ts';
import { InactiveWalk } from './inactive-walk.ts';
import { USER_EXPAND } from './user-directory.ts';

export const PAGE_SIZE = 500;
/** How old a page may be that continues a list. */
const SHARED_FOR_MS = 60_000;
/** An import needs two at a time; the rest is for other clients that list meanwhile. */
const PAGES_HELD = 8;
/** Genesys refuses to list inactive people beyond this (FACTS section 1.3). */
const INACTIVE_LISTING_LIMIT = 10_000;

/** What is needed of the Genesys border. */
export type ListUsers = Pick<Users, 'list' | 'query'>;

export type LiveState = 'active' | 'inactive';

export interface UpstreamPage {
  readonly users: readonly GenesysUser[];
  /** People in that state, as Genesys counts them. */
  readonly total: number;
}

/** `fresh` begins a list and sees what is true now; `shared` continues one. */
export type Freshness = 'fresh' | 'shared';

interface HeldPage {
  readonly askedAt: number;
  readonly page: Promise<UpstreamPage>;
  /** Known once it has arrived. */
  users?: readonly GenesysUser[];
}

interface Count {
  readonly total: number;
  readonly at: number;
}

export class UpstreamPages {
  readonly #users: ListUsers;
  readonly #now: () => Date;
  readonly #walk: InactiveWalk;
  /** By state and number, the one used last at the end. */
  readonly #held = new Map<string, HeldPage>();
  readonly #counts = new Map<LiveState, Count>();

  constructor(users: ListUsers, now: () => Date) {
    this.#users = users;
    this.#now = now;
    this.#walk = new InactiveWalk((cursor, call) =>
      users.query({ state: 'inactive', pageSize: PAGE_SIZE, expand: USER_EXPAND, cursor }, call),
    );
  }

  /** Page `number` from 1; empty beyond the last one. */
  async read(
    state: LiveState,
    number: number,
    freshness: Freshness,
    call: CallOptions,
  ): Promise<UpstreamPage> {
    const key = `${state} ${number}`;
    const held = this.#held.get(key);
    if (held !== undefined && this.#isUsable(held, freshness)) {
      this.#hold(key, held);
      // Whoever asked first may have gone away since; that is no answer for those who wait as well.
      const shared = await held.page.catch(() => undefined);
      if (shared !== undefined) return shared;
    }
    return await this.#ask(key, state, number, call);
  }

  /** People in a state, from any page read within the last minute. */
  async count(state: LiveState, freshness: Freshness, call: CallOptions): Promise<number> {
    const known = this.#counts.get(state);
    if (freshness === 'shared' && known !== undefined && this.#isRecent(known.at)) return known.total;
    return (await this.read(state, 1, freshness, call)).total;
  }

  /** To be called after a write: pages that show the person are read again. */
  forget(userId: string): void {
    for (const [key, { users }] of this.#held) {
      if (users?.some(({ id }) => id === userId)) this.#held.delete(key);
    }
  }

  #isUsable({ askedAt, users }: HeldPage, freshness: Freshness): boolean {
    // A page still on its way is as fresh as one asked for now.
    return users === undefined || (freshness === 'shared' && this.#isRecent(askedAt));
  }

  #isRecent(at: number): boolean {
    return this.#now().getTime() - at < SHARED_FOR_MS;
  }

  async #ask(key: string, state: LiveState, number: number, call: CallOptions): Promise<UpstreamPage> {
    const held: HeldPage = { askedAt: this.#now().getTime(), page: this.#fetch(state, number, call) };
    this.#hold(key, held);
    try {
      const page = await held.page;
      held.users = page.users;
      this.#counts.set(state, { total: page.total, at: held.askedAt });
      return page;
    } catch (error) {
      if (this.#held.get(key) === held) this.#held.delete(key);
      throw error;
    }
  }

  #hold(key: string, held: HeldPage): void {
    this.#held.delete(key);
    this.#held.set(key, held);
    const oldest = this.#held.keys().next();
    if (this.#held.size > PAGES_HELD && !oldest.done) this.#held.delete(oldest.value);
  }

  /** One order for all pages: a large inactive population is walked from its first page on. */
  async #fetch(state: LiveState, number: number, call: CallOptions): Promise<UpstreamPage> {
    if (state === 'active') return await this.#list(state, number, call);
    const isListed = number * PAGE_SIZE <= INACTIVE_LISTING_LIMIT;
    const known = this.#counts.get(state)?.total;
    if (known === undefined || known <= INACTIVE_LISTING_LIMIT) {
      const page = await this.#list(state, isListed ? number : 1, call);
      if (page.total <= INACTIVE_LISTING_LIMIT) return isListed ? page : { ...page, users: [] };
      return { users: await this.#walk.read(number, call), total: page.total };
    }
    return { users: await this.#walk.read(number, call), total: known };
  }

  async #list(state: LiveState, pageNumber: number, call: CallOptions): Promise<UpstreamPage> {
    const query = { state, pageSize: PAGE_SIZE, pageNumber, expand: USER_EXPAND };
    return await this.#users.list(query, call);
  }
}
