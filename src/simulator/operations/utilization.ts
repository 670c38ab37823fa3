import { isObject, objectBody } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';
import type { UserRecord } from '../organisation/model.ts';
import { liveUser } from '../rules/find-record.ts';
import { anyOf, type Call, NO_CONTENT, type Operation, ok, pathId, type Reply } from './operation.ts';

const ORGANISATION_DEFAULT = {
  utilization: {
    call: { maximumCapacity: 1, interruptableMediaTypes: [], includeNonAcd: false },
    chat: { maximumCapacity: 4, interruptableMediaTypes: ['call'], includeNonAcd: false },
    email: { maximumCapacity: 1, interruptableMediaTypes: ['call', 'chat'], includeNonAcd: false },
  },
};

function userOf(call: Call): UserRecord {
  return liveUser(call.world.organisation, pathId(call, 'userId'));
}

/** FACTS 4: `level` tells whether the agent has an own setting. */
function getUtilization(call: Call): Reply {
  const own = userOf(call).utilization;
  if (own === undefined) return ok({ ...ORGANISATION_DEFAULT, level: 'Organization' });
  return ok({ ...own, level: 'Agent' });
}

function putUtilization(call: Call): Reply {
  const user = userOf(call);
  const body = objectBody(call.body);
  if (!isObject(body.utilization)) throw badRequest("The field 'utilization' must be an object.");
  user.utilization = body;
  return getUtilization(call);
}

function deleteUtilization(call: Call): Reply {
  userOf(call).utilization = undefined;
  return NO_CONTENT;
}

const PATH = '/routing/users/{userId}/utilization';
const MANAGE = anyOf('routing:utilization:manage');

export const utilizationOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: PATH,
    permissions: anyOf('routing:utilization:manage', 'routing:utilization:view'),
    handle: getUtilization,
  },
  { method: 'PUT', path: PATH, permissions: MANAGE, handle: putUtilization },
  { method: 'DELETE', path: PATH, permissions: MANAGE, handle: deleteUtilization },
];
