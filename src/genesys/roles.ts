import type { AuthorizationApi } from 'purecloud-platform-client-v2';
import { pageOf, role } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import type { Role } from './models.ts';
import type { Operation } from './operation.ts';
import { collectPages } from './pages.ts';
import { isSameName } from './same-name.ts';

export interface Roles {
  list(options: CallOptions): Promise<Role[]>;
  /** The whole name, in any case. */
  findByName(name: string, options: CallOptions): Promise<Role | undefined>;
}

const LIST_ROLES: Operation = { method: 'GET', path: '/api/v2/authorization/roles' };
const PAGE_SIZE = 100;

export function createRoles(api: AuthorizationApi, caller: Caller): Roles {
  const list = (filter: { name?: string }, options: CallOptions) =>
    collectPages((pageNumber) =>
      caller.read(pageOf(role), LIST_ROLES, options, () =>
        api.getAuthorizationRoles({ ...filter, pageSize: PAGE_SIZE, pageNumber }),
      ),
    );
  return {
    list: (options) => list({}, options),

    async findByName(name, options) {
      return (await list({ name }, options)).find((each) => isSameName(each.name, name));
    },
  };
}
