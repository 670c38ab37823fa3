import { recordAudit } from '../rules/audit.ts';
import { anyUser } from '../rules/find-record.ts';
import {
  anyOf,
  type Call,
  EMPTY_200,
  NO_CONTENT,
  NO_PERMISSION,
  type Operation,
  ok,
  pathId,
  type Reply,
} from './operation.ts';

function showOwnToken({ world, client }: Call): Reply {
  const { id, name } = world.organisation;
  return ok({
    organization: { id, name },
    homeOrganization: { id, name },
    authorizedScope: [],
    OAuthClient: {
      id: client.clientId,
      name: client.clientId,
      authorizedGrantType: 'CLIENT-CREDENTIALS',
      organization: { id, name },
    },
  });
}

/** FACTS 5: single sign-on silently gets an active person a new token. */
function deleteUserTokens(call: Call): Reply {
  const { organisation, behaviour } = call.world;
  const user = anyUser(organisation, pathId(call, 'userId'));
  const reissued = user.tokens > 0 && user.state === 'active' && behaviour.isOn('ssoTokenReissue');
  if (user.tokens > 0) {
    recordAudit(call.world, call.client.clientId, {
      service: 'PeoplePermissions',
      entityType: 'AccessToken',
      action: 'Delete',
      entity: user,
      changes: [],
    });
  }
  user.tokens = reissued ? 1 : 0;
  if (reissued) user.tokenIssuedAt = call.now;
  return NO_CONTENT;
}

function deleteOwnToken({ world, client }: Call): Reply {
  world.tokens.revoke(client.token);
  return EMPTY_200;
}

export const tokenOperations: readonly Operation[] = [
  { method: 'GET', path: '/tokens/me', permissions: NO_PERMISSION, handle: showOwnToken },
  { method: 'HEAD', path: '/tokens/me', permissions: NO_PERMISSION, handle: () => EMPTY_200 },
  { method: 'DELETE', path: '/tokens/me', permissions: NO_PERMISSION, handle: deleteOwnToken },
  {
    method: 'DELETE',
    path: '/tokens/{userId}',
    permissions: anyOf('oauth:token:delete'),
    handle: deleteUserTokens,
  },
];
