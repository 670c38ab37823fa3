/**
 * Look-ups of people. Genesys is the source of truth; the bridge's own rows say who is removed, what was
 * kept, and find what was written so recently that Genesys' search has not caught up.
 */

import { BridgeError } from '../errors.ts';
import type { CallOptions } from '../genesys/call-options.ts';
import type { Genesys } from '../genesys/client.ts';
import { isUuid } from '../genesys/ids.ts';
import type { GenesysUser, UserState } from '../genesys/models.ts';
import type { Offboardings } from '../offboarding/offboardings.ts';
import { findSubjectsSince } from '../store/audit.ts';
import {
  findExternalIds,
  findKeptUsers,
  findUserIdByExternalId,
  findUserIdByUserName,
  findUserIdsByEmail,
  saveExternalId,
  toKey,
} from '../store/kept-users.ts';
import type { Store } from '../store/open.ts';
import { isEmailAddress } from './desired-user.ts';
import { type KnownUser, userNameOf } from './scim-user.ts';

export const USER_EXPAND = ['groups', 'employerInfo', 'skills', 'languages'];
/** FACTS section 1.3: the search is behind by seconds to minutes. */
const SEARCH_LAG_MS = 10 * 60_000;

const MOST_IDS_AT_ONCE = 100;

export interface DirectoryDependencies {
  readonly store: Store;
  readonly genesys: Genesys;
  readonly offboardings: Offboardings;
}

export function isRemoved(known: Pick<KnownUser, 'standing'>): boolean {
  return known.standing?.person.wanted === 'removed';
}

export function userNotFound(id: string): BridgeError {
  return new BridgeError(`User ${id.slice(0, 64)} not found`, { code: 'user.not-found', status: 404 });
}

export class UserDirectory {
  readonly #store: Store;
  readonly #genesys: Genesys;
  readonly #offboardings: Offboardings;

  constructor({ store, genesys, offboardings }: DirectoryDependencies) {
    this.#store = store;
    this.#genesys = genesys;
    this.#offboardings = offboardings;
  }

