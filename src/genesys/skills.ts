import type { RoutingApi } from 'purecloud-platform-client-v2';
import { pageOf, proficiency, routingEntry } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { againAfterConflict } from './conflict-retry.ts';
import { isNotFound } from './errors.ts';
import { assertUuid, assertUuids } from './ids.ts';
import type { Proficiency, Rating, RoutingEntry } from './models.ts';
import type { Operation } from './operation.ts';
import { collectPages } from './pages.ts';

export interface Skills {
  /** Every skill of the organisation. */
  list(options: CallOptions): Promise<RoutingEntry[]>;
  ofUser(userId: string, options: CallOptions): Promise<Proficiency[]>;
  /** Afterwards the user holds these and no others. */
  replace(userId: string, skills: readonly Rating[], options: CallOptions): Promise<void>;
  /** Adds these, or changes their proficiency; others stay. */
  assign(userId: string, skills: readonly Rating[], options: CallOptions): Promise<void>;
  /** One that is gone already counts as removed. */
  remove(userId: string, skillId: string, options: CallOptions): Promise<void>;
}

const LIST_SKILLS: Operation = { method: 'GET', path: '/api/v2/routing/skills' };
const LIST_OF_USER: Operation = { method: 'GET', path: '/api/v2/users/{userId}/routingskills' };
const REPLACE: Operation = { method: 'PUT', path: '/api/v2/users/{userId}/routingskills/bulk' };
const ASSIGN: Operation = {
  method: 'PATCH',
  path: '/api/v2/users/{userId}/routingskills/bulk',
  repeatable: true,
};
const REMOVE: Operation = { method: 'DELETE', path: '/api/v2/users/{userId}/routingskills/{skillId}' };

const CATALOGUE_PAGE_SIZE = 500;
const USER_PAGE_SIZE = 50;
const BULK_SIZE = 50;

function toBody(skills: readonly Rating[]): { id: string; proficiency: number }[] {
  assertUuids(skills.map(({ id }) => id));
  return skills.map(({ id, proficiency: rating }) => ({ id, proficiency: rating }));
}

export function createSkills(api: RoutingApi, caller: Caller): Skills {
  const assign = async (userId: string, skills: readonly Rating[], options: CallOptions) => {
    assertUuid(userId);
    const body = toBody(skills);
    for (let from = 0; from < body.length; from += BULK_SIZE) {
      const part = body.slice(from, from + BULK_SIZE);
      await againAfterConflict(() =>
        caller.run(ASSIGN, options, () => api.patchUserRoutingskillsBulk(userId, part)),
      );
    }
  };
  return {
    list: (options) =>
      collectPages((pageNumber) =>
        caller.read(pageOf(routingEntry), LIST_SKILLS, options, () =>
          api.getRoutingSkills({ pageSize: CATALOGUE_PAGE_SIZE, pageNumber }),
        ),
      ),

    async ofUser(userId, options) {
      assertUuid(userId);
      return collectPages((pageNumber) =>
        caller.read(pageOf(proficiency), LIST_OF_USER, options, () =>
          api.getUserRoutingskills(userId, { pageSize: USER_PAGE_SIZE, pageNumber }),
        ),
      );
    },

    async replace(userId, skills, options) {
      assertUuid(userId);
      const first = toBody(skills.slice(0, BULK_SIZE));
      await againAfterConflict(() =>
        caller.run(REPLACE, options, () => api.putUserRoutingskillsBulk(userId, first)),
      );
      await assign(userId, skills.slice(BULK_SIZE), options);
    },

    assign,

    async remove(userId, skillId, options) {
      assertUuid(userId);
      assertUuid(skillId);
      try {
        await againAfterConflict(() =>
          caller.run(REMOVE, options, () => api.deleteUserRoutingskill(userId, skillId)),
        );
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}
