import { idList, type JsonObject, objectBody } from '../http/check-input.ts';
import { isDescending, listPage, listParameter, readPaging } from '../http/listing.ts';
import { badRequest, conflict, PlatformError } from '../http/platform-error.ts';
import type { Group, UserRecord } from '../organisation/model.ts';
import { auditGroup, auditGroupMembers } from '../rules/audit-members.ts';
import { changeGroup, createGroup, deleteGroup } from '../rules/change-group.ts';
import { liveUser, present } from '../rules/find-record.ts';
import { listedMembers, setMember } from '../rules/group-influence.ts';
import { finishLater } from '../rules/later.ts';
import { reference, renderUser, selfUri } from '../rules/render-user.ts';
import { searchGroups } from '../rules/search-groups.ts';
import type { World } from '../world.ts';
import {
  ACCEPTED,
  anyOf,
  type Call,
  EMPTY_200,
  NO_PERMISSION,
  type Operation,
  ok,
  pathId,
  type Reply,
} from './operation.ts';

/** FACTS 7: most members of one request. */
const MAX_MEMBERS = 50;

function groupOf(call: Call): Group {
  const group = call.world.organisation.groups.get(pathId(call, 'groupId'));
  if (group !== undefined) return group;
  throw new PlatformError(404, 'general.resource.not.found', 'Unable to find a group with that groupId');
}

function membersOf(world: World, ids: Iterable<string>): UserRecord[] {
  return present(world.organisation.users, [...ids]).filter(({ state }) => state !== 'deleted');
}

function renderGroup(world: World, group: Group): object {
  const { id, name, description, type, visibility, rulesVisible, rolesEnabled, version } = group;
  return {
    id,
    name,
    description,
    dateModified: new Date(group.modifiedAt).toISOString(),
    memberCount: membersOf(world, group.members).length,
    state: 'active',
    version,
    type,
    rulesVisible,
    visibility,
    rolesEnabled,
    includeOwners: group.includeOwners,
    callsEnabled: group.callsEnabled,
    ...group.contact,
    owners: group.ownerIds.map((ownerId) => reference('users', ownerId)),
    selfUri: selfUri('groups', id),
  };
}

function listGroups({ world, query }: Call): Reply {
  const { groups } = world.organisation;
  const ids = listParameter(query, 'id');
  const found = (ids.length > 0 ? present(groups, ids) : [...groups.values()]).sort((a, b) =>
    a.name.localeCompare(b.name),
  );
  if (isDescending(query)) found.reverse();
  return ok(listPage(found, readPaging(query, 500), '/api/v2/groups', (group) => renderGroup(world, group)));
}

function getGroup(call: Call): Reply {
  return ok(renderGroup(call.world, groupOf(call)));
}

function postGroup({ world, client, body }: Call): Reply {
  const group = createGroup(world, objectBody(body));
  auditGroup(world, client.clientId, group, 'Create');
  return ok(renderGroup(world, group));
}

function putGroup(call: Call): Reply {
  const group = groupOf(call);
  const body = objectBody(call.body);
  if (body.version === undefined) throw badRequest("The field 'version' is required.");
  requireGroupVersion(group, body);
  changeGroup(call.world, group, body);
  auditGroup(call.world, call.client.clientId, group, 'Update');
  return ok(renderGroup(call.world, group));
}

function removeGroup(call: Call): Reply {
  const { world, client } = call;
  const group = groupOf(call);
  // FACTS 7: the answer says nothing of what happens afterwards.
  if (world.behaviour.takeOne('groupDeletesLost')) return EMPTY_200;
  finishLater(world, () => {
    deleteGroup(world, group);
    auditGroup(world, client.clientId, group, 'Delete');
  });
  return EMPTY_200;
}

function requireGroupVersion(group: Group, body: JsonObject): void {
  if (body.version === undefined || body.version === null || body.version === group.version) return;
  throw conflict('The version supplied does not match the current version of the group');
}

