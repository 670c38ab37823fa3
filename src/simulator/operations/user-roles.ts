import { idList, listBody } from '../http/check-input.ts';
import type { UserRecord } from '../organisation/model.ts';
import { liveUser } from '../rules/find-record.ts';
import { replaceGrants, requireKnown } from '../rules/grants.ts';
import { renderAuthorization } from '../rules/render-user.ts';
import { anyOf, type Call, type Operation, ok, pathId, type Reply } from './operation.ts';

const MAX_ROLES = 100;

function userOf(call: Call): UserRecord {
  return liveUser(call.world.organisation, pathId(call, 'subjectId'));
}

function getRoles(call: Call): Reply {
  return ok(renderAuthorization(call.world, userOf(call)));
}

/** FACTS 6: the older way, which replaces the role ids and knows no divisions; they go to the person's own. */
function putRoles(call: Call): Reply {
  const { world, body } = call;
  const user = userOf(call);
  const ids = listBody(body).length === 0 ? [] : idList(body, 'role', MAX_ROLES);
  const pairs = ids.map((roleId) => ({ roleId, divisionId: user.divisionId }));
  requireKnown(world.organisation, pairs);
  replaceGrants(world, call.client.clientId, user, pairs);
  return getRoles(call);
}

const PATH = '/users/{subjectId}/roles';

export const userRoleOperations: readonly Operation[] = [
  { method: 'GET', path: PATH, permissions: anyOf('authorization:grant:view'), handle: getRoles },
  { method: 'PUT', path: PATH, permissions: anyOf('authorization:grant:add'), handle: putRoles },
];
