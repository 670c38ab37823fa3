import { objectBody, optionalChoice, requiredText } from '../http/check-input.ts';
import { choiceParameter, listParameter } from '../http/listing.ts';
import { badRequest, PlatformError, userNotFound } from '../http/platform-error.ts';
import { USER_STATES, type UserRecord } from '../organisation/model.ts';
import { createUser } from '../rules/create-user.ts';
import { requireExtensionRight } from '../rules/extension-right.ts';
import { anyUser, liveUser } from '../rules/find-record.ts';
import { renderUser } from '../rules/render-user.ts';
import { readProfileChange } from '../rules/user-profile.ts';
import { changeState } from '../rules/user-state.ts';
import { changeUser, requireVersion } from '../rules/user-version.ts';
import {
  anyOf,
  type Call,
  NO_CONTENT,
  NO_PERMISSION,
  type Operation,
  ok,
  pathId,
  type Reply,
} from './operation.ts';

/** FACTS 1: after a deletion it takes some seconds until the user is gone. */
function isDeletionUnseen({ world, now }: Call, { state, stateChanges }: UserRecord): boolean {
  const deletedAt = state === 'deleted' ? stateChanges.at(-1)?.at : undefined;
  return deletedAt !== undefined && now < deletedAt + world.behaviour.amount('deletionLagMs');
}

function beforeDeletion({ world, query }: Call, user: UserRecord): object {
  const state = user.stateChanges.at(-2)?.state ?? 'active';
  return { ...renderUser(world, user, listParameter(query, 'expand')), state };
}

/** FACTS 1: without a state the answer holds active and inactive users, never deleted ones. */
function getUser(call: Call): Reply {
  const { world, query } = call;
  const user = anyUser(world.organisation, pathId(call, 'userId'));
  const wantsDeleted = choiceParameter(query, 'state', ['active', 'deleted'] as const) === 'deleted';
  if (!wantsDeleted && isDeletionUnseen(call, user)) return ok(beforeDeletion(call, user));
  if ((user.state === 'deleted') !== wantsDeleted) throw userNotFound();
  return ok(renderUser(world, user, listParameter(query, 'expand')));
}

function postUser({ world, client, body }: Call): Reply {
  const request = objectBody(body);
  requireExtensionRight(request, {}, client.permissions);
  return ok(renderUser(world, createUser(world, client.clientId, request)));
}

/** FACTS 1: with `state` in the body nothing else is changed. */
function patchUser(call: Call): Reply {
  const { world, client } = call;
  const user = anyUser(world.organisation, pathId(call, 'userId'));
  const body = objectBody(call.body);
  const state = optionalChoice(body, 'state', USER_STATES);
  if (user.state === 'deleted' && state === undefined) throw userNotFound();
  requireVersion(world, user, body);
  if (state === undefined) requireExtensionRight(body, user.profile, client.permissions);
  if (state === undefined) changeUser(world, client.clientId, user, readProfileChange(world, user, body));
  else changeState(world, user, { state, client: client.clientId });
  return ok(renderUser(world, user));
}

function deleteUser(call: Call): Reply {
  const { organisation, behaviour } = call.world;
  const user = organisation.users.get(pathId(call, 'userId'));
  if (user === undefined && behaviour.isOn('unknownUserDeleteAnswers200')) return ok({});
  if (user === undefined) throw userNotFound();
  if (user.state !== 'deleted')
    changeState(call.world, user, { state: 'deleted', client: call.client.clientId });
  return ok({});
}

function getOwnUser(): Reply {
  throw new PlatformError(400, 'not.a.user', 'This request requires a user context.');
}

function setPassword(call: Call): Reply {
  liveUser(call.world.organisation, pathId(call, 'userId'));
  const password = requiredText(objectBody(call.body), 'newPassword');
  if (password.length >= 8) return NO_CONTENT;
  throw badRequest('The password must have at least 8 characters.', 'invalid.password');
}

/** An e-mail that nobody here reads. */
function invite(call: Call): Reply {
  liveUser(call.world.organisation, pathId(call, 'userId'));
  return NO_CONTENT;
}

export const userOperations: readonly Operation[] = [
  { method: 'POST', path: '/users', permissions: anyOf('directory:user:add'), handle: postUser },
  { method: 'GET', path: '/users/me', permissions: NO_PERMISSION, handle: getOwnUser },
  { method: 'GET', path: '/users/{userId}', permissions: NO_PERMISSION, handle: getUser },
  {
    method: 'PATCH',
    path: '/users/{userId}',
    permissions: anyOf('admin', 'directory:user:edit', 'directory:organization:admin'),
    handle: patchUser,
  },
  {
    method: 'DELETE',
    path: '/users/{userId}',
    permissions: anyOf('admin', 'directory:user:delete', 'directory:organization:admin'),
    handle: deleteUser,
  },
  {
    method: 'POST',
    path: '/users/{userId}/password',
    permissions: anyOf('directory:user:setPassword'),
    handle: setPassword,
  },
  {
    method: 'POST',
    path: '/users/{userId}/invite',
    permissions: anyOf('admin', 'directory:organization:admin', 'directory:user:setPassword'),
    handle: invite,
  },
];
