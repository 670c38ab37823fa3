/**
 * Lists of people: exact look-ups where a filter allows, windows over Genesys' pages otherwise. The index runs
 * over the active people first and the inactive ones after them; deleted and removed people are never listed.
 */

import { BridgeError } from '../errors.ts';
import type { CallOptions } from '../genesys/call-options.ts';
import type { Genesys } from '../genesys/client.ts';
import type { GenesysUser } from '../genesys/models.ts';
import type { ListQuery } from '../scim/backend.ts';
import type { Filter } from '../scim/filter/ast.ts';
import { conjunctEqualities, type Equality } from '../scim/filter/equalities.ts';
import type { Store } from '../store/open.ts';
import { countRemoved } from '../store/people.ts';
import type { KnownUser } from './scim-user.ts';
import { isRemoved, USER_EXPAND, type UserDirectory } from './user-directory.ts';

const PAGE_SIZE = 500;
/** People read for a filter that Genesys cannot answer, before the answer is `tooMany`. */
const SCAN_LIMIT = 5_000;
/** Genesys refuses to list inactive people beyond this (FACTS section 1.3). */
const INACTIVE_LISTING_LIMIT = 10_000;
const LIVE_STATES = ['active', 'inactive'] as const;
type LiveState = (typeof LIVE_STATES)[number];

interface Window {
  readonly total: number;
  readonly people: readonly KnownUser[];
}

export interface ListingDependencies {
  readonly store: Store;
  readonly genesys: Genesys;
  readonly directory: UserDirectory;
}

export class UserListing {
  readonly #store: Store;
  readonly #genesys: Genesys;
  readonly #directory: UserDirectory;

  constructor({ store, genesys, directory }: ListingDependencies) {
    this.#store = store;
    this.#genesys = genesys;
    this.#directory = directory;
  }

  /** The people that `filter` can match, when exact look-ups can tell; undefined when they cannot. */
  async findCandidates(
    filter: Filter,
    authority: string,
    call: CallOptions,
  ): Promise<readonly KnownUser[] | undefined> {
    const exact = chooseLookUp(conjunctEqualities(filter));
    if (exact === undefined) return undefined;
    const found = await this.#lookUp(exact, authority, call);
    return found.filter((known) => !isRemoved(known) && known.user.state !== 'deleted');
  }

