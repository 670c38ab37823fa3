import { isObject, type JsonObject, listBody, objectBody } from '../http/check-input.ts';
import {
  booleanParameter,
  choiceParameter,
  isDescending,
  listPage,
  listParameter,
  nameFilter,
  readPaging,
  slicePage,
} from '../http/listing.ts';
import { notFound, PlatformError } from '../http/platform-error.ts';
import type { Queue, UserRecord } from '../organisation/model.ts';
import { auditJoined, auditQueueMembers } from '../rules/audit-members.ts';
import { anyUser, liveUser, present } from '../rules/find-record.ts';
import { finishLater } from '../rules/later.ts';
import { queueMemberFilter } from '../rules/queue-member-filter.ts';
import {
  addDirectMember,
  membershipOf,
  membersOf,
  type QueueMembership,
  removeDirectMember,
  setJoined,
} from '../rules/queue-membership.ts';
import { renderCountedQueue } from '../rules/render-queue.ts';
import { renderRoutingStatus, renderUser } from '../rules/render-user.ts';
import type { World } from '../world.ts';
import { allOf, anyOf, type Call, NO_CONTENT, type Operation, ok, pathId, type Reply } from './operation.ts';
import { readMemberIds } from './queue-member-ids.ts';

function queueOf(call: Call): Queue {
  const queue = call.world.organisation.queues.get(pathId(call, 'queueId'));
  if (queue !== undefined) return queue;
  throw new PlatformError(404, 'resource.not.found', 'Unable to find a queue with that id');
}

function listQueues({ world, query }: Call): Reply {
  const { queues } = world.organisation;
  const ids = listParameter(query, 'id');
  const divisionIds = listParameter(query, 'divisionId');
  const matches = nameFilter(query.get('name'));
  const found = (ids.length > 0 ? present(queues, ids) : [...queues.values()])
    .filter(({ name }) => matches(name))
    .filter(({ divisionId }) => divisionIds.length === 0 || divisionIds.includes(divisionId))
    .sort((a, b) => a.name.localeCompare(b.name));
  if (isDescending(query)) found.reverse();
  const paging = readPaging(query, 500);
  return ok(listPage(found, paging, '/api/v2/routing/queues', (queue) => renderCountedQueue(world, queue)));
}

function getQueue(call: Call): Reply {
  return ok(renderCountedQueue(call.world, queueOf(call)));
}

function renderMember(
  world: World,
  queue: Queue,
  member: QueueMembership,
  expand: readonly string[],
): object {
  const { user, ringNumber, joined, memberBy } = member;
  return {
    id: user.id,
    name: user.name,
    user: renderUser(world, user, expand),
    ringNumber,
    joined,
    memberBy,
    routingStatus: renderRoutingStatus(user, world.now()),
    selfUri: `/api/v2/routing/queues/${queue.id}/members/${user.id}`,
  };
}

/** FACTS 3: sorted by name; there is no total, so clients page until a page is empty. */
function listMembers(call: Call): Reply {
  const { world, query } = call;
  const queue = queueOf(call);
  const paging = readPaging(query, 100);
  const memberBy = choiceParameter(query, 'memberBy', ['user', 'group'] as const);
  const matches = queueMemberFilter(world, queue, query);
  const found = [...membersOf(world, queue)]
    .filter(matches)
    .sort((a, b) => compareText(a.user.name, b.user.name));
  if (isDescending(query)) found.reverse();
  const expand = listParameter(query, 'expand');
  const entities = slicePage(found, paging).map((member) =>
    renderMember(world, queue, { ...member, memberBy: memberBy ?? member.memberBy }, expand),
  );
  const { pageSize, pageNumber } = paging;
  const path = `/api/v2/routing/queues/${queue.id}/members?pageSize=${pageSize}`;
  return ok({ entities, pageSize, pageNumber, selfUri: `${path}&pageNumber=${pageNumber}` });
}

