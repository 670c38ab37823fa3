import { idList, objectBody } from '../http/check-input.ts';
import { cursorPage, listParameter, nameFilter } from '../http/listing.ts';
import type { Team, UserRecord } from '../organisation/model.ts';
import { auditGroupMembers } from '../rules/audit-members.ts';
import { divisionOf, present, required } from '../rules/find-record.ts';
import { reference, renderDivision, selfUri } from '../rules/render-user.ts';
import { joinTeam, leaveTeam } from '../rules/team-membership.ts';
import type { World } from '../world.ts';
import { anyOf, type Call, NO_CONTENT, type Operation, ok, pathId, type Reply } from './operation.ts';

/** FACTS 13: the largest number that official code sends at a time. */
const MAX_MEMBERS = 25;

function teamOf(call: Call): Team {
  return required(call.world.organisation.teams, pathId(call, 'teamId'), 'team');
}

function renderTeam({ organisation }: World, team: Team): object {
  const { id, name, description, divisionId, members } = team;
  const division = renderDivision(divisionOf(organisation, divisionId));
  return { id, name, division, description, memberCount: members.size, selfUri: selfUri('teams', id) };
}

function listTeams({ world, query }: Call): Reply {
  const matches = nameFilter(query.get('name'));
  const teams = [...world.organisation.teams.values()].filter(({ name }) => matches(name));
  return ok(cursorPage(teams, query, '/api/v2/teams', (team) => renderTeam(world, team)));
}

function getTeam(call: Call): Reply {
  return ok(renderTeam(call.world, teamOf(call)));
}

function listMembers(call: Call): Reply {
  const team = teamOf(call);
  const members = present(call.world.organisation.users, [...team.members]).filter(
    ({ state }) => state !== 'deleted',
  );
  return ok(
    cursorPage(members, call.query, `/api/v2/teams/${team.id}/members`, ({ id, name }) => ({
      id,
      name,
      selfUri: selfUri('users', id),
    })),
  );
}

function addMembers(call: Call): Reply {
  const { organisation } = call.world;
  const team = teamOf(call);
  const entities: object[] = [];
  const failures: object[] = [];
  const joined: UserRecord[] = [];
  for (const id of idList(objectBody(call.body).memberIds, 'member', MAX_MEMBERS)) {
    const user = organisation.users.get(id);
    if (user === undefined || user.state === 'deleted') failures.push({ id, reason: 'UserNotFound' });
    else if (joinTeam(team, user)) {
      entities.push(reference('users', id));
      joined.push(user);
    } else failures.push({ id, reason: 'UserGroupLimitExceeded' });
  }
  auditGroupMembers(call.world, call.client.clientId, team, 'Team', { users: joined, joined: true });
  return ok({ entities, failures });
}

function removeMembers(call: Call): Reply {
  const team = teamOf(call);
  const ids = idList(listParameter(call.query, 'id'), 'member', MAX_MEMBERS);
  const users = present(call.world.organisation.users, ids).filter((user) => leaveTeam(team, user));
  auditGroupMembers(call.world, call.client.clientId, team, 'Team', { users, joined: false });
  return NO_CONTENT;
}

const VIEW = anyOf('groups:team:view');
const ASSIGN = anyOf('groups:team:assign');

export const teamOperations: readonly Operation[] = [
  { method: 'GET', path: '/teams', permissions: VIEW, handle: listTeams },
  { method: 'GET', path: '/teams/{teamId}', permissions: VIEW, handle: getTeam },
  { method: 'GET', path: '/teams/{teamId}/members', permissions: VIEW, handle: listMembers },
  { method: 'POST', path: '/teams/{teamId}/members', permissions: ASSIGN, handle: addMembers },
  { method: 'DELETE', path: '/teams/{teamId}/members', permissions: ASSIGN, handle: removeMembers },
];
