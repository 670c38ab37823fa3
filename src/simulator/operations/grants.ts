import { objectBody, requiredId } from '../http/check-input.ts';
import { booleanParameter } from '../http/listing.ts';
import { badRequest, notFound } from '../http/platform-error.ts';
import { divisionOf } from '../rules/find-record.ts';
import {
  addGrants,
  findGrantee,
  type Grantee,
  type HeldGrant,
  heldGrants,
  type RoleInDivision,
  removeGrants,
  replaceGrants,
  requireKnown,
} from '../rules/grants.ts';
import { renderAuthzDivision, renderGrantRole } from '../rules/render-authorization.ts';
import type { World } from '../world.ts';
import {
  allOf,
  anyOf,
  type Call,
  NO_CONTENT,
  NO_PERMISSION,
  type Operation,
  ok,
  pathId,
  type Reply,
} from './operation.ts';

function granteeOf(call: Call): Grantee {
  return findGrantee(call.world.organisation, pathId(call, 'subjectId'));
}

function renderGrant(world: World, grant: HeldGrant): object {
  const { organisation } = world;
  const role = organisation.roles.get(grant.roleId);
  return {
    subjectId: grant.subjectId,
    division: renderAuthzDivision(divisionOf(organisation, grant.divisionId)),
    role: role === undefined ? { id: grant.roleId } : renderGrantRole(role),
    grantMadeAt: new Date(grant.grantMadeAt).toISOString(),
  };
}

function getSubject(call: Call): Reply {
  const { world, query } = call;
  const grantee = granteeOf(call);
  const { id, name } = grantee;
  const grants = heldGrants(world, grantee, booleanParameter(query, 'includeDuplicates') ?? false);
  return ok({ id, name, version: 1, grants: grants.map((grant) => renderGrant(world, grant)) });
}

/** An OAuth client that is not restricted holds the role of an unrestricted administrator everywhere. */
function getOwnSubject({ world, client }: Call): Reply {
  const { organisation, behaviour } = world;
  if (!behaviour.isOn('ownSubjectOfClients')) {
    throw badRequest('This request requires a user context.', 'not.a.user');
  }
  const id = client.clientId;
  const master = [...organisation.roles.values()].find(({ name }) => name === 'Master Admin');
  const permissions = client.permissions ?? master?.permissions ?? [];
  const role = {
    ...renderGrantRole({
      id: master?.id ?? organisation.id,
      name: client.permissions === undefined ? 'Master Admin' : 'OAuth client',
      description: '',
      defaultRoleId: '',
      permissions,
    }),
  };
  const grants = [...organisation.divisions.values()].map((division) => ({
    subjectId: id,
    division: renderAuthzDivision(division),
    role,
  }));
  return ok({ id, name: id, version: 1, grants });
}

function readPairs(call: Call): RoleInDivision[] {
  const { grants } = objectBody(call.body);
  if (!Array.isArray(grants)) throw badRequest("The field 'grants' is required and must be a list.");
  const pairs = grants.map((grant: unknown) => ({
    roleId: requiredId(grant, 'roleId'),
    divisionId: requiredId(grant, 'divisionId'),
  }));
  requireKnown(call.world.organisation, pairs);
  return pairs;
}

function bulkAdd(call: Call): Reply {
  addGrants(call.world, call.client.clientId, granteeOf(call), readPairs(call));
  return NO_CONTENT;
}

function bulkRemove(call: Call): Reply {
  removeGrants(call.world, call.client.clientId, granteeOf(call), readPairs(call));
  return NO_CONTENT;
}

/** Replaces the subject's own grants; those of groups are not touched (FACTS 6). */
function bulkReplace(call: Call): Reply {
  const grantee = granteeOf(call);
  const pairs = readPairs(call);
  replaceGrants(call.world, call.client.clientId, grantee, pairs);
  return NO_CONTENT;
}

function pairOf(call: Call): RoleInDivision {
  const pair = { roleId: pathId(call, 'roleId'), divisionId: pathId(call, 'divisionId') };
  requireKnown(call.world.organisation, [pair]);
  return pair;
}

function addGrant(call: Call): Reply {
  addGrants(call.world, call.client.clientId, granteeOf(call), [pairOf(call)]);
  return NO_CONTENT;
}

function removeGrant(call: Call): Reply {
  const grantee = granteeOf(call);
  const pair = pairOf(call);
  const before = grantee.grants.length;
  removeGrants(call.world, call.client.clientId, grantee, [pair]);
  if (grantee.grants.length === before) throw notFound('grant');
  return NO_CONTENT;
}

const SUBJECT = '/authorization/subjects/{subjectId}';
const GRANT = `${SUBJECT}/divisions/{divisionId}/roles/{roleId}`;
const ADD = allOf('authorization:grant:add');
const REMOVE = allOf('authorization:grant:delete');

export const grantOperations: readonly Operation[] = [
  { method: 'GET', path: SUBJECT, permissions: anyOf('authorization:grant:view'), handle: getSubject },
  { method: 'GET', path: '/authorization/subjects/me', permissions: NO_PERMISSION, handle: getOwnSubject },
  { method: 'POST', path: `${SUBJECT}/bulkadd`, permissions: ADD, handle: bulkAdd },
  { method: 'POST', path: `${SUBJECT}/bulkremove`, permissions: REMOVE, handle: bulkRemove },
  {
    method: 'POST',
    path: `${SUBJECT}/bulkreplace`,
    permissions: allOf('authorization:grant:add', 'authorization:grant:delete'),
    handle: bulkReplace,
  },
  { method: 'POST', path: GRANT, permissions: ADD, handle: addGrant },
  { method: 'DELETE', path: GRANT, permissions: REMOVE, handle: removeGrant },
];
