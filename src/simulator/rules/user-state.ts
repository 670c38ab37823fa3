import type { StateChangeReason, UserRecord, UserState } from '../organisation/model.ts';
import type { World } from '../world.ts';
import { currentWork, tearDown } from './conversations.ts';
import { setGrants } from './grants.ts';
import { groupsOf, setMember } from './group-influence.ts';
import { after } from './later.ts';
import { endSessions } from './presence.ts';
import { leaveAllQueues } from './queue-membership.ts';
import { leaveStation } from './stations.ts';
import { leaveTeam } from './team-membership.ts';
import { changeUser } from './user-version.ts';

export interface StateChangeRequest {
  readonly state: UserState;
  readonly reason?: StateChangeReason | undefined;
  readonly date?: string | undefined;
  readonly client: string;
}

/** Moves a user between active, inactive and deleted with everything that each move takes away (FACTS 1, 16). */
export function changeState(world: World, user: UserRecord, request: StateChangeRequest): void {
  const before = user.state;
  changeUser(world, request.client, user, () => {
    if (before === 'deleted' && request.state !== 'deleted') restore(world, user, request.client);
    world.organisation.users.changeState(user, request.state);
    if (before !== 'inactive' && request.state === 'inactive') deactivate(world, user, request.client);
    if (before !== 'deleted' && request.state === 'deleted') softDelete(world, user, request.client);
  });
  const { state, reason, date, client } = request;
  user.stateChanges.push({ state, at: world.now(), reason, date, client });
}

/** FACTS 16: what a deactivation takes along is known to nobody, so each part of it is a switch. */
function deactivate(world: World, user: UserRecord, client: string): void {
  const { behaviour, organisation } = world;
  if (behaviour.isOn('rolesRemovedOnInactive')) {
    after(world, behaviour.amount('roleRemovalDelayMs'), () => {
      if (user.state === 'inactive') setGrants(world, client, user, []);
    });
  }
  if (!behaviour.isOn('queueMembersKeptOnInactive')) leaveAllQueues(world, user);
  if (!behaviour.isOn('groupMembersKeptOnInactive')) {
    for (const group of groupsOf(world, user)) if (!group.dynamic) setMember(world, group, user.id, false);
  }
  const team = organisation.teams.get(user.teamId ?? '');
  if (!behaviour.isOn('teamKeptOnInactive') && team !== undefined) leaveTeam(team, user);
  if (!behaviour.isOn('stationKeptOnInactive')) leaveStation(user);
  if (behaviour.isOn('conversationEndsOnInactive')) endWork(user, world.now());
  if (behaviour.isOn('sessionsEndOnInactive')) endSessions(user, world.now());
}

function endWork(user: UserRecord, now: number): void {
  const work = currentWork(user, now);
  if (work !== undefined) tearDown(work.conversation, now);
}

function softDelete(world: World, user: UserRecord, client: string): void {
  setGrants(world, client, user, []);
  endWork(user, world.now());
  endSessions(user, world.now());
}

/** The Home division, no roles, not even the default one, no station, no extension. */
function restore(world: World, user: UserRecord, client: string): void {
  user.divisionId = world.organisation.homeDivision.id;
  setGrants(world, client, user, []);
  user.associatedStationId = undefined;
  user.associatedAt = undefined;
  user.defaultStationId = undefined;
  user.lastStationId = undefined;
  const { addresses } = user.profile;
  if (Array.isArray(addresses))
    user.profile.addresses = addresses.filter((address) => !hasExtension(address));
}

function hasExtension(address: unknown): boolean {
  return typeof address === 'object' && address !== null && 'extension' in address;
}