  /** Adds what the bridge knows of each user, tombstones included. */
  async recognise(users: readonly GenesysUser[], authority: string): Promise<KnownUser[]> {
    const ids = users.map((user) => user.id);
    const kept = await findKeptUsers(this.#store.db, ids);
    const externalIds = await findExternalIds(this.#store.db, authority, ids);
    const standings = await this.#offboardings.findStandings(ids);
    return users.map((user) => ({
      user,
      kept: kept.get(user.id),
      externalId: externalIds.get(user.id),
      standing: standings.get(user.id),
    }));
  }

  async #readOne(user: GenesysUser | undefined, authority: string): Promise<KnownUser | undefined> {
    if (user === undefined) return undefined;
    return (await this.recognise([user], authority))[0];
  }

  /** The person under this id, tombstones included; ids are case-exact (RFC 7643 section 3.1). */
  async findRemovedToo(id: string, authority: string, call: CallOptions): Promise<KnownUser | undefined> {
    if (!isUuid(id) || id !== id.toLowerCase()) return undefined;
    const user = await this.#genesys.users.find(id, { expand: USER_EXPAND }, call);
    return await this.#readOne(user, authority);
  }

  /** The person under this id, unless removed or unknown. */
  async find(id: string, authority: string, call: CallOptions): Promise<KnownUser | undefined> {
    const known = await this.findRemovedToo(id, authority, call);
    return known === undefined || isRemoved(known) ? undefined : known;
  }

  async get(id: string, authority: string, call: CallOptions): Promise<KnownUser> {
    const known = await this.find(id, authority, call);
    if (known === undefined) throw userNotFound(id);
    return known;
  }

  /** The people under these ids, without those who are removed, deleted or unknown. */
  async findMany(ids: readonly string[], authority: string, call: CallOptions): Promise<KnownUser[]> {
    const users: GenesysUser[] = [];
    for (let from = 0; from < ids.length; from += MOST_IDS_AT_ONCE) {
      const some = ids.slice(from, from + MOST_IDS_AT_ONCE);
      users.push(...(await this.#genesys.users.getMany(some, { expand: USER_EXPAND }, call)));
    }
    const known = await this.recognise(users, authority);
    return known.filter((person) => person.user.state !== 'deleted' && !isRemoved(person));
  }

  /**
   * Every live or left person with this e-mail address, tombstones included, deleted users on request. What is
   * shown to a client only (`trusting`) is believed as Genesys' search has it, unless the bridge itself has
   * written to the person so lately that the search may not know.
   */
  async findByEmail(
    email: string,
    authority: string,
    states: readonly UserState[],
    call: CallOptions,
    { trusting = false } = {},
  ): Promise<KnownUser[]> {
    const recent = await findUserIdsByEmail(this.#store.db, email);
    const written = await this.#readHolders(email, recent, states, call);
    if (written.length > 0) return await this.recognise(written, authority);
    const hits = await this.#genesys.users.searchByEmail(email, { states, expand: USER_EXPAND }, call);
    const found = hits.filter(({ id }) => !recent.includes(id));
    const doubtful = trusting ? await this.#findWrittenLately(found) : new Set(found.map(({ id }) => id));
    const believed = found.filter(({ id }) => !doubtful.has(id));
    const read = await this.#readHolders(email, [...doubtful], states, call);
    return await this.recognise([...believed, ...read], authority);
  }

  /** Every write leaves an entry in the audit trail, on whatever instance it was made. */
  async #findWrittenLately(users: readonly GenesysUser[]): Promise<ReadonlySet<string>> {
    const since = new Date(Date.now() - SEARCH_LAG_MS);
    return await findSubjectsSince(
      this.#store.db,
      users.map(({ id }) => id),
      since,
    );
  }

  /** Whoever of them has the address now: our rows and Genesys' search may both be out of date. */
  async #readHolders(
    email: string,
    ids: readonly string[],
    states: readonly UserState[],
    call: CallOptions,
  ): Promise<GenesysUser[]> {
    const users: GenesysUser[] = [];
    for (const id of ids) {
      const user = await this.#readUser(id, states, call);
      if (user !== undefined && toKey(user.email) === toKey(email)) users.push(user);
    }
    return users;
  }

  /** By kept userName, else by e-mail address, since a Genesys user's userName is its address by default. */
  async findByUserName(
    userName: string,
    authority: string,
    states: readonly UserState[],
    call: CallOptions,
    belief: { readonly trusting?: boolean } = {},
  ): Promise<KnownUser[]> {
    const known = await this.findByKeptUserName(userName, authority, states, call);
    if (known !== undefined) return [known];
    if (!isEmailAddress(userName)) return [];
    const holders = await this.findByEmail(userName, authority, states, call, belief);
    return holders.filter((known) => toKey(userNameOf(known)) === toKey(userName));
  }

  /** By the bridge's own row alone. */
  async findByKeptUserName(
    userName: string,
    authority: string,
    states: readonly UserState[],
    call: CallOptions,
  ): Promise<KnownUser | undefined> {
    const id = await findUserIdByUserName(this.#store.db, userName);
    if (id === undefined) return undefined;
    const known = await this.#findWithState(id, authority, states, call);
    return known !== undefined && toKey(userNameOf(known)) === toKey(userName) ? known : undefined;
  }

  /** By the bridge's own row, else by Genesys' external id, which it then remembers. */
  async findByExternalId(
    externalId: string,
    authority: string,
    states: readonly UserState[],
    call: CallOptions,
  ): Promise<KnownUser | undefined> {
    const ownId = await findUserIdByExternalId(this.#store.db, authority, externalId);
    if (ownId !== undefined) return await this.#findWithState(ownId, authority, states, call);
    const user = await this.#genesys.externalIds.findUser(
      authority,
      externalId,
      { expand: USER_EXPAND },
      call,
    );
    if (user === undefined) return undefined;
    await saveExternalId(this.#store.db, { authority, externalId, userId: user.id });
    return await this.#readOne(user, authority);
  }

  async #findWithState(
    id: string,
    authority: string,
    states: readonly UserState[],
    call: CallOptions,
  ): Promise<KnownUser | undefined> {
    return await this.#readOne(await this.#readUser(id, states, call), authority);
  }

  async #readUser(
    id: string,
    states: readonly UserState[],
    call: CallOptions,
  ): Promise<GenesysUser | undefined> {
    const { users } = this.#genesys;
    const live = await users.find(id, { expand: USER_EXPAND }, call);
    if (live !== undefined || !states.includes('deleted')) return live;
    return await users.find(id, { expand: USER_EXPAND, state: 'deleted' }, call);
  }
}
