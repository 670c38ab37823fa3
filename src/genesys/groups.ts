import { setTimeout } from 'node:timers/promises';
import type { GroupsApi } from 'purecloud-platform-client-v2';
import { about, entityRef, group, pageOf, resultsOf } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { GenesysError, isNotFound, isVersionConflict } from './errors.ts';
import { assertUuid, assertUuids } from './ids.ts';
import type { EntityRef, GenesysGroup, GroupPage, GroupUpdate, NewGroup } from './models.ts';
import type { Operation } from './operation.ts';
import { collectPages } from './pages.ts';
import { isSameName } from './same-name.ts';

export interface GroupListQuery {
  /** At most 500. */
  readonly pageSize: number;
  /** From 1. */
  readonly pageNumber: number;
}

export interface Groups {
  list(query: GroupListQuery, options: CallOptions): Promise<GroupPage>;
  get(groupId: string, options: CallOptions): Promise<GenesysGroup>;
  find(groupId: string, options: CallOptions): Promise<GenesysGroup | undefined>;
  /** The whole name, in any case. The search lags behind by seconds to minutes. */
  searchByName(name: string, options: CallOptions): Promise<GenesysGroup[]>;
  /** At most 100 ids; whatever is unknown is left out. */
  getMany(groupIds: readonly string[], options: CallOptions): Promise<GenesysGroup[]>;
  /** Who was added one by one, in one call whatever the size: the members that can be added and removed. */
  individuals(groupId: string, options: CallOptions): Promise<EntityRef[]>;
  /** Everybody: individuals, owners where they count, and whom a rule brings. */
  members(groupId: string, options: CallOptions): Promise<EntityRef[]>;
  /** Whether a rule decides who is in it: nobody can be put in or taken out by hand then. */
  isDynamic(groupId: string, options: CallOptions): Promise<boolean>;
  /** The same as of the last five minutes; who asks at once shares the answer. */
  isDynamicLately(groupId: string, options: CallOptions): Promise<boolean>;
  create(group: NewGroup, options: CallOptions): Promise<GenesysGroup>;
  /** From the group as it was read; after a version conflict it is read again. */
  update(group: GenesysGroup, update: GroupUpdate, options: CallOptions): Promise<GenesysGroup>;
  /** One that is gone already counts as removed. */
  remove(groupId: string, options: CallOptions): Promise<void>;
  /**
   * At most 50 users; takes effect later. `version` is the group's, if it was read just now; without it, and after
   * a conflict, it is read. Answers the version that the group has once Genesys is done, as far as can be told.
   */
  addMembers(
    groupId: string,
    userIds: readonly string[],
    options: CallOptions,
    version?: number,
  ): Promise<number>;
  /** Takes effect later. */
  removeMembers(groupId: string, userIds: readonly string[], options: CallOptions): Promise<void>;
}

const LIST_GROUPS: Operation = { method: 'GET', path: '/api/v2/groups' };
const CREATE_GROUP: Operation = { method: 'POST', path: '/api/v2/groups' };
const SEARCH_GROUPS: Operation = { method: 'POST', path: '/api/v2/groups/search', repeatable: true };
const GET_GROUP: Operation = { method: 'GET', path: '/api/v2/groups/{groupId}' };
const PUT_GROUP: Operation = { method: 'PUT', path: '/api/v2/groups/{groupId}' };
const DELETE_GROUP: Operation = { method: 'DELETE', path: '/api/v2/groups/{groupId}' };
const LIST_MEMBERS: Operation = { method: 'GET', path: '/api/v2/groups/{groupId}/members' };
const ADD_MEMBERS: Operation = {
  method: 'POST',
  path: '/api/v2/groups/{groupId}/members',
  // Who is a member already stays one.
  repeatable: true,
};
const LIST_INDIVIDUALS: Operation = { method: 'GET', path: '/api/v2/groups/{groupId}/individuals' };
const GET_RULE: Operation = { method: 'GET', path: '/api/v2/groups/{groupId}/dynamicsettings' };
const REMOVE_MEMBERS: Operation = { method: 'DELETE', path: '/api/v2/groups/{groupId}/members' };

const PAGE_SIZE = 100;
const REMOVALS_A_CALL = 50;
const REMEMBER_MS = 5 * 60_000;
const CONFLICT_RETRIES = 5;
const CONFLICT_PAUSE_MS = 100;

function withoutDoubles(members: readonly EntityRef[]): EntityRef[] {
  return [...new Map(members.map((member) => [member.id, member])).values()];
}

/** Somebody else changed the group since: the pause grows, so that many at once get through. */
async function pauseAfterConflict(error: unknown, attempt: number, options: CallOptions): Promise<void> {
  if (!isVersionConflict(error) || attempt > CONFLICT_RETRIES) throw error;
  const ms = CONFLICT_PAUSE_MS * attempt * (0.5 + Math.random());
  await setTimeout(ms, undefined, options.signal === undefined ? {} : { signal: options.signal });
}

function isBadRequest(error: unknown): boolean {
  return error instanceof GenesysError && error.genesysStatus === 400 && !isVersionConflict(error);
}

/**
 * `GroupUpdate` documents `ownerIds` where groups are read and created with `owners`; Genesys' own Terraform
 * provider sends `owners`. So the documented word goes first, and the other one when it is refused. A PUT takes the
 * whole group (FACTS section 7): what is not said might be lost.
 */
