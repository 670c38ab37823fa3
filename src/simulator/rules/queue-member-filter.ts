import { booleanParameter, choiceParameter, listParameter } from '../http/listing.ts';
import type { Named, Queue, UserRecord } from '../organisation/model.ts';
import type { World } from '../world.ts';
import { routingStatusOf, systemPresence } from './presence.ts';
import { comesByGroup, type QueueMembership } from './queue-membership.ts';

type Test = (member: QueueMembership) => boolean;

function contains(texts: readonly string[], wanted: string): boolean {
  return texts.some((text) => text.toLowerCase().includes(wanted.toLowerCase()));
}

/** Somebody has to have all of what a parameter lists, each "contains-style". */
function holdsAll(
  query: URLSearchParams,
  name: string,
  read: (user: UserRecord) => readonly string[],
): Test[] {
  return listParameter(query, name).map(
    (wanted) =>
      ({ user }) =>
        contains(read(user), wanted),
  );
}

function isOneOf(query: URLSearchParams, name: string, read: (user: UserRecord) => string): Test[] {
  const wanted = listParameter(query, name).map((value) => value.toLowerCase());
  return wanted.length === 0 ? [] : [({ user }) => wanted.includes(read(user).toLowerCase())];
}

function namesIn(known: ReadonlyMap<string, Named>, held: readonly { id: string }[]): string[] {
  return held.map(({ id }) => known.get(id)?.name ?? '');
}

function profileSkillsOf({ profile }: UserRecord): string[] {
  const { profileSkills } = profile;
  return Array.isArray(profileSkills) ? profileSkills.map(String) : [];
}

/** Whether the member came by the wanted way; a direct member who is in a group too counts for both. */
function cameBy(world: World, queue: Queue, member: QueueMembership, wanted: 'user' | 'group'): boolean {
  if (wanted === member.memberBy) return true;
  return wanted === 'group' && comesByGroup(world, queue, member.user.id);
}

/** The filters that the listing of the members of a queue documents. */
export function queueMemberFilter(world: World, queue: Queue, query: URLSearchParams): Test {
  const { skills, languages } = world.organisation;
  const now = world.now();
  const memberBy = choiceParameter(query, 'memberBy', ['user', 'group'] as const);
  const joined = booleanParameter(query, 'joined');
  const tests: Test[] = [
    ...holdsAll(query, 'name', ({ name }) => [name]),
    ...holdsAll(query, 'skills', (user) => namesIn(skills, user.skills)),
    ...holdsAll(query, 'languages', (user) => namesIn(languages, user.languages)),
    ...holdsAll(query, 'profileSkills', profileSkillsOf),
    ...isOneOf(query, 'routingStatus', (user) => routingStatusOf(user, now).status),
    ...isOneOf(query, 'presence', (user) => systemPresence(user.presenceId)?.name ?? ''),
  ];
  if (joined !== undefined) tests.push((member) => member.joined === joined);
  if (memberBy !== undefined) tests.push((member) => cameBy(world, queue, member, memberBy));
  return (member) => tests.every((test) => test(member));
}
