import type { UsersApi } from 'purecloud-platform-client-v2';
import { entityRef, pageOf } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { isNotFound } from './errors.ts';
import { assertUuid } from './ids.ts';
import type { EntityRef } from './models.ts';
import type { Operation } from './operation.ts';

/** Second factors that a user has registered. */
export interface Verifiers {
  ofUser(userId: string, options: CallOptions): Promise<EntityRef[]>;
  /** One that is gone already counts as removed. */
  remove(userId: string, verifierId: string, options: CallOptions): Promise<void>;
}

const LIST: Operation = { method: 'GET', path: '/api/v2/users/{userId}/verifiers' };
const REMOVE: Operation = { method: 'DELETE', path: '/api/v2/users/{userId}/verifiers/{verifierId}' };

export function createVerifiers(api: UsersApi, caller: Caller): Verifiers {
  return {
    async ofUser(userId, options) {
      assertUuid(userId);
      try {
        const page = await caller.read(pageOf(entityRef), LIST, options, () => api.getUserVerifiers(userId));
        return page.items;
      } catch (error) {
        if (!isNotFound(error)) throw error;
        return [];
      }
    },

    async remove(userId, verifierId, options) {
      assertUuid(userId);
      assertUuid(verifierId);
      try {
        await caller.run(REMOVE, options, () => api.deleteUserVerifier(userId, verifierId));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}
