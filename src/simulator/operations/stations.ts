import type { UserRecord } from '../organisation/model.ts';
import { liveUser, required } from '../rules/find-record.ts';
import { finishLater } from '../rules/later.ts';
import { renderStations } from '../rules/render-user.ts';
import { leaveStation } from '../rules/stations.ts';
import {
  ACCEPTED,
  anyOf,
  type Call,
  EMPTY_200,
  type Operation,
  ok,
  pathId,
  type Reply,
} from './operation.ts';

function userOf(call: Call): UserRecord {
  return liveUser(call.world.organisation, pathId(call, 'userId'));
}

function getStations(call: Call): Reply {
  return ok(renderStations(call.world.organisation, userOf(call)));
}

function disassociate(call: Call): Reply {
  const user = userOf(call);
  finishLater(call.world, () => leaveStation(user));
  return ACCEPTED;
}

function clearDefault(call: Call): Reply {
  const user = userOf(call);
  finishLater(call.world, () => {
    user.defaultStationId = undefined;
  });
  return ACCEPTED;
}

function setDefault(call: Call): Reply {
  const user = userOf(call);
  const station = required(call.world.organisation.stations, pathId(call, 'stationId'), 'station');
  finishLater(call.world, () => {
    user.defaultStationId = station.id;
  });
  return ACCEPTED;
}

function freeStation(call: Call): Reply {
  const { organisation } = call.world;
  const { id } = required(organisation.stations, pathId(call, 'stationId'), 'station');
  for (const user of organisation.users.all()) if (user.associatedStationId === id) leaveStation(user);
  return EMPTY_200;
}

const DISASSOCIATE = anyOf('telephony:station:disassociate');
const DEFAULT_STATION = anyOf('telephony:plugin:all', 'telephony:phone:assign');

export const stationOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/users/{userId}/station',
    permissions: anyOf('telephony:otherStationAssociation:view'),
    handle: getStations,
  },
  {
    method: 'DELETE',
    path: '/users/{userId}/station/associatedstation',
    permissions: DISASSOCIATE,
    handle: disassociate,
  },
  {
    method: 'DELETE',
    path: '/users/{userId}/station/defaultstation',
    permissions: DEFAULT_STATION,
    handle: clearDefault,
  },
  {
    method: 'PUT',
    path: '/users/{userId}/station/defaultstation/{stationId}',
    permissions: DEFAULT_STATION,
    handle: setDefault,
  },
  {
    method: 'DELETE',
    path: '/stations/{stationId}/associateduser',
    permissions: DISASSOCIATE,
    handle: freeStation,
  },
];
