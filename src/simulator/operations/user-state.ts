import { type JsonObject, objectBody, optionalChoice } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';
import { STATE_CHANGE_REASONS, USER_STATES, type UserRecord } from '../organisation/model.ts';
import { anyUser } from '../rules/find-record.ts';
import { changeState } from '../rules/user-state.ts';
import { requireVersion } from '../rules/user-version.ts';
import { anyOf, type Call, type Operation, ok, pathId, type Reply } from './operation.ts';

function renderState({ state, version, stateChanges }: UserRecord): object {
  const latest = stateChanges.at(-1);
  return {
    state,
    version,
    ...(latest === undefined ? {} : { stateChangeDate: latest.date ?? new Date(latest.at).toISOString() }),
    ...(latest?.reason === undefined ? {} : { stateChangeReason: latest.reason }),
  };
}

function getState(call: Call): Reply {
  return ok(renderState(anyUser(call.world.organisation, pathId(call, 'userId'))));
}

function optionalDate(body: JsonObject): string | undefined {
  const date = body.stateChangeDate;
  if (date === undefined || date === null) return undefined;
  if (typeof date === 'string' && /^\d{4}-\d\d-\d\dT/.test(date) && !Number.isNaN(Date.parse(date))) {
    return date;
  }
  throw badRequest(
    'Dates must be specified as ISO-8601 strings. For example: yyyy-MM-ddTHH:mm:ss.SSSZ',
    'invalid.date',
  );
}

function putState(call: Call): Reply {
  const { world, client } = call;
  const user = anyUser(world.organisation, pathId(call, 'userId'));
  const body = objectBody(call.body);
  const state = optionalChoice(body, 'state', USER_STATES);
  if (state === undefined) throw badRequest("The field 'state' is required.");
  const reason = optionalChoice(body, 'stateChangeReason', STATE_CHANGE_REASONS);
  const given = optionalDate(body);
  const date = world.behaviour.isOn('stateChangeDateKept') ? given : undefined;
  const isFuture = given !== undefined && Date.parse(given) > call.now;
  if (isFuture && world.behaviour.isOn('futureStateChangeDateAnswers400')) {
    throw badRequest("The field 'stateChangeDate' must not be in the future.", 'invalid.date');
  }
  if (world.behaviour.isOn('versionEnforcedOnState')) requireVersion(world, user, body);
  changeState(world, user, { state, reason, date, client: client.clientId });
  return ok(renderState(user));
}

export const userStateOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/users/{userId}/state',
    permissions: anyOf('directory:userStateChange:view'),
    handle: getState,
  },
  {
    method: 'PUT',
    path: '/users/{userId}/state',
    permissions: anyOf('directory:user:edit'),
    handle: putState,
  },
];
