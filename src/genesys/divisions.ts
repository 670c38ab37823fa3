import type { AuthorizationApi } from 'purecloud-platform-client-v2';
import { division, pageOf } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { assertUuid, assertUuids } from './ids.ts';
import type { Division } from './models.ts';
import type { Operation } from './operation.ts';
import { collectPages } from './pages.ts';
import { isSameName } from './same-name.ts';

export interface Divisions {
  /** The division that everything is in unless moved. */
  home(options: CallOptions): Promise<Division>;
  list(options: CallOptions): Promise<Division[]>;
  /** The whole name, in any case. */
  findByName(name: string, options: CallOptions): Promise<Division | undefined>;
  moveUsers(divisionId: string, userIds: readonly string[], options: CallOptions): Promise<void>;
}

const GET_HOME: Operation = { method: 'GET', path: '/api/v2/authorization/divisions/home' };
const LIST_DIVISIONS: Operation = { method: 'GET', path: '/api/v2/authorization/divisions' };
const MOVE: Operation = {
  method: 'POST',
  path: '/api/v2/authorization/divisions/{divisionId}/objects/{objectType}',
  repeatable: true,
};
const PAGE_SIZE = 100;

export function createDivisions(api: AuthorizationApi, caller: Caller): Divisions {
  const list = (filter: { name?: string }, options: CallOptions) =>
    collectPages((pageNumber) =>
      caller.read(pageOf(division), LIST_DIVISIONS, options, () =>
        api.getAuthorizationDivisions({ ...filter, pageSize: PAGE_SIZE, pageNumber }),
      ),
    );
  return {
    home: (options) => caller.read(division, GET_HOME, options, () => api.getAuthorizationDivisionsHome()),

    list: (options) => list({}, options),

    async findByName(name, options) {
      return (await list({ name }, options)).find((each) => isSameName(each.name, name));
    },

    async moveUsers(divisionId, userIds, options) {
      assertUuid(divisionId);
      assertUuids(userIds);
      if (userIds.length === 0) return;
      await caller.run(MOVE, options, () =>
        api.postAuthorizationDivisionObject(divisionId, 'USER', [...userIds]),
      );
    },
  };
}