/** By code units: a queue may have tens of thousands of members, and a locale costs ten times as much. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function postMembers(call: Call): Reply {
  const { world } = call;
  const queue = queueOf(call);
  const removing = booleanParameter(call.query, 'delete') ?? false;
  const find = removing ? anyUser : liveUser;
  const users: UserRecord[] = readMemberIds(call.body).map((id) => find(world.organisation, id));
  const changed = users.filter((user) =>
    removing ? removeDirectMember(world, queue, user) : addDirectMember(queue, user),
  );
  auditQueueMembers(world, call.client.clientId, queue, { users: changed, joined: !removing });
  return NO_CONTENT;
}

function deleteMember(call: Call): Reply {
  const { world } = call;
  const queue = queueOf(call);
  const user = anyUser(world.organisation, pathId(call, 'memberId'));
  const isMember = membershipOf(world, queue, user) !== undefined;
  const removed = removeDirectMember(world, queue, user);
  auditQueueMembers(world, call.client.clientId, queue, { users: removed ? [user] : [], joined: false });
  if (!isMember && world.behaviour.isOn('missingQueueMemberAnswers404')) throw notFound('queue member');
  return NO_CONTENT;
}

function changeMember({ world, client }: Call, queue: Queue, user: UserRecord, change: JsonObject): void {
  const membership = membershipOf(world, queue, user);
  if (membership === undefined) return;
  const { joined, ringNumber } = change;
  if (typeof joined === 'boolean' && setJoined(queue, user, joined)) {
    auditJoined(world, client.clientId, queue, { users: [user], joined });
  }
  if (typeof ringNumber === 'number' && membership.memberBy === 'user') queue.direct.set(user.id, ringNumber);
}

function patchMember(call: Call): Reply {
  const queue = queueOf(call);
  const user = anyUser(call.world.organisation, pathId(call, 'memberId'));
  const change = objectBody(call.body);
  if (membershipOf(call.world, queue, user) === undefined) throw notFound('queue member');
  changeMember(call, queue, user, change);
  return NO_CONTENT;
}

/** Asynchronous; whoever is no member of the queue is disregarded. */
function patchMembers(call: Call): Reply {
  const { world } = call;
  const queue = queueOf(call);
  const users = readMemberIds(call.body).map((id) => anyUser(world.organisation, id));
  const changes = listBody(call.body);
  finishLater(world, () => {
    for (const [index, user] of users.entries()) {
      const change = changes[index];
      if (isObject(change)) changeMember(call, queue, user, change);
    }
  });
  const entities = users.flatMap((user) => {
    const member = membershipOf(world, queue, user);
    return member === undefined ? [] : [renderMember(world, queue, member, [])];
  });
  return ok({ entities, pageSize: entities.length, pageNumber: 1 });
}

const MANAGE = anyOf('routing:queue:edit', 'routing:queueMember:manage');
const MEMBERS = '/routing/queues/{queueId}/members';

export const queueOperations: readonly Operation[] = [
  { method: 'GET', path: '/routing/queues', permissions: anyOf('routing:queue:view'), handle: listQueues },
  {
    method: 'GET',
    path: '/routing/queues/{queueId}',
    permissions: allOf('routing:queue:view'),
    handle: getQueue,
  },
  {
    method: 'GET',
    path: MEMBERS,
    permissions: anyOf(
      'routing:queue:view',
      'routing:queue:edit',
      'routing:queue:readonly',
      'routing:queueMember:manage',
    ),
    handle: listMembers,
  },
  { method: 'POST', path: MEMBERS, permissions: MANAGE, handle: postMembers },
  { method: 'PATCH', path: MEMBERS, permissions: MANAGE, handle: patchMembers },
  { method: 'DELETE', path: `${MEMBERS}/{memberId}`, permissions: MANAGE, handle: deleteMember },
  { method: 'PATCH', path: `${MEMBERS}/{memberId}`, permissions: MANAGE, handle: patchMember },
];
