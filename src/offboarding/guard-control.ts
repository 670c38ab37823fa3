/** What administrators see of the guard and decide about it, from the command line and the admin API alike. */

import { BridgeError } from '../errors.ts';
import { type Administrator, recordAudit } from '../store/audit.ts';
import {
  countAttempts,
  countDepartures,
  forgetAttempts,
  listGuards,
  lockGuard,
  saveGuard,
} from '../store/guard.ts';
import type { Store } from '../store/open.ts';
import { type GuardPolicy, guardOf } from './guard.ts';

export type Verdict = 'release' | 'reject';

export interface ClientGuard {
  readonly client: string;
  readonly state: 'watching' | 'held' | 'released' | 'rejected';
  /** ISO 8601; when a decision ends. */
  readonly until?: string;
  /** People deactivated within the window. */
  readonly departures: number;
  /** People whose deactivation is held back. */
  readonly heldBack: number;
}

/** How long a decision holds unless said otherwise: the client's retries come within the hour. */
const DECISION_MS = 3_600_000;

/** Every client that has deactivated somebody. */
export async function describeGuards(store: Store, policy: GuardPolicy, now: Date): Promise<ClientGuard[]> {
  const guards: ClientGuard[] = [];
  for (const { clientName, state, since, until } of await listGuards(store.db)) {
    const settings = guardOf(policy, clientName);
    const windowMs = settings === 'off' ? 0 : settings.within;
    const over = until !== undefined && until <= now;
    const counting = over ? until : since;
    const windowStart = new Date(Math.max(now.getTime() - windowMs, counting.getTime()));
    guards.push({
      client: clientName,
      state: over ? 'watching' : state,
      ...(until === undefined || over ? {} : { until: until.toISOString() }),
      departures: await countDepartures(store.db, clientName, windowStart),
      heldBack: await countAttempts(store.db, clientName),
    });
  }
  return guards;
}

/**
 * Lets the client's deactivations pass, or refuses them, for a while; then it is watched again from zero. Throws
 * `guard.not-held` where nothing is held back.
 */
export async function decideGuard(
  store: Store,
  decision: { readonly client: string; readonly verdict: Verdict; readonly forMs?: number | undefined },
  by: Administrator,
  now: Date,
): Promise<ClientGuard> {
  const { client, verdict, forMs = DECISION_MS } = decision;
  const until = new Date(now.getTime() + forMs);
  const state = verdict === 'release' ? 'released' : 'rejected';
  return await store.db.transaction().execute(async (transaction) => {
    const guard = await lockGuard(transaction, client, now);
    if (guard.state === 'watching') {
      throw new BridgeError(`The guard holds nothing back for '${client}'; see: guard status`, {
        code: 'guard.not-held',
        status: 409,
      });
    }
    const heldBack = await countAttempts(transaction, client);
    await saveGuard(transaction, { ...guard, state, until });
    await forgetAttempts(transaction, client);
    const detail = { client, until: until.toISOString(), heldBack };
    await recordAudit(transaction, { ...by, at: now, action: `guard.${state}`, detail });
    return { client, state, until: until.toISOString(), departures: 0, heldBack };
  });
}
