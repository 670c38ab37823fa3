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

/** Routing languages: as skills, but there is no call that replaces all of a user's (FACTS section 4). */
export interface Languages {
  /** Every language of the organisation. */
  list(options: CallOptions): Promise<RoutingEntry[]>;
  ofUser(userId: string, options: CallOptions): Promise<Proficiency[]>;
  /** Adds these, or changes their proficiency; others stay. */
  assign(userId: string, languages: readonly Rating[], options: CallOptions): Promise<void>;
  /** One that is gone already counts as removed. */
  remove(userId: string, languageId: string, options: CallOptions): Promise<void>;
}

const LIST_LANGUAGES: Operation = { method: 'GET', path: '/api/v2/routing/languages' };
const LIST_OF_USER: Operation = { method: 'GET', path: '/api/v2/users/{userId}/routinglanguages' };
const ASSIGN: Operation = {
  method: 'PATCH',
  path: '/api/v2/users/{userId}/routinglanguages/bulk',
  repeatable: true,
};
const REMOVE: Operation = {
  method: 'DELETE',
  path: '/api/v2/users/{userId}/routinglanguages/{languageId}',
};

const CATALOGUE_PAGE_SIZE = 500;
const USER_PAGE_SIZE = 50;
const BULK_SIZE = 50;

export function createLanguages(api: RoutingApi, caller: Caller): Languages {
  return {
    list: (options) =>
      collectPages((pageNumber) =>
        caller.read(pageOf(routingEntry), LIST_LANGUAGES, options, () =>
          api.getRoutingLanguages({ pageSize: CATALOGUE_PAGE_SIZE, pageNumber }),
        ),
      ),

    async ofUser(userId, options) {
      assertUuid(userId);
      return collectPages((pageNumber) =>
        caller.read(pageOf(proficiency), LIST_OF_USER, options, () =>
          api.getUserRoutinglanguages(userId, { pageSize: USER_PAGE_SIZE, pageNumber }),
        ),
      );
    },

    async assign(userId, languages, options) {
      assertUuid(userId);
      assertUuids(languages.map(({ id }) => id));
      const body = languages.map(({ id, proficiency: rating }) => ({ id, proficiency: rating }));
      for (let from = 0; from < body.length; from += BULK_SIZE) {
        const part = body.slice(from, from + BULK_SIZE);
        await againAfterConflict(() =>
          caller.run(ASSIGN, options, () => api.patchUserRoutinglanguagesBulk(userId, part)),
        );
      }
    },

    async remove(userId, languageId, options) {
      assertUuid(userId);
      assertUuid(languageId);
      try {
        await againAfterConflict(() =>
          caller.run(REMOVE, options, () => api.deleteUserRoutinglanguage(userId, languageId)),
        );
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}
