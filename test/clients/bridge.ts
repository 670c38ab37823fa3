/** The bridge's real HTTP application and a simulated Genesys Cloud, in this process. */

import { runBridge } from '../../src/cli/run-bridge.ts';
import { readConfiguration } from '../../src/config/configuration.ts';
import { startSimulator } from '../../src/simulator/start.ts';
import { createCredential } from '../../src/store/credentials.ts';
import type { Store } from '../../src/store/open.ts';
import { GenesysApi } from '../e2e/harness/genesys-api.ts';
import { engines, silent } from '../store/engines.ts';
import type { Transcript } from './transcript.ts';

export interface Bridge {
  readonly url: string;
  readonly genesys: GenesysApi;
  readonly store: Store;
  /** A new client's Authorization header, in the way that a transcript sends it. */
  authorize(name: string, way: Transcript['authorization']): Promise<string>;
  close(): Promise<void>;
}

export async function startBridge(): Promise<Bridge> {
  const [engine] = engines;
  if (engine === undefined) throw new Error('There is no database engine');
  const database = await engine.create();
  const store = await database.open();
  const simulator = await startSimulator({
    port: 0,
    rateLimit: 0,
    users: 150,
    clients: ['bridge', 'observer'].map((id) => ({ id, secret: 'secret' })),
  });
  const configuration = readConfiguration({ env: { GENESYSCLOUD_GATEWAY: simulator.url } });
  const access = {
    gateway: simulator.url,
    clients: [{ clientId: 'bridge', clientSecret: 'secret' }],
  } as const;
  const bridge = await runBridge(
    { ...configuration, listen: { host: '127.0.0.1', port: 0 } },
    access,
    store,
    silent,
  );
  return {
    url: bridge.url,
    genesys: await GenesysApi.logIn(simulator.url),
    store,
    authorize: async (name, way) => {
      const scopes = ['users', 'groups'];
      const { token } = await createCredential(store.db, { client: name, scopes, now: new Date() });
      if (way === 'raw') return token;
      if (way === 'bearer') return `Bearer ${token}`;
      return `Basic ${Buffer.from(`${name}:${token}`).toString('base64')}`;
    },
    close: async () => {
      await bridge.close();
      await store.close();
      await simulator.close();
      await database.remove();
    },
  };
}
