import type { RoutingApi } from 'purecloud-platform-client-v2';
import { entityRef, pageOf, queue } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { isNotFound } from './errors.ts';
import { assertUuid, assertUuids } from './ids.ts';
import type { EntityRef, Queue } from './models.ts';
import type { Operation } from './operation.ts';
import { collectPages } from './pages.ts';

export interface Queues {
  /** All queues of a user, either those joined or those not; both directly held and brought by a group. */
  ofUser(userId: string, query: { readonly joined: boolean }, options: CallOptions): Promise<EntityRef[]>;
  /** Which of these queues the user is a member of, however it came to it; many who ask at once share the answer. */
  stillIn(userId: string, queueIds: readonly string[], options: CallOptions): Promise<string[]>;
  get(queueId: string, options: CallOptions): Promise<Queue>;
  /** The groups whose members are members of the queue, as they were within the last five minutes. */
  memberGroupsLately(queueId: string, options: CallOptions): Promise<readonly EntityRef[]>;
  addMembers(queueId: string, userIds: readonly string[], options: CallOptions): Promise<void>;
  /** Only direct memberships end. */
  removeMembers(queueId: string, userIds: readonly string[], options: CallOptions): Promise<void>;
  /** Takes effect later; queues that the user is no member of are passed over. */
  setJoined(
    userId: string,
    queues: readonly { readonly id: string; readonly joined: boolean }[],
    options: CallOptions,
  ): Promise<void>;
}

const LIST_OF_USER: Operation = { method: 'GET', path: '/api/v2/users/{userId}/queues' };
const SET_JOINED: Operation = { method: 'PATCH', path: '/api/v2/users/{userId}/queues', repeatable: true };
const GET_QUEUE: Operation = { method: 'GET', path: '/api/v2/routing/queues/{queueId}' };
/** Adds, or with `delete=true` removes; either may happen twice. */
const CHANGE_MEMBERS: Operation = {
  method: 'POST',
  path: '/api/v2/routing/queues/{queueId}/members',
  repeatable: true,
};

const LIST_MEMBERS: Operation = { method: 'GET', path: '/api/v2/routing/queues/{queueId}/members' };

const PAGE_SIZE = 100;
/** To ask for all queues of a user takes two calls: a page of a queue is cheaper when so many share it. */
const ASKERS_A_PAGE = 5;
const ASKERS_AT_ONCE = 1_000;
const MEMBERS_A_CALL = 100;
const REMEMBER_MS = 5 * 60_000;

export function createQueues(api: RoutingApi, caller: Caller): Queues {
  const changing = (remove: boolean) => {
    const combiner = caller.combine<void>(CHANGE_MEMBERS, {
      most: MEMBERS_A_CALL,
      async send(queueId, userIds, options) {
        const body = userIds.map((id) => ({ id }));
        await caller.run(CHANGE_MEMBERS, options, () =>
          api.postRoutingQueueMembers(queueId, body, { _delete: remove }),
        );
        return () => undefined;
      },
    });
    return async (queueId: string, userIds: readonly string[], options: CallOptions): Promise<void> => {
      assertUuid(queueId);
      assertUuids(userIds);
      await Promise.all(userIds.map((id) => combiner.ask(queueId, id, options)));
    };
  };
  const ofUser: Queues['ofUser'] = async (userId, { joined }, options) => {
    assertUuid(userId);
    return collectPages((pageNumber) =>
      caller.read(pageOf(entityRef), LIST_OF_USER, options, () =>
        api.getUserQueues(userId, { joined, pageSize: PAGE_SIZE, pageNumber }),
      ),
    );
  };
  const reads = caller.combine<Queue>(GET_QUEUE, {
    most: 1,
    async send(queueId, _ids, options) {
      const found = await caller.read(queue, GET_QUEUE, options, () => api.getRoutingQueue(queueId));
      return () => found;
    },
  });
  const memberGroups = caller.remember<readonly EntityRef[]>(REMEMBER_MS);
  const memberships = caller.combine<'member' | 'none' | 'unknown'>(LIST_OF_USER, {
    most: ASKERS_AT_ONCE,
    async send(queueId, userIds, options) {
      const members = await readMembers(queueId, Math.floor(userIds.length / ASKERS_A_PAGE), options);
      if (members === undefined) return () => 'unknown';
      return (id) => (members.has(id) ? 'member' : 'none');
    },
  });

  /** Undefined when it takes more pages than that; nothing is read where not even two are worth it. */
  async function readMembers(queueId: string, mostPages: number, options: CallOptions) {
    if (mostPages < 2) {
      options.pass?.leave('unsent');
      return undefined;
    }
    const members = new Set<string>();
    try {
      for (let pageNumber = 1; pageNumber <= mostPages; pageNumber += 1) {
        const { items } = await caller.read(
          pageOf(entityRef),
          LIST_MEMBERS,
          pageNumber === 1 ? options : { ...options, pass: undefined },
          () => api.getRoutingQueueMembers(queueId, { pageSize: PAGE_SIZE, pageNumber }),
        );
        if (items.length === 0) return members;
        for (const { id } of items) members.add(id);
      }
      return undefined;
    } catch (error) {
      if (isNotFound(error)) return new Set<string>();
      throw error;
    }
  }

  return {
    ofUser,

    async stillIn(userId, queueIds, options) {
      assertUuid(userId);
      assertUuids(queueIds);
      if (queueIds.length === 0) return [];
      const told = await Promise.all(queueIds.map((id) => memberships.ask(id, userId, options)));
      if (!told.includes('unknown')) return queueIds.filter((_, index) => told[index] === 'member');
      const both = [true, false].map((joined) => ofUser(userId, { joined }, options));
      const held = new Set((await Promise.all(both)).flat().map(({ id }) => id));
      return queueIds.filter((id) => held.has(id));
    },

    async get(queueId, options) {
      assertUuid(queueId);
      return await reads.ask(queueId, queueId, options);
    },

    async memberGroupsLately(queueId, options) {
      assertUuid(queueId);
      const ask = async () => (await reads.ask(queueId, queueId, options)).memberGroups;
      return await memberGroups.get(queueId, ask);
    },

    addMembers: changing(false),
    removeMembers: changing(true),

    async setJoined(userId, queues, options) {
      assertUuid(userId);
      assertUuids(queues.map(({ id }) => id));
      if (queues.length === 0) return;
      const body = queues.map(({ id, joined }) => ({ id, joined }));
      await caller.run(SET_JOINED, options, () => api.patchUserQueues(userId, body));
    },
  };
}
