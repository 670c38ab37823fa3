/** One client of the official SDK, cut off from everything but its settings. */

import platformClient, { type AbstractHttpClient, type ApiClientClass } from 'purecloud-platform-client-v2';
import { BridgeError } from '../errors.ts';

export interface SdkSettings {
  /** URL that replaces the region's login and API hosts; may have a path. */
  readonly gateway?: string | undefined;
  /** `mypurecloud.de`, `eu-central-1` or `eu_central_1`. */
  readonly region?: string | undefined;
}

/**
 * The library reads and watches `~/.genesyscloudjavascript/config`, which could send the credentials to another
 * host or log bodies (FACTS section 14): the watch ends and whatever came from there is undone.
 */
function forgetConfigFile(client: ApiClientClass): void {
  const { config } = client;
  config.setConfigPath('');
  delete config.gateway;
  config.refresh_access_token = false;
  config.logger.log_level = 'none';
  config.logger.log_to_console = false;
  config.logger.log_file_path = '';
  config.logger.setLogger();
}

forgetConfigFile(platformClient.ApiClient.instance);

function resolveRegion(region: string): string {
  return platformClient.PureCloudRegionHosts[region.trim().replaceAll('-', '_')] ?? region.trim();
}

function parseGateway(gateway: string): URL {
  const url = URL.parse(gateway);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.search === '')
    return url;
  throw new BridgeError(
    'GENESYSCLOUD_GATEWAY is no http or https URL without query: give for example https://gateway.example.com/genesys',
    { code: 'genesys.bad-gateway', status: 500 },
  );
}

function useGateway(client: ApiClientClass, url: URL): void {
  client.setGateway({
    protocol: url.protocol.replace(':', ''),
    host: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(url.pathname === '/' ? {} : { path_params_login: url.pathname, path_params_api: url.pathname }),
  });
}

export function createSdkClient(settings: SdkSettings, transport: AbstractHttpClient): ApiClientClass {
  const client = new platformClient.ApiClientClass();
  forgetConfigFile(client);
  if (settings.region !== undefined) client.setEnvironment(resolveRegion(settings.region));
  else client.setEnvironment('mypurecloud.com');
  if (settings.gateway !== undefined) useGateway(client, parseGateway(settings.gateway));
  client.setReturnExtendedResponses(true);
  client.setGenesysAppHeader('genesys-scim-bridge');
  client.setHttpClient(transport);
  return client;
}
