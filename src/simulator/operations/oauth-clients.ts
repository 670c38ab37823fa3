import { notFound } from '../http/platform-error.ts';
import { SEED_TIME } from '../organisation/seed-users.ts';
import { selfUri } from '../rules/render-user.ts';
import { anyOf, type Call, type Operation, ok, pathText, type Reply } from './operation.ts';

/** `OAuthClient`, without the secret; one that is not restricted holds Master Admin everywhere. */
function getClient(call: Call): Reply {
  const { organisation, tokens, behaviour } = call.world;
  const id = pathText(call, 'clientId');
  if (!tokens.knows(id)) throw notFound(`OAuth client ${id}`);
  const role = [...organisation.roles.values()].find(({ name }) => name === 'Master Admin');
  const roleDivisions = [...organisation.divisions.keys()].flatMap((divisionId) =>
    role === undefined ? [] : [{ roleId: role.id, divisionId }],
  );
  const date = new Date(SEED_TIME).toISOString();
  return ok({
    id,
    name: id,
    accessTokenValiditySeconds: behaviour.amount('tokenLifetimeSeconds'),
    registeredRedirectUri: [],
    roleIds: role === undefined ? [] : [role.id],
    dateCreated: date,
    dateModified: date,
    authorizedGrantType: 'CLIENT-CREDENTIALS',
    scope: [],
    roleDivisions,
    state: 'active',
    selfUri: selfUri('oauth/clients', id),
  });
}

export const oauthClientOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/oauth/clients/{clientId}',
    permissions: anyOf('oauth:client:view'),
    handle: getClient,
  },
];
