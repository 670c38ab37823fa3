import { isObject, isUuid, listBody, objectBody } from '../http/check-input.ts';
import { booleanParameter, listPage, listParameter, readPaging } from '../http/listing.ts';
import { badRequest } from '../http/platform-error.ts';
import type { Queue, UserRecord } from '../organisation/model.ts';
import { auditJoined } from '../rules/audit-members.ts';
import { liveUser, required } from '../rules/find-record.ts';
import { finishLater } from '../rules/later.ts';
import { membershipOf, type QueueMembership, queuesOf, setJoined } from '../rules/queue-membership.ts';
import { renderQueue } from '../rules/render-queue.ts';
import type { World } from '../world.ts';
import { anyOf, type Call, type Operation, ok, pathId, type Reply } from './operation.ts';

function userOf(call: Call): UserRecord {
  return liveUser(call.world.organisation, pathId(call, 'userId'));
}

function renderUserQueue(world: World, entry: { queue: Queue; membership: QueueMembership }): object {
  return { ...renderQueue(world, entry.queue), joined: entry.membership.joined };
}

/** FACTS 3: `joined` is true unless the query says otherwise. */
function listQueues(call: Call): Reply {
  const { world, query } = call;
  const user = userOf(call);
  const joined = booleanParameter(query, 'joined') ?? true;
  const divisionIds = listParameter(query, 'divisionId');
  const queues = queuesOf(world, user)
    .filter((entry) => entry.membership.joined === joined)
    .filter((entry) => divisionIds.length === 0 || divisionIds.includes(entry.queue.divisionId));
  const path = `/api/v2/users/${user.id}/queues?joined=${joined}`;
  return ok(listPage(queues, readPaging(query, 100), path, (entry) => renderUserQueue(world, entry)));
}

function join({ world, client }: Call, queue: Queue, user: UserRecord, joined: boolean): void {
  if (setJoined(queue, user, joined)) auditJoined(world, client.clientId, queue, { users: [user], joined });
}

/** FACTS 3: asynchronous; pairs of a user and a queue without membership are disregarded. */
function patchQueues(call: Call): Reply {
  const { world } = call;
  const user = userOf(call);
  for (const item of listBody(call.body)) {
    if (!isObject(item) || !isUuid(item.id) || typeof item.joined !== 'boolean') {
      throw badRequest("Each queue needs an 'id' and 'joined'.");
    }
  }
  finishLater(world, () => {
    for (const item of listBody(call.body)) {
      if (!isObject(item) || !isUuid(item.id)) continue;
      const queue = world.organisation.queues.get(item.id.toLowerCase());
      if (queue !== undefined && membershipOf(world, queue, user))
        join(call, queue, user, item.joined === true);
    }
  });
  const queues = queuesOf(world, user);
  const path = `/api/v2/users/${user.id}/queues`;
  return ok(listPage(queues, readPaging(call.query, 100), path, (entry) => renderUserQueue(world, entry)));
}

function patchQueue(call: Call): Reply {
  const { world } = call;
  const user = userOf(call);
  const queue = required(world.organisation.queues, pathId(call, 'queueId'), 'queue');
  const { joined } = objectBody(call.body);
  if (typeof joined !== 'boolean') throw badRequest("The field 'joined' must be true or false.");
  const membership = membershipOf(world, queue, user);
  if (membership === undefined) throw badRequest('The user is not a member of the queue.');
  join(call, queue, user, joined);
  return ok(renderUserQueue(world, { queue, membership: { ...membership, joined } }));
}

const JOIN = anyOf('routing:queue:join', 'routing:queueMember:manage');

export const userQueueOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/users/{userId}/queues',
    permissions: anyOf('routing:queue:view'),
    handle: listQueues,
  },
  { method: 'PATCH', path: '/users/{userId}/queues', permissions: JOIN, handle: patchQueues },
  { method: 'PATCH', path: '/users/{userId}/queues/{queueId}', permissions: JOIN, handle: patchQueue },
];
