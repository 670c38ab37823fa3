import { conflict } from '../http/platform-error.ts';
import type { Queue, UserRecord } from '../organisation/model.ts';
import type { World } from '../world.ts';
import { currentWork } from './conversations.ts';
import { influenced, influences } from './group-influence.ts';

type MemberBy = 'user' | 'group';

/** How somebody belongs to a queue. Whoever is a direct member and comes by a group too counts as direct. */
export interface QueueMembership {
  readonly user: UserRecord;
  readonly memberBy: MemberBy;
  readonly joined: boolean;
  readonly ringNumber: number;
}

export function membershipOf(world: World, queue: Queue, user: UserRecord): QueueMembership | undefined {
  const ringNumber = queue.direct.get(user.id);
  const joined = !queue.unjoined.has(user.id);
  if (ringNumber !== undefined) return { user, memberBy: 'user', joined, ringNumber };
  return comesByGroup(world, queue, user.id) ? { user, memberBy: 'group', joined, ringNumber: 1 } : undefined;
}

export function comesByGroup(world: World, queue: Queue, userId: string): boolean {
  return queue.memberGroupIds.some((id) => {
    const group = world.organisation.groups.get(id);
    return group !== undefined && influences(world, group, userId);
  });
}

/** Members who are not deleted, direct ones first; one by one, since a large queue is read page by page. */
export function* membersOf(world: World, queue: Queue): Generator<QueueMembership> {
  const { users } = world.organisation;
  for (const [id, ringNumber] of queue.direct) {
    const user = users.get(id);
    if (user === undefined || user.state === 'deleted') continue;
    yield { user, memberBy: 'user', joined: !queue.unjoined.has(id), ringNumber };
  }
  for (const id of groupMemberIds(world, queue)) {
    const user = queue.direct.has(id) ? undefined : users.get(id);
    if (user === undefined || user.state === 'deleted') continue;
    yield { user, memberBy: 'group', joined: !queue.unjoined.has(id), ringNumber: 1 };
  }
}

function groupMemberIds(world: World, queue: Queue): Set<string> {
  const ids = new Set<string>();
  for (const groupId of queue.memberGroupIds) {
    const group = world.organisation.groups.get(groupId);
    if (group !== undefined) for (const id of influenced(world, group)) ids.add(id);
  }
  return ids;
}

/** Says whether that changed anything. */
export function addDirectMember(queue: Queue, user: UserRecord): boolean {
  if (queue.direct.has(user.id)) return false;
  queue.direct.set(user.id, 1);
  return true;
}

/**
 * Takes somebody off the list of direct members and says whether that changed anything. What a group
 * brings stays (FACTS 3).
 */
export function removeDirectMember(world: World, queue: Queue, user: UserRecord): boolean {
  const inWrapUp = currentWork(user, world.now())?.phase === 'wrapup';
  if (inWrapUp && world.behaviour.isOn('queueRemovalConflictInWrapUp')) {
    throw conflict('The agent is in after-call work and cannot be removed from the queue.');
  }
  const wasDirect = queue.direct.delete(user.id);
  if (!comesByGroup(world, queue, user.id)) queue.unjoined.delete(user.id);
  return wasDirect;
}

/** Says whether that changed anything. */
export function setJoined(queue: Queue, user: UserRecord, joined: boolean): boolean {
  if (queue.unjoined.has(user.id) !== joined) return false;
  if (joined) queue.unjoined.delete(user.id);
  else queue.unjoined.add(user.id);
  return true;
}

/** The user's queues by name, direct and through groups. */
export function queuesOf(world: World, user: UserRecord): { queue: Queue; membership: QueueMembership }[] {
  return [...world.organisation.queues.values()]
    .flatMap((queue) => {
      const membership = membershipOf(world, queue, user);
      return membership === undefined ? [] : [{ queue, membership }];
    })
    .sort((a, b) => a.queue.name.localeCompare(b.queue.name));
}

export function leaveAllQueues(world: World, user: UserRecord): void {
  for (const queue of world.organisation.queues.values()) {
    queue.direct.delete(user.id);
    queue.unjoined.delete(user.id);
  }
}
