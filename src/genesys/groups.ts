import type { GroupsApi } from 'purecloud-platform-client-v2';
import { entityRef, group, pageOf, resultsOf } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { isNotFound, isVersionConflict } from './errors.ts';
import { assertUuid, assertUuids } from './ids.ts';
import type { GenesysGroup, GroupPage, GroupUpdate, NewGroup } from './models.ts';
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
  memberIds(groupId: string, options: CallOptions): Promise<string[]>;
  /** Whether a rule decides who is in it: nobody can be taken out by hand then. */
  isDynamic(groupId: string, options: CallOptions): Promise<boolean>;
  create(group: NewGroup, options: CallOptions): Promise<GenesysGroup>;
  update(groupId: string, update: GroupUpdate, options: CallOptions): Promise<GenesysGroup>;
  /** One that is gone already counts as removed. */
  remove(groupId: string, options: CallOptions): Promise<void>;
  /** At most 50 users; takes effect later. */
  addMembers(groupId: string, userIds: readonly string[], options: CallOptions): Promise<void>;
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
const ADD_MEMBERS: Operation = { method: 'POST', path: '/api/v2/groups/{groupId}/members' };
const REMOVE_MEMBERS: Operation = { method: 'DELETE', path: '/api/v2/groups/{groupId}/members' };

const GET_RULE: Operation = { method: 'GET', path: '/api/v2/groups/{groupId}/dynamicsettings' };

const PAGE_SIZE = 100;
const REMOVALS_A_CALL = 50;
const CONFLICT_RETRIES = 3;

export function createGroups(api: GroupsApi, caller: Caller): Groups {
  const get = async (groupId: string, options: CallOptions) => {
    assertUuid(groupId);
    return caller.read(group, GET_GROUP, options, () => api.getGroup(groupId));
  };
  const removals = caller.combine<void>({
    most: REMOVALS_A_CALL,
    async send(groupId, userIds, options) {
      await caller.run(REMOVE_MEMBERS, options, () => api.deleteGroupMembers(groupId, userIds.join(',')));
      return () => undefined;
    },
  });
  return {
    get,

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

    async memberIds(groupId, options) {
      assertUuid(groupId);
      const members = await collectPages((pageNumber) =>
        caller.read(pageOf(entityRef), LIST_MEMBERS, options, () =>
          api.getGroupMembers(groupId, { pageSize: PAGE_SIZE, pageNumber }),
        ),
      );
      return [...new Set(members.map(({ id }) => id))];
    },

    async isDynamic(groupId, options) {
      assertUuid(groupId);
      try {
        await caller.run(GET_RULE, options, () => api.getGroupDynamicsettings(groupId));
        return true;
      } catch (error) {
        if (!isNotFound(error)) throw error;
        return false;
      }
    },

    create: (newGroup, options) =>
      caller.read(group, CREATE_GROUP, options, () => api.postGroups({ ...newGroup })),

    async update(groupId, update, options) {
      assertUuid(groupId);
      return caller.read(group, PUT_GROUP, options, () => api.putGroup(groupId, { body: { ...update } }));
    },

    async remove(groupId, options) {
      assertUuid(groupId);
      try {
        await caller.run(DELETE_GROUP, options, () => api.deleteGroup(groupId));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },

    async addMembers(groupId, userIds, options) {
      assertUuids(userIds);
      if (userIds.length === 0) return;
      for (let attempt = 1; ; attempt += 1) {
        const { version } = await get(groupId, options);
        const body = { memberIds: [...userIds], version };
        try {
          return await caller.run(ADD_MEMBERS, options, () => api.postGroupMembers(groupId, body));
        } catch (error) {
          if (!isVersionConflict(error) || attempt > CONFLICT_RETRIES) throw error;
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
