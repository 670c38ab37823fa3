import type { Group, UserRecord } from '../organisation/model.ts';
import type { World } from '../world.ts';

/** FACTS 3: what depends on a group follows its members only after a while. */
export function influences(world: World, group: Group, userId: string): boolean {
  return isMemberAfter(world, group, userId, world.behaviour.amount('groupLagMs'));
}

/** Whether somebody is a member for whoever sees changes only after a while. */
function isMemberAfter(world: World, group: Group, userId: string, lagMs: number): boolean {
  const isMember = group.members.has(userId);
  const change = group.changes.get(userId);
  if (change === undefined) return isMember;
  return world.now() >= change.at + lagMs ? isMember : !change.joined;
}

/** FACTS 7: changes of members are accepted (202) and carried out later. */
export function listedMembers(world: World, group: Group): Iterable<string> {
  const lagMs = world.behaviour.amount('groupMembersLagMs');
  if (lagMs === 0) return group.members;
  const known = new Set([...group.members, ...group.changes.keys()]);
  return [...known].filter((id) => isMemberAfter(world, group, id, lagMs));
}

/** Everybody whom the group brings its queues and roles to. */
export function* influenced(world: World, group: Group): Generator<string> {
  for (const id of group.members) if (influences(world, group, id)) yield id;
  for (const id of group.changes.keys()) {
    if (!group.members.has(id) && influences(world, group, id)) yield id;
  }
}

/** Says whether that changed anything. */
export function setMember(world: World, group: Group, userId: string, joined: boolean): boolean {
  if (group.members.has(userId) === joined) return false;
  if (joined) group.members.add(userId);
  else group.members.delete(userId);
  group.changes.set(userId, { joined, at: world.now() });
  return true;
}

export function groupsOf(world: World, user: UserRecord): Group[] {
  const lagMs = world.behaviour.amount('groupMembersLagMs');
  return [...world.organisation.groups.values()].filter((group) =>
    isMemberAfter(world, group, user.id, lagMs),
  );
}
