/** What the gauges show of database and gate. */

import type { Genesys } from '../genesys/client.ts';
import { type GuardPolicy, guardOf } from '../offboarding/guard.ts';
import { describeGuards } from '../offboarding/guard-control.ts';
import { readAuditFigures, readWorkFigures } from '../store/figures.ts';
import { countNotifications } from '../store/notifications.ts';
import type { Store } from '../store/open.ts';
import { countLooks } from '../store/queue.ts';
import type { GenesysState, StoredState } from '../telemetry/state-metrics.ts';

function limitOf(policy: GuardPolicy, client: string): number | undefined {
  const settings = guardOf(policy, client);
  return settings === 'off' ? undefined : settings.deactivations;
}

/** From the database, where every instance and the command line change it. */
export async function readStoredState(store: Store, policy: GuardPolicy): Promise<StoredState> {
  const guards = await describeGuards(store, policy, new Date());
  return {
    ...(await readWorkFigures(store.db)),
    looks: await countLooks(store.db),
    notifications: await countNotifications(store.db),
    guards: guards.map(({ client, departures, state, heldBack }) => ({
      client,
      departures,
      limit: limitOf(policy, client),
      heldBack: state === 'held' ? heldBack : undefined,
    })),
    audit: await readAuditFigures(store.db),
  };
}

/** `oauthClients`: their ids in the order of the gate's lanes. */
export function readGenesysState(genesys: Genesys, oauthClients: readonly string[]): GenesysState {
  const { answers, inFlight, waiting, lanes } = genesys.gateStatus();
  const allowances = lanes.map((lane, index) => ({ oauthClient: oauthClients[index] ?? '', ...lane }));
  return { answers, inFlight, waiting, allowances };
}
