import type { TeamsApi } from 'purecloud-platform-client-v2';
import { teamAdditions } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { isNotFound } from './errors.ts';
import { assertUuid, assertUuids } from './ids.ts';
import type { Operation } from './operation.ts';

/** Work teams: a user is in one at most (FACTS section 7). */
export interface Teams {
  /** At most 25 users. Returns why Genesys left somebody out, by user id. */
  addMembers(
    teamId: string,
    userIds: readonly string[],
    options: CallOptions,
  ): Promise<ReadonlyMap<string, string>>;
  /** A team that is gone counts as left. */
  removeMembers(teamId: string, userIds: readonly string[], options: CallOptions): Promise<void>;
}

const PATH = '/api/v2/teams/{teamId}/members';
/** Whoever is in it already is listed among the failures. */
const ADD: Operation = { method: 'POST', path: PATH, repeatable: true };
const REMOVE: Operation = { method: 'DELETE', path: PATH };

const REMOVALS_A_CALL = 25;

export function createTeams(api: TeamsApi, caller: Caller): Teams {
  const removals = caller.combine<void>(REMOVE, {
    most: REMOVALS_A_CALL,
    async send(teamId, userIds, options) {
      try {
        await caller.run(REMOVE, options, () => api.deleteTeamMembers(teamId, userIds.join(',')));
      } catch (error) {
        // Of several, one may be what Genesys does not know.
        if (!isNotFound(error) || userIds.length > 1) throw error;
      }
      return () => undefined;
    },
  });
  return {
    async addMembers(teamId, userIds, options) {
      assertUuid(teamId);
      assertUuids(userIds);
      if (userIds.length === 0) return new Map();
      const { failures } = await caller.read(teamAdditions, ADD, options, () =>
        api.postTeamMembers(teamId, { memberIds: [...userIds] }),
      );
      return new Map(failures.map(({ id, reason }) => [id, reason]));
    },

    async removeMembers(teamId, userIds, options) {
      assertUuid(teamId);
      assertUuids(userIds);
      await Promise.all(userIds.map((id) => removals.ask(teamId, id, options)));
    },
  };
}
