import type { UsersApi } from 'purecloud-platform-client-v2';
import { userStations } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { isNotFound } from './errors.ts';
import { assertUuid } from './ids.ts';
import type { UserStations } from './models.ts';
import type { Operation } from './operation.ts';

export interface Stations {
  of(userId: string, options: CallOptions): Promise<UserStations>;
  /** Frees the station that the user works at now; none is fine. */
  dissociate(userId: string, options: CallOptions): Promise<void>;
  clearDefault(userId: string, options: CallOptions): Promise<void>;
  setDefault(userId: string, stationId: string, options: CallOptions): Promise<void>;
}

const GET_STATION: Operation = { method: 'GET', path: '/api/v2/users/{userId}/station' };
const DISSOCIATE: Operation = {
  method: 'DELETE',
  path: '/api/v2/users/{userId}/station/associatedstation',
};
const CLEAR_DEFAULT: Operation = { method: 'DELETE', path: '/api/v2/users/{userId}/station/defaultstation' };
const SET_DEFAULT: Operation = {
  method: 'PUT',
  path: '/api/v2/users/{userId}/station/defaultstation/{stationId}',
};

export function createStations(api: UsersApi, caller: Caller): Stations {
  const free = async (operation: Operation, options: CallOptions, call: () => Promise<void>) => {
    try {
      await caller.run(operation, options, call);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  };
  return {
    async of(userId, options) {
      assertUuid(userId);
      return caller.read(userStations, GET_STATION, options, () => api.getUserStation(userId));
    },

    async dissociate(userId, options) {
      assertUuid(userId);
      await free(DISSOCIATE, options, () => api.deleteUserStationAssociatedstation(userId));
    },

    async clearDefault(userId, options) {
      assertUuid(userId);
      await free(CLEAR_DEFAULT, options, () => api.deleteUserStationDefaultstation(userId));
    },

    async setDefault(userId, stationId, options) {
      assertUuid(userId);
      assertUuid(stationId);
      await caller.run(SET_DEFAULT, options, () =>
        api.putUserStationDefaultstationStationId(userId, stationId),
      );
    },
  };
}
