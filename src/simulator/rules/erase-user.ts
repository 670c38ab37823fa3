import type { UserRecord } from '../organisation/model.ts';
import type { World } from '../world.ts';
import { leaveAllQueues } from './queue-membership.ts';
import { leaveTeam } from './team-membership.ts';
import { changeState } from './user-state.ts';

/** FACTS 1: whom a GDPR request has deleted nothing brings back; not even the id is known any more. */
export function eraseUser(world: World, clientId: string, user: UserRecord): void {
  const { organisation } = world;
  if (user.state !== 'deleted') changeState(world, user, { state: 'deleted', client: clientId });
  leaveAllQueues(world, user);
  for (const group of organisation.groups.values()) group.members.delete(user.id);
  const team = organisation.teams.get(user.teamId ?? '');
  if (team !== undefined) leaveTeam(team, user);
  organisation.verifiers.delete(user.id);
  organisation.backups.delete(user.id);
  organisation.voicemailPolicies.delete(user.id);
  organisation.users.erase(user);
}
