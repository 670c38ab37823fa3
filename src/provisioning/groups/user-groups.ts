/** The groups of a person as SCIM shows them: corrected by what was written lately, each with its name. */

import type { CallOptions } from '../../genesys/call-options.ts';
import type { Genesys } from '../../genesys/client.ts';
import type { EntityRef, GenesysUser } from '../../genesys/models.ts';
import { findMemberWritesOfUsers } from '../../store/group-member-writes.ts';
import { listRemovedGroups } from '../../store/kept-groups.ts';
import type { Store } from '../../store/open.ts';

const MOST_IDS_AT_ONCE = 100;
const REMEMBER_NAMES_MS = 60_000;

export class UserGroups {
  readonly #store: Store;
  readonly #genesys: Genesys;
  readonly #now: () => Date;
  #names = new Map<string, string>();
  #namesUntil = 0;

  constructor(store: Store, genesys: Genesys, now: () => Date) {
    this.#store = store;
    this.#genesys = genesys;
    this.#now = now;
  }

  /** The same people, in the same order; their groups must have been read. */
  async correct(users: readonly GenesysUser[], call: CallOptions): Promise<GenesysUser[]> {
    const { db } = this.#store;
    const ids = users.map(({ id }) => id);
    const writes = Map.groupBy(await findMemberWritesOfUsers(db, ids), ({ userId }) => userId);
    const removed = new Set((await listRemovedGroups(db)).map(({ groupId }) => groupId));
    const corrected = users.map((user) => {
      const groups = new Map((user.groups ?? []).map((group) => [group.id, group]));
      for (const { groupId, joined } of writes.get(user.id) ?? []) {
        if (!joined) groups.delete(groupId);
        else if (!groups.has(groupId)) groups.set(groupId, { id: groupId });
      }
      for (const groupId of removed) groups.delete(groupId);
      return { ...user, groups: [...groups.values()] };
    });
    return await this.#withNames(corrected, call);
  }

  /** Genesys gives the names of the groups that it knows the person to be in. */
  async #withNames(
    users: readonly (GenesysUser & { readonly groups: readonly EntityRef[] })[],
    call: CallOptions,
  ): Promise<GenesysUser[]> {
    const nameless = users.flatMap(({ groups }) =>
      groups.filter(({ name }) => name === undefined).map(({ id }) => id),
    );
    const names = await this.#readNames([...new Set(nameless)], call);
    return users.map((user) => ({
      ...user,
      groups: user.groups.map((group) => {
        const name = group.name ?? names.get(group.id);
        return name === undefined ? group : { ...group, name };
      }),
    }));
  }

  async #readNames(ids: readonly string[], call: CallOptions): Promise<ReadonlyMap<string, string>> {
    const now = this.#now().getTime();
    if (now >= this.#namesUntil) {
      this.#names = new Map();
      this.#namesUntil = now + REMEMBER_NAMES_MS;
    }
    const names = this.#names;
    const unknown = ids.filter((id) => !names.has(id));
    for (let from = 0; from < unknown.length; from += MOST_IDS_AT_ONCE) {
      const found = await this.#genesys.groups.getMany(unknown.slice(from, from + MOST_IDS_AT_ONCE), call);
      for (const { id, name } of found) names.set(id, name);
    }
    return names;
  }
}
