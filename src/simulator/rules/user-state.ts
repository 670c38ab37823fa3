import type { StateChangeReason, UserRecord, UserState } from '../organisation/model.ts';
import type { World } from '../world.ts';
import { endSessions } from './presence.ts';
import { leaveAllQueues } from './queue-membership.ts';
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
  changeUser(world, user, () => {
    if (before === 'deleted' && request.state !== 'deleted') restore(world, user);
    world.organisation.users.changeState(user, request.state);
    if (before !== 'inactive' && request.state === 'inactive') deactivate(world, user);
    if (before !== 'deleted' && request.state === 'deleted') softDelete(world, user);
  });
  const { state, reason, date, client } = request;
  user.stateChanges.push({ state, at: world.now(), reason, date, client });
}

function deactivate(world: World, user: UserRecord): void {
  if (world.behaviour.isOn('rolesRemovedOnInactive')) user.grants = [];
  if (!world.behaviour.isOn('queueMembersKeptOnInactive')) leaveAllQueues(world, user);
  if (world.behaviour.isOn('sessionsEndOnInactive')) endSessions(user, world.now());
}

function softDelete(world: World, user: UserRecord): void {
  user.grants = [];
  user.conversation = undefined;
  endSessions(user, world.now());
}

/** The Home division, no roles, not even the default one, no station, no extension. */
function restore(world: World, user: UserRecord): void {
  user.divisionId = world.organisation.homeDivision.id;
  user.grants = [];
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
