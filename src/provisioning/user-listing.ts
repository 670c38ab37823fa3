/**
 * Lists of people: exact look-ups where a filter allows, windows over Genesys' pages otherwise. Deleted
 * and removed people are never listed.
 */

import { BridgeError } from '../errors.ts';
import type { CallOptions } from '../genesys/call-options.ts';
import type { Genesys } from '../genesys/client.ts';
import { GenesysError } from '../genesys/errors.ts';
import type { GenesysUser } from '../genesys/models.ts';
import type { ListQuery } from '../scim/backend.ts';
import { expiredCursor } from '../scim/cursor.ts';
import type { Filter } from '../scim/filter/ast.ts';
import { conjunctEqualities, type Equality } from '../scim/filter/equalities.ts';
import type { Store } from '../store/open.ts';
import { listRemovedIds } from '../store/people.ts';
import type { KnownUser } from './scim-user.ts';
import { type LiveState, PAGE_SIZE } from './upstream-pages.ts';
import { isRemoved, USER_EXPAND, type UserDirectory } from './user-directory.ts';
import { UserWindows } from './user-windows.ts';

/** People read for a filter or an order that Genesys cannot answer, before the answer is `tooMany`. */
const SCAN_LIMIT = 5_000;
const LIVE_STATES = ['active', 'inactive'] as const;

interface Window {
  readonly total: number;
  readonly people: readonly KnownUser[];
}

export interface ListingDependencies {
  readonly store: Store;
  readonly genesys: Genesys;
  readonly directory: UserDirectory;
  readonly now: () => Date;
}

export class UserListing {
  readonly #genesys: Genesys;
  readonly #directory: UserDirectory;
  readonly #windows: UserWindows;

  constructor({ store, genesys, directory, now }: ListingDependencies) {
    this.#genesys = genesys;
    this.#directory = directory;
    this.#windows = new UserWindows({
      users: genesys.users,
      listRemovedIds: () => listRemovedIds(store.db),
      now,
    });
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
        return await this.#directory.findByUserName(value, authority, LIVE_STATES, call, { trusting: true });
      case 'email':
        return await this.#directory.findByEmail(value, authority, LIVE_STATES, call, { trusting: true });
    }
  }

  /**
   * Everybody, page by page, for a filter without an exact look-up or for sorting; refuses to read a large organisation. Both
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

  /**
   * The page of everybody that a cursor of Genesys leads to, however large the organisation. All states are one
   * list here, so that nobody is missed or met twice who leaves or returns meanwhile.
   */
  async readCursorPage(
    cursor: string | undefined,
    count: number,
    authority: string,
    call: CallOptions,
  ): Promise<{ readonly people: readonly KnownUser[]; readonly next: string | undefined }> {
    const query = { state: 'any', pageSize: count, expand: USER_EXPAND, cursor } as const;
    const page = await this.#genesys.users.query(query, call).catch((error: unknown) => {
      // It was Genesys' own once, so it is too old now or made up: the list begins anew.
      const isRefused = error instanceof GenesysError && error.genesysStatus === 400;
      throw cursor !== undefined && isRefused ? expiredCursor() : error;
    });
    const live = page.users.filter(({ state }) => state !== 'deleted');
    // Nobody knows whether the last page has a cursor as well: one that leads nowhere ends the list.
    const isLast = page.users.length === 0 || page.cursor === cursor;
    return { people: await this.#visible(live, authority), next: isLast ? undefined : page.cursor };
  }

  /** A window of the unfiltered list. */
  async readWindow(query: ListQuery, authority: string, call: CallOptions): Promise<Window> {
    const { users, total } = await this.#windows.read(query, call);
    return { total, people: await this.#visible(users, authority) };
  }

  /**
   * A window of those who are active or inactive in Genesys. Whoever leaves or returns at this moment is in the
   * list that they are about to leave until Genesys has carried it out.
   */
  async readStateWindow(
    active: boolean,
    query: ListQuery,
    authority: string,
    call: CallOptions,
  ): Promise<Window> {
    const { users, total } = await this.#windows.readState(active ? 'active' : 'inactive', query, call);
    return { total, people: await this.#visible(users, authority) };
  }

  /** To be called after a write to this person. */
  forget(userId: string): void {
    this.#windows.forget(userId);
  }

  async #visible(users: readonly GenesysUser[], authority: string): Promise<KnownUser[]> {
    return (await this.#directory.recognise(users, authority)).filter((known) => !isRemoved(known));
  }

  #readPage(state: LiveState, pageSize: number, pageNumber: number, call: CallOptions) {
    return this.#genesys.users.list({ state, pageSize, pageNumber, expand: USER_EXPAND }, call);
  }
}

/** What `active eq` asks for when it is the whole filter: Genesys lists by state. */
export function readActiveFilter(filter: Filter): boolean | undefined {
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'boolean') {
    return undefined;
  }
  const { extension, attribute, sub } = filter.path;
  const isActive = extension === undefined && attribute === 'active' && sub === undefined;
  return isActive ? filter.value : undefined;
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

/** Whether the people that the filter can match are found by exact look-ups. */
export function hasExactLookUp(filter: Filter): boolean {
  return chooseLookUp(conjunctEqualities(filter)) !== undefined;
}

const LOOK_UP_ORDER: readonly ExactLookUp['by'][] = ['id', 'externalId', 'userName', 'email'];

function chooseLookUp(equalities: readonly Equality[]): ExactLookUp | undefined {
  const exact = equalities.map(toExactLookUp).filter((lookUp) => lookUp !== undefined);
  return exact.sort((a, b) => LOOK_UP_ORDER.indexOf(a.by) - LOOK_UP_ORDER.indexOf(b.by))[0];
}

function tooMany(): BridgeError {
  return new BridgeError(
    `The answer would need a look at more than ${SCAN_LIMIT} people: filter by userName, externalId, emails.value or id with 'eq', or read the list by cursor, without 'sortBy'`,
    { code: 'list.too-many', status: 400, scimType: 'tooMany' },
  );
}
