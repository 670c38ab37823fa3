import type { RoutingApi } from 'purecloud-platform-client-v2';
import { agentUtilization } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { isNotFound } from './errors.ts';
import { assertUuid } from './ids.ts';
import type { Utilization } from './models.ts';
import type { Operation } from './operation.ts';

/** How many conversations of each kind an agent takes at once. */
export interface Utilizations {
  /** The user's own setting; undefined while the organisation's default holds. */
  ownOf(userId: string, options: CallOptions): Promise<Utilization | undefined>;
  set(userId: string, own: Utilization, options: CallOptions): Promise<void>;
  /** Back to the organisation's default. */
  clear(userId: string, options: CallOptions): Promise<void>;
}

const PATH = '/api/v2/routing/users/{userId}/utilization';
const GET: Operation = { method: 'GET', path: PATH };
const PUT: Operation = { method: 'PUT', path: PATH };
const DELETE: Operation = { method: 'DELETE', path: PATH };

export function createUtilizations(api: RoutingApi, caller: Caller): Utilizations {
  return {
    async ownOf(userId, options) {
      assertUuid(userId);
      try {
        const { level, ...setting } = await caller.read(agentUtilization, GET, options, () =>
          api.getRoutingUserUtilization(userId),
        );
        return level === 'Agent' ? setting : undefined;
      } catch (error) {
        if (!isNotFound(error)) throw error;
        return undefined;
      }
    },

    async set(userId, own, options) {
      assertUuid(userId);
      await caller.run(PUT, options, () => api.putRoutingUserUtilization(userId, { ...own }));
    },

    async clear(userId, options) {
      assertUuid(userId);
      try {
        await caller.run(DELETE, options, () => api.deleteRoutingUserUtilization(userId));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}