  async #lookUp({ by, value }: ExactLookUp, authority: string, call: CallOptions): Promise<KnownUser[]> {
    switch (by) {
      case 'id': {
        const known = await this.#directory.find(value, authority, call);
        return known === undefined ? [] : [known];
      }
      case 'externalId': {
        const known = await this.#directory.findByExternalId(value, authority, LIVE_STATES, call);
        return known === undefined ? [] : [known];
      }
      case 'userName':
        return await this.#directory.findByUserName(value, authority, LIVE_STATES, call);
      case 'email':
        return await this.#directory.findByEmail(value, authority, LIVE_STATES, call);
    }
  }

  /**
   * Everybody, page by page, for a filter without an exact look-up; refuses to read a large organisation. Both
   * states are read even for `active eq`, since SCIM's `active` runs ahead while a journey is under way.
   */
  async *scan(authority: string, call: CallOptions): AsyncGenerator<readonly KnownUser[]> {
    let read = 0;
    for (const state of LIVE_STATES) {
      for (let pageNumber = 1; ; pageNumber += 1) {
        const page = await this.#readPage(state, PAGE_SIZE, pageNumber, call);
        if (page.total - (pageNumber - 1) * PAGE_SIZE + read > SCAN_LIMIT) throw tooMany();
        read += page.users.length;
        yield await this.#visible(page.users, authority);
        if (pageNumber * PAGE_SIZE >= page.total) break;
      }
    }
  }

  /** A window of the unfiltered list. */
  async readWindow({ startIndex, count }: ListQuery, authority: string, call: CallOptions): Promise<Window> {
    const active = await this.#readSpan('active', startIndex - 1, count, call);
    const removed = await countRemoved(this.#store.db);
    const rest = count - active.users.length;
    const offset = Math.max(startIndex - 1 - active.total, 0);
    const inactive =
      removed === 0
        ? await this.#readSpan('inactive', offset, rest, call)
        : await this.#readSpanWithoutRemoved(offset, rest, authority, call);
    const people = await this.#visible([...active.users, ...inactive.users], authority);
    return { total: active.total + inactive.total, people };
  }

  async #visible(users: readonly GenesysUser[], authority: string): Promise<KnownUser[]> {
    return (await this.#directory.recognise(users, authority)).filter((known) => !isRemoved(known));
  }

  #readPage(state: LiveState, pageSize: number, pageNumber: number, call: CallOptions) {
    return this.#genesys.users.list({ state, pageSize, pageNumber, expand: USER_EXPAND }, call);
  }

  /** `count` users from `offset` on, with at most two upstream pages, and how many there are. */
  async #readSpan(
    state: LiveState,
    offset: number,
    count: number,
    call: CallOptions,
  ): Promise<{ users: GenesysUser[]; total: number }> {
    if (count <= 0) return { users: [], total: (await this.#readPage(state, 1, 1, call)).total };
    const pageSize = choosePageSize(offset, count);
    const firstPage = Math.floor(offset / pageSize) + 1;
    const lastPage = Math.floor((offset + count - 1) / pageSize) + 1;
    const users: GenesysUser[] = [];
    let total = 0;
    for (let page = firstPage; page <= lastPage; page += 1) {
      const answer = await this.#readPage(state, pageSize, page, call);
      total = answer.total;
      users.push(...answer.users);
      if (page * pageSize >= total) break;
    }
    const skip = offset - (firstPage - 1) * pageSize;
    return { users: users.slice(skip, skip + count), total };
  }

  /**
   * Tombstones lie anywhere among the inactive people, and some may be gone from Genesys: window and total are
   * found by walking, as far as Genesys lists inactive people. What lies beyond is counted, never left out.
   */
  async #readSpanWithoutRemoved(
    offset: number,
    count: number,
    authority: string,
    call: CallOptions,
  ): Promise<{ users: GenesysUser[]; total: number }> {
    const users: GenesysUser[] = [];
    let passed = 0;
    for (let page = 1; ; page += 1) {
      const answer = await this.#readPage('inactive', PAGE_SIZE, page, call);
      const walked = page * PAGE_SIZE;
      for (const known of await this.#visible(answer.users, authority)) {
        if (passed >= offset && users.length < count) users.push(known.user);
        passed += 1;
      }
      const left = Math.max(answer.total - walked, 0);
      if (left === 0 || walked >= INACTIVE_LISTING_LIMIT) return { users, total: passed + left };
    }
  }
}

interface ExactLookUp {
  readonly by: 'id' | 'externalId' | 'userName' | 'email';
  readonly value: string;
}

function toExactLookUp({ attribute, sub, value }: Equality): ExactLookUp | undefined {
  if (typeof value !== 'string') return undefined;
  if (attribute === 'emails' && (sub === 'value' || sub === undefined)) return { by: 'email', value };
  if (sub !== undefined) return undefined;
  if (attribute === 'id' || attribute === 'externalId' || attribute === 'userName') {
    return { by: attribute, value };
  }
  return undefined;
}

const LOOK_UP_ORDER: readonly ExactLookUp['by'][] = ['id', 'externalId', 'userName', 'email'];

function chooseLookUp(equalities: readonly Equality[]): ExactLookUp | undefined {
  const exact = equalities.map(toExactLookUp).filter((lookUp) => lookUp !== undefined);
  return exact.sort((a, b) => LOOK_UP_ORDER.indexOf(a.by) - LOOK_UP_ORDER.indexOf(b.by))[0];
}

/** The smallest page for which the window fits one page; the largest one, and two of them, otherwise. */
function choosePageSize(offset: number, count: number): number {
  for (let size = Math.min(count, PAGE_SIZE); size < PAGE_SIZE; size += 1) {
    if (Math.floor(offset / size) === Math.floor((offset + count - 1) / size)) return size;
  }
  return PAGE_SIZE;
}

function tooMany(): BridgeError {
  return new BridgeError(
    `The filter would have to look at more than ${SCAN_LIMIT} people; filter by userName, externalId, emails.value or id with 'eq'`,
    { code: 'list.too-many', status: 400, scimType: 'tooMany' },
  );
}