function changeMembers(call: Call, group: Group, ids: readonly string[], joined: boolean): Reply {
  const users = joined
    ? ids.map((id) => liveUser(call.world.organisation, id))
    : present(call.world.organisation.users, ids);
  if (joined && group.dynamic) throw badRequest('Members of a dynamic group cannot be added by hand.');
  // FACTS 7: members of a dynamic group are computed, so taking one out has no lasting effect.
  if (group.dynamic) return { ...ACCEPTED, body: {} };
  const { world, client } = call;
  if (world.behaviour.takeOne('groupMemberChangesLost')) return { ...ACCEPTED, body: {} };
  finishLater(world, () => {
    const changed = users.filter((user) => setMember(world, group, user.id, joined));
    group.version += 1;
    group.modifiedAt = world.now();
    auditGroupMembers(world, client.clientId, group, 'DirectoryGroup', { users: changed, joined });
  });
  return { ...ACCEPTED, body: {} };
}

function postMembers(call: Call): Reply {
  const group = groupOf(call);
  const body = objectBody(call.body);
  const ids = idList(body.memberIds, 'member', MAX_MEMBERS);
  requireGroupVersion(group, body);
  return changeMembers(call, group, ids, true);
}

function deleteMembers(call: Call): Reply {
  const group = groupOf(call);
  return changeMembers(call, group, idList(listParameter(call.query, 'ids'), 'member', MAX_MEMBERS), false);
}

/** `withOwners`: individuals are listed alone, members include the owners. */
function listMembers(call: Call, withOwners: boolean): Reply {
  const { world, query } = call;
  const group = groupOf(call);
  const owners = withOwners && group.includeOwners ? group.ownerIds : [];
  const individuals = !withOwners && group.dynamic ? [] : listedMembers(world, group);
  const members = membersOf(world, new Set([...individuals, ...owners]));
  const expand = listParameter(query, 'expand');
  const path = `/api/v2/groups/${group.id}/${withOwners ? 'members' : 'individuals'}`;
  const paging = withOwners
    ? readPaging(query, 100)
    : { pageSize: Math.max(1, members.length), pageNumber: 1 };
  return ok(listPage(members, paging, path, (user) => renderUser(world, user, expand)));
}

function getDynamicSettings(call: Call): Reply {
  const group = groupOf(call);
  if (!group.dynamic) throw new PlatformError(404, 'not.found', 'The group has no dynamic settings.');
  const dateModified = new Date(group.modifiedAt).toISOString();
  return ok({ group: reference('groups', group.id), dateModified, query: {} });
}

function postSearch({ world, body }: Call): Reply {
  return ok(searchGroups(world, objectBody(body), (group) => renderGroup(world, group)));
}

const GROUP = '/groups/{groupId}';

export const groupOperations: readonly Operation[] = [
  { method: 'GET', path: '/groups', permissions: NO_PERMISSION, handle: listGroups },
  { method: 'POST', path: '/groups', permissions: anyOf('directory:group:add'), handle: postGroup },
  { method: 'POST', path: '/groups/search', permissions: NO_PERMISSION, handle: postSearch },
  { method: 'GET', path: GROUP, permissions: NO_PERMISSION, handle: getGroup },
  { method: 'PUT', path: GROUP, permissions: anyOf('directory:group:edit'), handle: putGroup },
  { method: 'DELETE', path: GROUP, permissions: anyOf('directory:group:delete'), handle: removeGroup },
  {
    method: 'GET',
    path: `${GROUP}/members`,
    permissions: NO_PERMISSION,
    handle: (call) => listMembers(call, true),
  },
  {
    method: 'GET',
    path: `${GROUP}/individuals`,
    permissions: NO_PERMISSION,
    handle: (call) => listMembers(call, false),
  },
  { method: 'POST', path: `${GROUP}/members`, permissions: NO_PERMISSION, handle: postMembers },
  { method: 'DELETE', path: `${GROUP}/members`, permissions: NO_PERMISSION, handle: deleteMembers },
  {
    method: 'GET',
    path: `${GROUP}/dynamicsettings`,
    permissions: NO_PERMISSION,
    handle: getDynamicSettings,
  },
];
