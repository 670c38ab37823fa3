import type { AuthorizationApi } from 'purecloud-platform-client-v2';
import { subjectGrants } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { isNotFound } from './errors.ts';
import { assertUuid } from './ids.ts';
import type { RoleGrant } from './models.ts';
import type { Operation } from './operation.ts';

export type GrantKey = Pick<RoleGrant, 'roleId' | 'divisionId'>;

export interface Grants {
  /** What the user holds itself; what groups bring is left out (FACTS section 6). */
  direct(userId: string, options: CallOptions): Promise<RoleGrant[]>;
  /** All or nothing: a role or division that is gone fails the call. */
  add(userId: string, grants: readonly GrantKey[], options: CallOptions): Promise<void>;
  /** All or nothing: a role or division that is gone fails the call. */
  removeAll(userId: string, grants: readonly GrantKey[], options: CallOptions): Promise<void>;
  /** One that is gone already counts as removed. */
  remove(userId: string, grant: GrantKey, options: CallOptions): Promise<void>;
}

const GET_SUBJECT: Operation = { method: 'GET', path: '/api/v2/authorization/subjects/{subjectId}' };
const BULK_ADD: Operation = {
  method: 'POST',
  path: '/api/v2/authorization/subjects/{subjectId}/bulkadd',
  repeatable: true,
};
const BULK_REMOVE: Operation = {
  method: 'POST',
  path: '/api/v2/authorization/subjects/{subjectId}/bulkremove',
  repeatable: true,
};
const REMOVE: Operation = {
  method: 'DELETE',
  path: '/api/v2/authorization/subjects/{subjectId}/divisions/{divisionId}/roles/{roleId}',
};

/** Divisions may also be the one word `*`: all divisions. */
function assertGrant({ roleId, divisionId }: GrantKey): void {
  assertUuid(roleId);
  if (divisionId !== '*') assertUuid(divisionId);
}

export function createGrants(api: AuthorizationApi, caller: Caller): Grants {
  return {
    async direct(userId, options) {
      assertUuid(userId);
      const all = await caller.read(subjectGrants, GET_SUBJECT, options, () =>
        api.getAuthorizationSubject(userId, { includeDuplicates: true }),
      );
      return all.filter(({ subjectId }) => subjectId === userId).map(({ subjectId: _, ...grant }) => grant);
    },

    async add(userId, grants, options) {
      assertUuid(userId);
      grants.forEach(assertGrant);
      if (grants.length === 0) return;
      const body = { grants: grants.map(({ roleId, divisionId }) => ({ roleId, divisionId })) };
      await caller.run(BULK_ADD, options, () =>
        api.postAuthorizationSubjectBulkadd(userId, body, { subjectType: 'PC_USER' }),
      );
    },

    async removeAll(userId, grants, options) {
      assertUuid(userId);
      grants.forEach(assertGrant);
      if (grants.length === 0) return;
      const body = { grants: grants.map(({ roleId, divisionId }) => ({ roleId, divisionId })) };
      await caller.run(BULK_REMOVE, options, () => api.postAuthorizationSubjectBulkremove(userId, body));
    },

    async remove(userId, grant, options) {
      assertUuid(userId);
      assertGrant(grant);
      try {
        await caller.run(REMOVE, options, () =>
          api.deleteAuthorizationSubjectDivisionRole(userId, grant.divisionId, grant.roleId),
        );
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}
