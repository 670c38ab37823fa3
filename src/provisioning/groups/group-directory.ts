/** Look-ups of groups: Genesys holds them; the bridge's rows add externalIds and what was written lately. */

import { BridgeError } from '../../errors.ts';
import type { CallOptions } from '../../genesys/call-options.ts';
import type { Genesys } from '../../genesys/client.ts';
import { isUuid } from '../../genesys/ids.ts';
import type { GenesysGroup } from '../../genesys/models.ts';
import { findMemberWritesOfUsers } from '../../store/group-member-writes.ts';
import {
  findGroupExternalIds,
  findGroupIdByExternalId,
  findGroupIdsByName,
  findKeptGroups,
  type KeptGroup,
} from '../../store/kept-groups.ts';
import { toKey } from '../../store/kept-users.ts';
import type { Store } from '../../store/open.ts';

const MOST_IDS_AT_ONCE = 100;

export interface KnownGroup {
  readonly group: GenesysGroup;
  readonly kept: KeptGroup | undefined;
  readonly externalId: string | undefined;
}

export function groupNotFound(id: string): BridgeError {
  return new BridgeError(`Group ${id.slice(0, 64)} not found`, { code: 'group.not-found', status: 404 });
}

export class GroupDirectory {
  readonly #store: Store;
  readonly #genesys: Genesys;

  constructor(store: Store, genesys: Genesys) {
    this.#store = store;
    this.#genesys = genesys;
  }

  /** Adds what the bridge knows of each; without those that are deleted, in SCIM or in Genesys. */
  async recognise(groups: readonly GenesysGroup[], authority: string): Promise<KnownGroup[]> {
    const ids = groups.map(({ id }) => id);
    const kept = await findKeptGroups(this.#store.db, ids);
    const externalIds = await findGroupExternalIds(this.#store.db, authority, ids);
    return groups
      .filter(({ id, state }) => state !== 'deleted' && kept.get(id)?.removedAt === undefined)
      .map((group) => ({ group, kept: kept.get(group.id), externalId: externalIds.get(group.id) }));
  }

  /** Ids are case-exact (RFC 7643 section 3.1). */
  async find(id: string, authority: string, call: CallOptions): Promise<KnownGroup | undefined> {
    if (!isUuid(id) || id !== id.toLowerCase()) return undefined;
    const group = await this.#genesys.groups.find(id, call);
    return group === undefined ? undefined : (await this.recognise([group], authority))[0];
  }

  async get(id: string, authority: string, call: CallOptions): Promise<KnownGroup> {
    const known = await this.find(id, authority, call);
    if (known === undefined) throw groupNotFound(id);
    return known;
  }

  /** What was written lately is found at once, the rest by Genesys' search. */
  async findByName(name: string, authority: string, call: CallOptions): Promise<KnownGroup[]> {
    const hasName = ({ group }: KnownGroup): boolean => toKey(group.name) === toKey(name);
    const written = await this.#getMany(await findGroupIdsByName(this.#store.db, name), authority, call);
    const holders = written.filter(hasName);
    if (holders.length > 0) return holders;
    const found = await this.#genesys.groups.searchByName(name, call);
    return (await this.recognise(found, authority)).filter(hasName);
  }

  async findByExternalId(
    externalId: string,
    authority: string,
    call: CallOptions,
  ): Promise<KnownGroup | undefined> {
    const id = await findGroupIdByExternalId(this.#store.db, authority, externalId);
    return id === undefined ? undefined : await this.find(id, authority, call);
  }

  /** The groups that a person is in. */
  async findOfUser(userId: string, authority: string, call: CallOptions): Promise<KnownGroup[]> {
    if (!isUuid(userId) || userId !== userId.toLowerCase()) return [];
    const user = await this.#genesys.users.find(userId, { expand: ['groups'] }, call);
    if (user === undefined) return [];
    const ids = new Set((user.groups ?? []).map(({ id }) => id));
    for (const { groupId, joined } of await findMemberWritesOfUsers(this.#store.db, [userId])) {
      if (joined) ids.add(groupId);
      else ids.delete(groupId);
    }
    return await this.#getMany([...ids], authority, call);
  }

  async #getMany(ids: readonly string[], authority: string, call: CallOptions): Promise<KnownGroup[]> {
    const groups: GenesysGroup[] = [];
    for (let from = 0; from < ids.length; from += MOST_IDS_AT_ONCE) {
      groups.push(...(await this.#genesys.groups.getMany(ids.slice(from, from + MOST_IDS_AT_ONCE), call)));
    }
    return await this.recognise(groups, authority);
  }
}
