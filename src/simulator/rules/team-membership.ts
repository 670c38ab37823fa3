import type { Team, UserRecord } from '../organisation/model.ts';

/** FACTS 7: somebody belongs to one team at most. Says whether the user is in the team now. */
export function joinTeam(team: Team, user: UserRecord): boolean {
  if (user.teamId !== undefined && user.teamId !== team.id) return false;
  user.teamId = team.id;
  team.members.add(user.id);
  return true;
}

/** Says whether the user was in the team. */
export function leaveTeam(team: Team, user: UserRecord): boolean {
  if (!team.members.delete(user.id)) return false;
  user.teamId = undefined;
  return true;
}
