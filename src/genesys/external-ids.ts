import type { UsersApi } from 'purecloud-platform-client-v2';
import { externalIds, user } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { isNotFound } from './errors.ts';
import { assertUuid } from './ids.ts';
import type { ExternalId, GenesysUser } from './models.ts';
import type { Operation } from './operation.ts';
import { assertPathSegment } from './path-segment.ts';

export interface ExternalIds {
  /** Case-sensitive in both parts. */
  findUser(
    authority: string,
    key: string,
    query: { readonly expand?: readonly string[] },
    options: CallOptions,
  ): Promise<GenesysUser | undefined>;
  list(userId: string, options: CallOptions): Promise<ExternalId[]>;
  /** At most 100 for each user. */
  add(userId: string, externalId: ExternalId, options: CallOptions): Promise<void>;
  /** One that is gone already counts as removed. */
  remove(userId: string, externalId: ExternalId, options: CallOptions): Promise<void>;
}

const FIND: Operation = { method: 'GET', path: '/api/v2/users/externalid/{authorityName}/{externalKey}' };
const LIST: Operation = { method: 'GET', path: '/api/v2/users/{userId}/externalid' };
const ADD: Operation = { method: 'POST', path: '/api/v2/users/{userId}/externalid' };
const REMOVE: Operation = {
  method: 'DELETE',
  path: '/api/v2/users/{userId}/externalid/{authorityName}/{externalKey}',
};

function assertExternalId({ authority, key }: ExternalId): void {
  assertPathSegment('the authority of an external id', authority);
  assertPathSegment('an external id', key);
}

export function createExternalIds(api: UsersApi, caller: Caller): ExternalIds {
  return {
    async findUser(authority, key, { expand }, options) {
      assertExternalId({ authority, key });
      const query = expand === undefined ? {} : { expand: [...expand] };
      try {
        return await caller.read(user, FIND, options, () =>
          api.getUsersExternalidAuthorityNameExternalKey(authority, key, query),
        );
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },

    async list(userId, options) {
      assertUuid(userId);
      return caller.read(externalIds, LIST, options, () => api.getUserExternalid(userId));
    },

    async add(userId, externalId, options) {
      assertUuid(userId);
      assertExternalId(externalId);
      const body = { authorityName: externalId.authority, externalKey: externalId.key };
      await caller.run(ADD, options, () => api.postUserExternalid(userId, body));
    },

    async remove(userId, externalId, options) {
      assertUuid(userId);
      assertExternalId(externalId);
      const { authority, key } = externalId;
      try {
        await caller.run(REMOVE, options, () =>
          api.deleteUserExternalidAuthorityNameExternalKey(userId, authority, key),
        );
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}
