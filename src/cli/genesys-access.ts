import type { Configuration } from '../config/configuration.ts';
import { BridgeError } from '../errors.ts';
import { pairOAuthClients } from './oauth-clients.ts';
import type { GenesysAccess } from './run-bridge.ts';

function refuse(what: string): BridgeError {
  return new BridgeError(what, { code: 'serve.refused', status: 500 });
}

/** How the configuration reaches Genesys Cloud; throws `serve.refused` where it does not say. */
export function readGenesysAccess({ genesys }: Configuration, command: string): GenesysAccess {
  const { gateway, region, clientId, clientSecret } = genesys;
  if (clientId === undefined || clientSecret === undefined) {
    throw refuse(
      `${command} needs GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET (or ..._SECRET_FILE)`,
    );
  }
  if (gateway === undefined && region === undefined) {
    throw refuse(`${command} needs GENESYSCLOUD_REGION (or GENESYSCLOUD_GATEWAY)`);
  }
  return {
    clients: pairOAuthClients(clientId, clientSecret),
    ...(gateway === undefined ? {} : { gateway }),
    ...(region === undefined ? {} : { region }),
  };
}
