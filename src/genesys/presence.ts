import type { PresenceApi } from 'purecloud-platform-client-v2';
import { presence } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { GenesysError } from './errors.ts';
import { assertUuid } from './ids.ts';
import type { Presence } from './models.ts';
import type { Operation } from './operation.ts';

export interface Presences {
  get(userId: string, options: CallOptions): Promise<Presence>;
  /** Takes an agent off queue too. */
  setOffline(userId: string, options: CallOptions): Promise<void>;
}

/** Definition of the presence `Offline`, the same in every organisation and region (FACTS section 5). */
export const OFFLINE = 'ccf3c10a-aa2c-4845-8e8d-f59fa48c58e5';

const CHANGE = { source: 'PURECLOUD', presenceDefinition: { id: OFFLINE } };
/** Genesys names no limit; a hundred is what its other bulk calls take. */
const CHANGES_A_CALL = 100;

const GET_PRESENCE: Operation = { method: 'GET', path: '/api/v2/users/{userId}/presences/purecloud' };
const PATCH_PRESENCE: Operation = {
  method: 'PATCH',
  path: '/api/v2/users/{userId}/presences/purecloud',
  repeatable: true,
};
const PUT_PRESENCES: Operation = { method: 'PUT', path: '/api/v2/users/presences/bulk' };

/** It is absent in some organisations, and needs a permission that the single form does not. */
function isBulkFormRefused(error: unknown): boolean {
  return error instanceof GenesysError && [403, 404, 405].includes(error.genesysStatus ?? 0);
}

export function createPresences(api: PresenceApi, caller: Caller): Presences {
  const changes = caller.combine<void>(PUT_PRESENCES, {
    most: CHANGES_A_CALL,
    async send(_key, userIds, options) {
      const body = userIds.map((id) => ({ id, ...CHANGE }));
      await caller.run(PUT_PRESENCES, options, () => api.putUsersPresencesBulk(body));
      return () => undefined;
    },
  });
  return {
    async get(userId, options) {
      assertUuid(userId);
      return caller.read(presence, GET_PRESENCE, options, () => api.getUserPresencesPurecloud(userId));
    },

    async setOffline(userId, options) {
      assertUuid(userId);
      try {
        await changes.ask('offline', userId, options);
      } catch (error) {
        if (!isBulkFormRefused(error)) throw error;
        await caller.run(PATCH_PRESENCE, options, () => api.patchUserPresencesPurecloud(userId, CHANGE));
      }
    },
  };
}
