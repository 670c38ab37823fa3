import { objectBody, requiredText } from '../http/check-input.ts';
import { listParameter } from '../http/listing.ts';
import { badRequest, conflict, notFound, userNotFound } from '../http/platform-error.ts';
import type { ExternalId, UserRecord } from '../organisation/model.ts';
import { recordAudit } from '../rules/audit.ts';
import { liveUser } from '../rules/find-record.ts';
import { renderUser } from '../rules/render-user.ts';
import {
  anyOf,
  type Call,
  NO_CONTENT,
  NO_PERMISSION,
  type Operation,
  ok,
  pathId,
  pathText,
  type Reply,
} from './operation.ts';

/** FACTS 2: "Limit 100 per entity". */
const MAX_EXTERNAL_IDS = 100;

function userOf(call: Call): UserRecord {
  return liveUser(call.world.organisation, pathId(call, 'userId'));
}

function render(user: UserRecord, { authorityName, externalKey }: ExternalId): object {
  const path = `${encodeURIComponent(authorityName)}/${encodeURIComponent(externalKey)}`;
  return { authorityName, externalKey, selfUri: `/api/v2/users/${user.id}/externalid/${path}` };
}

function findUser(call: Call): Reply {
  const { world, query } = call;
  const id = { authorityName: pathText(call, 'authorityName'), externalKey: pathText(call, 'externalKey') };
  const user = world.organisation.users.findByExternalId(id);
  if (user === undefined) throw userNotFound();
  if (user.state === 'inactive' && !world.behaviour.isOn('externalIdFindsInactive')) throw userNotFound();
  if (user.state === 'deleted' && !world.behaviour.isOn('externalIdFindsDeleted')) throw userNotFound();
  return ok(renderUser(world, user, listParameter(query, 'expand')));
}

function auditIds({ world, client }: Call, user: UserRecord, id: ExternalId, added: boolean): void {
  const values = [`${id.authorityName}:${id.externalKey}`];
  recordAudit(world, client.clientId, {
    service: 'Directory',
    entityType: 'User',
    action: 'Update',
    entity: user,
    changes: [{ property: 'externalIds', oldValues: added ? [] : values, newValues: added ? values : [] }],
  });
}

function listIds(call: Call): Reply {
  const user = userOf(call);
  return ok(user.externalIds.map((id) => render(user, id)));
}

function addId(call: Call): Reply {
  const user = userOf(call);
  const { users } = call.world.organisation;
  const body = objectBody(call.body);
  const id: ExternalId = {
    authorityName: requiredText(body, 'authorityName'),
    externalKey: requiredText(body, 'externalKey'),
  };
  const holder = users.findByExternalId(id);
  if (holder !== undefined && holder !== user) {
    const message = 'The external identifier is already assigned to another user.';
    const asBadRequest = call.world.behaviour.isOn('takenExternalIdAnswers400');
    throw asBadRequest ? badRequest(message) : conflict(message);
  }
  if (user.externalIds.length >= MAX_EXTERNAL_IDS) {
    throw badRequest(`A user can have at most ${MAX_EXTERNAL_IDS} external identifiers.`);
  }
  if (holder === undefined) {
    users.addExternalId(user, id);
    auditIds(call, user, id, true);
  }
  return ok(user.externalIds.map((held) => render(user, held)));
}

function getId(call: Call): Reply {
  const user = userOf(call);
  const authority = pathText(call, 'authorityName');
  const id = user.externalIds.find(({ authorityName }) => authorityName === authority);
  if (id === undefined) throw notFound(`external identifier of authority ${authority}`);
  return ok(render(user, id));
}

function removeId(call: Call): Reply {
  const user = userOf(call);
  const id = { authorityName: pathText(call, 'authorityName'), externalKey: pathText(call, 'externalKey') };
  const { users } = call.world.organisation;
  if (users.findByExternalId(id) !== user) throw notFound('external identifier');
  users.removeExternalId(user, id);
  auditIds(call, user, id, false);
  return NO_CONTENT;
}

export const externalIdOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/users/externalid/{authorityName}/{externalKey}',
    permissions: NO_PERMISSION,
    handle: findUser,
  },
  { method: 'GET', path: '/users/{userId}/externalid', permissions: NO_PERMISSION, handle: listIds },
  {
    method: 'POST',
    path: '/users/{userId}/externalid',
    permissions: anyOf('directory:user:edit'),
    handle: addId,
  },
  {
    method: 'GET',
    path: '/users/{userId}/externalid/{authorityName}',
    permissions: NO_PERMISSION,
    handle: getId,
  },
  {
    method: 'DELETE',
    path: '/users/{userId}/externalid/{authorityName}/{externalKey}',
    permissions: anyOf('directory:user:edit'),
    handle: removeId,
  },
];
