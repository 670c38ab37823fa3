/**
 * Windows of the list of people by index: the active ones first and the inactive ones after them. Deleted and
 * removed people are never in it.
 */

import type { CallOptions } from '../genesys/call-options.ts';
import type { GenesysUser } from '../genesys/models.ts';
import {
  type Freshness,
  type ListUsers,
  type LiveState,
  PAGE_SIZE,
  type UpstreamPage,
  UpstreamPages,
} from './upstream-pages.ts';

/** `startIndex` from 1. */
export interface WindowQuery {
  readonly startIndex: number;
  readonly count: number;
}

export interface UserWindow {
  readonly users: readonly GenesysUser[];
  readonly total: number;
}

interface Span {
  readonly state: LiveState;
  /** Index of its first person among those of the state, from 0. */
  readonly offset: number;
  readonly count: number;
  /** A list that begins sees what is true now; what continues it may be as old as its pages. */
  readonly freshness: Freshness;
}

/** Who is on an inactive page, to count people without holding them. */
interface PageIds {
  readonly ids: readonly string[];
  /** Inactive people when the page was read. */
  readonly total: number;
  readonly at: number;
}

const COUNTED_FOR_MS = 60_000;

export interface WindowDependencies {
  readonly users: ListUsers;
  /** Ids of all who carry a tombstone. */
  readonly listRemovedIds: () => Promise<ReadonlySet<string>>;
  readonly now: () => Date;
}

export class UserWindows {
  readonly #listRemovedIds: WindowDependencies['listRemovedIds'];
  readonly #pages: UpstreamPages;
  readonly #now: () => Date;
  readonly #inactiveIds = new Map<number, PageIds>();

  constructor({ users, listRemovedIds, now }: WindowDependencies) {
    this.#listRemovedIds = listRemovedIds;
    this.#pages = new UpstreamPages(users, now);
    this.#now = now;
  }

  /** To be called after a write to this person. */
  forget(userId: string): void {
    this.#pages.forget(userId);
  }

  /** Everybody. */
  async read({ startIndex, count }: WindowQuery, call: CallOptions): Promise<UserWindow> {
    const freshness = startIndex === 1 ? 'fresh' : 'shared';
    const offset = startIndex - 1;
    const active = await this.#readSpan({ state: 'active', offset, count, freshness }, call);
    const rest = {
      state: 'inactive',
      offset: Math.max(offset - active.total, 0),
      count: count - active.users.length,
      freshness,
    } as const;
    const inactive = await this.#readInactive(rest, call);
    return { total: active.total + inactive.total, users: [...active.users, ...inactive.users] };
  }

  /** Only those in one state. */
  async readState(
    state: LiveState,
    { startIndex, count }: WindowQuery,
    call: CallOptions,
  ): Promise<UserWindow> {
    const freshness = startIndex === 1 ? 'fresh' : 'shared';
    const span = { state, offset: startIndex - 1, count, freshness } as const;
    return state === 'active' ? await this.#readSpan(span, call) : await this.#readInactive(span, call);
  }

  async #readInactive(span: Span, call: CallOptions): Promise<UserWindow> {
    const removed = await this.#listRemovedIds();
    if (removed.size === 0) return await this.#readSpan(span, call);
    return await this.#readSpanWithout(removed, span, call);
  }

  async #readSpan({ state, offset, count, freshness }: Span, call: CallOptions): Promise<UserWindow> {
    if (count <= 0) return { users: [], total: await this.#pages.count(state, freshness, call) };
    if (offset > 0) {
      const known = await this.#pages.count(state, 'shared', call);
      if (offset >= known) return { users: [], total: known };
    }
    const first = Math.floor(offset / PAGE_SIZE) + 1;
    const last = Math.floor((offset + count - 1) / PAGE_SIZE) + 1;
    const users: GenesysUser[] = [];
    let total = 0;
    for (let number = first; number <= last; number += 1) {
      const page = await this.#pages.read(state, number, freshness, call);
      total = page.total;
      users.push(...page.users);
      if (number * PAGE_SIZE >= total) break;
    }
    const skip = offset - (first - 1) * PAGE_SIZE;
    return { users: users.slice(skip, skip + count), total };
  }

  /**
   * Tombstones lie anywhere among the inactive people, and some may be gone from Genesys: where a window begins
   * and how many there are is found by walking all inactive pages, each at most once a minute.
   */
  async #readSpanWithout(
    removed: ReadonlySet<string>,
    { offset, count, freshness }: Span,
    call: CallOptions,
  ): Promise<UserWindow> {
    const users: GenesysUser[] = [];
    const total = await this.#pages.count('inactive', freshness, call);
    let passed = 0;
    for (let number = 1; number === 1 || (number - 1) * PAGE_SIZE < total; number += 1) {
      // The count has just read the first page.
      const asked = number === 1 ? 'shared' : freshness;
      const { ids, page } = await this.#readIds(number, total, asked, call);
      const visible = ids.filter((id) => !removed.has(id));
      const from = Math.max(offset + users.length - passed, 0);
      if (users.length < count && from < visible.length) {
        const wanted = new Set(visible.slice(from, from + count - users.length));
        const shown = page ?? (await this.#pages.read('inactive', number, asked, call));
        users.push(...shown.users.filter(({ id }) => wanted.has(id)));
      }
      passed += visible.length;
    }
    return { users, total: passed };
  }

  /** The page itself comes along where it had to be read. */
  async #readIds(
    number: number,
    total: number,
    freshness: Freshness,
    call: CallOptions,
  ): Promise<{ ids: readonly string[]; page?: UpstreamPage }> {
    const known = this.#inactiveIds.get(number);
    const at = this.#now().getTime();
    const isRecent = known !== undefined && at - known.at < COUNTED_FOR_MS;
    if (isRecent && (freshness === 'shared' || known.total === total)) return { ids: known.ids };
    const page = await this.#pages.read('inactive', number, freshness, call);
    const ids = page.users.map(({ id }) => id);
    this.#inactiveIds.set(number, { ids, total: page.total, at });
    return { ids, page };
  }
}
