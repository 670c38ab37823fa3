import { listPage, listParameter, nameFilter, readPaging } from '../http/listing.ts';
import { badRequest } from '../http/platform-error.ts';
import type { Role } from '../organisation/model.ts';
import { present, required } from '../rules/find-record.ts';
import { renderAuthzDivision, renderRole } from '../rules/render-authorization.ts';
import { anyOf, type Call, NO_PERMISSION, type Operation, ok, pathId, type Reply } from './operation.ts';

const MAX_ROLE_IDS = 100;

function byName(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name);
}

function listRoles({ world, query }: Call): Reply {
  const ids = listParameter(query, 'id');
  if (ids.length > MAX_ROLE_IDS) {
    throw badRequest(`Only ${MAX_ROLE_IDS} roles can be requested at a time.`, 'max.role.ids');
  }
  const { roles } = world.organisation;
  const matches = nameFilter(query.get('name'));
  const defaults = listParameter(query, 'defaultRoleId');
  const found: Role[] = (ids.length > 0 ? present(roles, ids) : [...roles.values()])
    .filter(({ name }) => matches(name))
    .filter(({ defaultRoleId }) => defaults.length === 0 || defaults.includes(defaultRoleId))
    .sort(byName);
  return ok(listPage(found, readPaging(query, 100), '/api/v2/authorization/roles', renderRole));
}

function getRole(call: Call): Reply {
  return ok(renderRole(required(call.world.organisation.roles, pathId(call, 'roleId'), 'role')));
}

function listDivisions({ world, query }: Call): Reply {
  const ids = listParameter(query, 'id');
  const { divisions } = world.organisation;
  const matches = nameFilter(query.get('name'));
  const found = (ids.length > 0 ? present(divisions, ids) : [...divisions.values()])
    .filter(({ name }) => matches(name))
    .sort(byName);
  const paging = readPaging(query, 100);
  return ok(listPage(found, paging, '/api/v2/authorization/divisions', renderAuthzDivision));
}

function getHomeDivision({ world }: Call): Reply {
  return ok(renderAuthzDivision(world.organisation.homeDivision));
}

function getDivision(call: Call): Reply {
  const division = required(call.world.organisation.divisions, pathId(call, 'divisionId'), 'division');
  return ok(renderAuthzDivision(division));
}

const VIEW_ROLES = anyOf('authorization:role:view');

export const authorizationOperations: readonly Operation[] = [
  { method: 'GET', path: '/authorization/roles', permissions: VIEW_ROLES, handle: listRoles },
  { method: 'GET', path: '/authorization/roles/{roleId}', permissions: VIEW_ROLES, handle: getRole },
  { method: 'GET', path: '/authorization/divisions', permissions: NO_PERMISSION, handle: listDivisions },
  {
    method: 'GET',
    path: '/authorization/divisions/home',
    permissions: NO_PERMISSION,
    handle: getHomeDivision,
  },
  {
    method: 'GET',
    path: '/authorization/divisions/{divisionId}',
    permissions: NO_PERMISSION,
    handle: getDivision,
  },
];
