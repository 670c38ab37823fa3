import type { Group, UserRecord } from '../organisation/model.ts';
import type { World } from '../world.ts';

/** FACTS 3: what depends on a group follows its members only after a while. */
export function influences(world: World, group: Group, userId: string): boolean {
  const isMember = group.members.has(userId);
  const change = group.changes.get(userId);
  if (change === undefined) return isMember;
  const settled = world.now() >= change.at + world.behaviour.amount('groupLagMs');
  return settled ? isMember : !change.joined;
}

/** Everybody whom the group brings its queues and roles to. */
export function* influenced(world: World, group: Group): Generator<string> {
  for (const id of group.members) if (influences(world, group, id)) yield id;
  for (const id of group.changes.keys()) {
    if (!group.members.has(id) && influences(world, group, id)) yield id;
  }
}

export function setMember(world: World, group: Group, userId: string, joined: boolean): void {
  if (group.members.has(userId) === joined) return;
  if (joined) group.members.add(userId);
  else group.members.delete(userId);
  group.changes.set(userId, { joined, at: world.now() });
}

export function groupsOf(world: World, user: UserRecord): Group[] {
  return [...world.organisation.groups.values()].filter((group) => group.members.has(user.id));
}
