/** What this process is among those on the same database, and what it says of its calls to Genesys Cloud. */

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Genesys } from '../genesys/client.ts';
import type { GenesysNow } from '../http/admin/overview.ts';
import type { InstanceFigures, InstanceIdentity } from '../store/instances.ts';
import type { CallMinutes } from '../telemetry/call-minutes.ts';
import { readGenesysState } from './bridge-state.ts';
import { readVersion } from './version.ts';

export function identifyInstance(): InstanceIdentity {
  return { id: randomUUID(), host: hostname(), version: readVersion(), startedAt: new Date() };
}

/** `oauthClients`: their ids in the order of the gate's lanes. */
export function readGenesysNow(
  genesys: Genesys,
  oauthClients: readonly string[],
  calls: CallMinutes,
): GenesysNow {
  const { answersSince } = genesys.gateStatus();
  return {
    ...readGenesysState(genesys, oauthClients),
    answersSince: answersSince === undefined ? undefined : new Date(answersSince),
    lastAnswerAt: calls.lastAnswerAt,
    minutes: calls.list(),
  };
}

/** For the other instances. */
export function describeCalls({ answers, allowances, minutes }: GenesysNow): InstanceFigures {
  const limit = allowances.reduce<number | undefined>(
    (sum, each) => (sum === undefined || each.limit === undefined ? undefined : sum + each.limit),
    0,
  );
  const used = allowances.reduce((sum, each) => sum + each.used, 0);
  return { answers, used, minutes, ...(limit === undefined ? {} : { limit }) };
}