function asUpdate(read: GenesysGroup, ownersWord: string) {
  const { id: _id, type: _type, state: _state, memberCount, dateModified, owners, addresses, ...kept } = read;
  return {
    ...kept,
    ...(read.visibility === 'owners' ? { visibility: ownersWord } : {}),
    ...(owners === undefined ? {} : { ownerIds: owners.map(({ id }) => id) }),
    ...(addresses === undefined ? {} : { addresses: [...addresses] }),
  };
}

export function createGroups(api: GroupsApi, caller: Caller): Groups {
  const get = async (groupId: string, options: CallOptions) => {
    assertUuid(groupId);
    return caller.read(about(groupId, group), GET_GROUP, options, () => api.getGroup(groupId));
  };
  const removals = caller.combine<void>(REMOVE_MEMBERS, {
    most: REMOVALS_A_CALL,
    async send(groupId, userIds, options) {
      const send = () => api.deleteGroupMembers(groupId, userIds.join(','));
      for (let attempt = 1; ; attempt += 1) {
        try {
          // The pass that the first was given is used up.
          await caller.run(REMOVE_MEMBERS, attempt === 1 ? options : { ...options, pass: undefined }, send);
          return () => undefined;
        } catch (error) {
          await pauseAfterConflict(error, attempt, options);
        }
      }
    },
  });
  const isDynamic: Groups['isDynamic'] = async (groupId, options) => {
    assertUuid(groupId);
    try {
      await caller.run(GET_RULE, options, () => api.getGroupDynamicsettings(groupId));
      return true;
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return false;
    }
  };
  const kinds = caller.remember<boolean>(REMEMBER_MS);
  const questions = caller.combine<boolean>(GET_RULE, {
    most: 1,
    async send(groupId, _ids, options) {
      const dynamic = await isDynamic(groupId, options);
      return () => dynamic;
    },
  });
  return {
    get,
    isDynamic,

    async isDynamicLately(groupId, options) {
      assertUuid(groupId);
      return await kinds.get(groupId, () => questions.ask(groupId, groupId, options));
    },

    async list(query, options) {
      const page = await caller.read(pageOf(group), LIST_GROUPS, options, () => api.getGroups({ ...query }));
      return { groups: page.items, total: page.total ?? page.items.length };
    },

    async find(groupId, options) {
      try {
        return await get(groupId, options);
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },

    async searchByName(name, options) {
      const body = { query: [{ fields: ['name'], value: name, type: 'EXACT' }], pageSize: 25, pageNumber: 1 };
      const page = await caller.read(resultsOf(group), SEARCH_GROUPS, options, () =>
        api.postGroupsSearch(body),
      );
      return page.items.filter((found) => isSameName(found.name, name));
    },

    async getMany(groupIds, options) {
      assertUuids(groupIds);
      if (groupIds.length === 0) return [];
      const query = { id: [...groupIds], pageSize: 100 };
      return (await caller.read(pageOf(group), LIST_GROUPS, options, () => api.getGroups(query))).items;
    },

    async individuals(groupId, options) {
      assertUuid(groupId);
      const page = await caller.read(pageOf(entityRef), LIST_INDIVIDUALS, options, () =>
        api.getGroupIndividuals(groupId),
      );
      return withoutDoubles(page.items);
    },

    async members(groupId, options) {
      assertUuid(groupId);
      const members = await collectPages((pageNumber) =>
        caller.read(pageOf(entityRef), LIST_MEMBERS, options, () =>
          api.getGroupMembers(groupId, { pageSize: PAGE_SIZE, pageNumber }),
        ),
      );
      return withoutDoubles(members);
    },

    create: ({ ownerIds, ...newGroup }, options) =>
      caller.read(group, CREATE_GROUP, options, () =>
        api.postGroups({ ...newGroup, ...(ownerIds === undefined ? {} : { ownerIds: [...ownerIds] }) }),
      ),

    async update(read, update, options) {
      assertUuid(read.id);
      let current = read;
      let ownersWord = 'ownerIds';
      for (let attempt = 1; ; attempt += 1) {
        const body = { ...asUpdate(current, ownersWord), ...update };
        try {
          return await caller.read(about(current.id, group), PUT_GROUP, options, () =>
            api.putGroup(current.id, { body }),
          );
        } catch (error) {
          if (read.visibility === 'owners' && ownersWord === 'ownerIds' && isBadRequest(error)) {
            ownersWord = 'owners';
            continue;
          }
          await pauseAfterConflict(error, attempt, options);
          current = await get(read.id, options);
        }
      }
    },

    async remove(groupId, options) {
      assertUuid(groupId);
      try {
        await caller.run(DELETE_GROUP, options, () => api.deleteGroup(groupId));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },

    async addMembers(groupId, userIds, options, version) {
      assertUuids(userIds);
      let known = version ?? (await get(groupId, options)).version;
      if (userIds.length === 0) return known;
      for (let attempt = 1; ; attempt += 1) {
        const body = { memberIds: [...userIds], version: known };
        try {
          await caller.run(ADD_MEMBERS, options, () => api.postGroupMembers(groupId, body));
          return known + 1;
        } catch (error) {
          await pauseAfterConflict(error, attempt, options);
          known = (await get(groupId, options)).version;
        }
      }
    },

    async removeMembers(groupId, userIds, options) {
      assertUuid(groupId);
      assertUuids(userIds);
      await Promise.all(userIds.map((id) => removals.ask(groupId, id, options)));
    },
  };
}
