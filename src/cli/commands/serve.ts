/** `serve`: the production server, in front of a real organisation or a simulator elsewhere. */

import type { Configuration } from '../../config/configuration.ts';
import { BridgeError } from '../../errors.ts';
import { checkPort } from '../../http/listen.ts';
import { hasDemoClient, listCredentials } from '../../store/credentials.ts';
import type { Store } from '../../store/open.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { openSocketOfOwner } from '../control-socket.ts';
import { readGenesysAccess } from '../genesys-access.ts';
import { awaitData } from '../open-data.ts';
import { runBridge } from '../run-bridge.ts';
import { closeOnSignal } from '../shutdown.ts';
import { describeUnknownClients } from '../unknown-clients.ts';

function refuse(message: string): BridgeError {
  return new BridgeError(message, { code: 'serve.refused', status: 500 });
}

/** The demo's token is printed on screens and known to everybody who watched: it never opens production. */
async function refuseDemoToken(configuration: Configuration, store: Store): Promise<void> {
  const { token, adminToken } = configuration.demo;
  if (token !== undefined || adminToken !== undefined) {
    throw refuse(
      'serve does not run with BRIDGE_DEMO_TOKEN or BRIDGE_DEMO_ADMIN_TOKEN; unset them and use: token create',
    );
  }
  if (await hasDemoClient(store.db)) {
    throw refuse(
      'the database holds a demo token; start from another BRIDGE_DATA, or remove both with: token revoke demo; token revoke demo-admin',
    );
  }
}

export async function serve(configuration: Configuration): Promise<void> {
  const access = readGenesysAccess(configuration, 'serve');
  const log = createLogger({ ...configuration.log, destination: process.stdout });
  await checkPort(configuration.listen.host, configuration.listen.port);
  const opened = closeOnSignal(log);
  const store = await awaitData(configuration, log);
  opened.push(store);
  await refuseDemoToken(configuration, store);
  const socket = await openSocketOfOwner(store, configuration);
  if (socket !== undefined) opened.push(socket);
  const withToken = new Set((await listCredentials(store.db)).map(({ client }) => client));
  for (const warning of describeUnknownClients(configuration.clients, withToken)) log.warn(warning);
  const bridge = await runBridge(configuration, access, store, log);
  opened.push(bridge);
  socket?.serveAdmin(bridge.local);
  log.info('ready', { scim: `${bridge.url}/scim/v2`, database: store.kind });
}
