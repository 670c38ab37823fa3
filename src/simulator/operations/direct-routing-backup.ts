import { isUuid, type JsonObject, objectBody } from '../http/check-input.ts';
import { badRequest, PlatformError } from '../http/platform-error.ts';
import type { DirectRoutingBackup, UserRecord } from '../organisation/model.ts';
import { liveUser, required } from '../rules/find-record.ts';
import { anyOf, type Call, NO_CONTENT, type Operation, ok, pathId, type Reply } from './operation.ts';

const DEFAULT_WAIT_SECONDS = 20;

function userOf(call: Call): UserRecord {
  return liveUser(call.world.organisation, pathId(call, 'userId'));
}

function backupOf(call: Call, user: UserRecord): DirectRoutingBackup {
  const backup = call.world.organisation.backups.get(user.id);
  if (backup !== undefined) return backup;
  const message = `Direct Routing Backup settings with agent ${user.id} does not exist.`;
  throw new PlatformError(404, 'resource.not.found', message);
}

/** `AgentDirectRoutingBackupSettings`; `backedUpUsers` are the people whom this one stands in for. */
function render(call: Call, user: UserRecord, backup: DirectRoutingBackup): object {
  const { queueId, userId, waitForAgent, agentWaitSeconds } = backup;
  const backedUpUsers = [...call.world.organisation.backups]
    .filter(([, other]) => other.userId === user.id)
    .map(([id]) => id);
  return {
    ...(queueId === undefined ? {} : { queueId }),
    ...(userId === undefined ? {} : { userId }),
    waitForAgent,
    agentWaitSeconds,
    backedUpUsers,
  };
}

function optionalId(body: JsonObject, field: 'queueId' | 'userId'): string | undefined {
  const value = body[field];
  if (value === undefined || value === null || value === '') return undefined;
  if (isUuid(value)) return value.toLowerCase();
  throw badRequest(`The field '${field}' must be a valid UUID.`, 'invalid.id');
}

function readBackup(call: Call): DirectRoutingBackup {
  const { organisation } = call.world;
  const body = objectBody(call.body);
  const queueId = optionalId(body, 'queueId');
  const userId = optionalId(body, 'userId');
  if (queueId !== undefined) required(organisation.queues, queueId, 'queue');
  if (userId !== undefined) liveUser(organisation, userId);
  const { waitForAgent = true, agentWaitSeconds = DEFAULT_WAIT_SECONDS } = body;
  if (typeof waitForAgent !== 'boolean') throw badRequest("The field 'waitForAgent' must be true or false.");
  if (typeof agentWaitSeconds !== 'number' || agentWaitSeconds < 0) {
    throw badRequest("The field 'agentWaitSeconds' must be a number that is not negative.");
  }
  return { queueId, userId, waitForAgent, agentWaitSeconds };
}

function getBackup(call: Call): Reply {
  const user = userOf(call);
  return ok(render(call, user, backupOf(call, user)));
}

function putBackup(call: Call): Reply {
  const user = userOf(call);
  const backup = readBackup(call);
  call.world.organisation.backups.set(user.id, backup);
  return ok(render(call, user, backup));
}

function deleteBackup(call: Call): Reply {
  const user = userOf(call);
  backupOf(call, user);
  call.world.organisation.backups.delete(user.id);
  return NO_CONTENT;
}

const PATH = '/routing/users/{userId}/directroutingbackup/settings';

export const directRoutingBackupOperations: readonly Operation[] = [
  { method: 'GET', path: PATH, permissions: anyOf('routing:directRoutingBackup:view'), handle: getBackup },
  { method: 'PUT', path: PATH, permissions: anyOf('routing:directRoutingBackup:edit'), handle: putBackup },
  {
    method: 'DELETE',
    path: PATH,
    permissions: anyOf('routing:directRoutingBackup:delete'),
    handle: deleteBackup,
  },
];
