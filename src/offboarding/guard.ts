/**
 * A wrong group assignment at the identity provider can deactivate thousands in an hour. Beyond the threshold the
 * guard holds a client's further deactivations back until an administrator decides. It lives in the database, so
 * that no restart forgets it and every instance counts the same.
 */

import type { Transaction } from 'kysely';
import { formatDuration } from '../config/duration.ts';
import type { GuardSettings } from '../config/policy-guard.ts';
import { BridgeError } from '../errors.ts';
import { recordAudit } from '../store/audit.ts';
import { countDepartures, type GuardState, lockGuard, noteAttempt, saveGuard } from '../store/guard.ts';
import type { Database } from '../store/tables.ts';

export interface GuardPolicy {
  readonly guard: GuardSettings;
  readonly clients: Readonly<Record<string, { readonly guard?: GuardSettings }>>;
}

interface Departure {
  readonly userId: string;
  readonly clientName: string;
  readonly requestId: string;
}

/** Why a deactivation is not accepted. */
export interface Refusal {
  readonly error: BridgeError;
  /** True for the one that made the guard hold the client. */
  readonly first: boolean;
}

const RETRY_AFTER_SECONDS = 300;

export function guardOf({ guard, clients }: GuardPolicy, clientName: string): GuardSettings {
  return (Object.hasOwn(clients, clientName) ? clients[clientName]?.guard : undefined) ?? guard;
}

function heldError(clientName: string, settings: Exclude<GuardSettings, 'off'>): BridgeError {
  const { deactivations, within } = settings;
  return new BridgeError(
    `Deactivations by '${clientName}' are held back: there were ${deactivations} people within ` +
      `${formatDuration(within)}, the most that the guard lets pass. An administrator decides with ` +
      `'guard release ${clientName}' or 'guard reject ${clientName}'; repeat the request after that`,
    { code: 'guard.held', status: 503, retryAfterSeconds: RETRY_AFTER_SECONDS, expose: true },
  );
}

function rejectedError(clientName: string): BridgeError {
  return new BridgeError(
    `Deactivations by '${clientName}' are refused: an administrator has rejected those that the guard held back. ` +
      'Correct the assignment at the identity provider',
    { code: 'guard.rejected', status: 403 },
  );
}

async function hold(
  transaction: Transaction<Database>,
  state: GuardState,
  { clientName, requestId }: Departure,
  settings: Exclude<GuardSettings, 'off'>,
  now: Date,
): Promise<void> {
  await saveGuard(transaction, { ...state, state: 'held' });
  await recordAudit(transaction, {
    at: now,
    actor: 'bridge',
    action: 'guard.held',
    requestId,
    detail: { client: clientName, ...settings },
  });
}

/** Asks for leave to deactivate somebody who is in; undefined when it is given. Commit what it wrote either way. */
export async function checkGuard(
  transaction: Transaction<Database>,
  departure: Departure,
  policy: GuardPolicy,
  now: Date,
): Promise<Refusal | undefined> {
  const { clientName, userId } = departure;
  const settings = guardOf(policy, clientName);
  if (settings === 'off') return undefined;
  const state = await lockGuard(transaction, clientName, now);
  if (state.state === 'released') return undefined;
  if (state.state === 'rejected') return { error: rejectedError(clientName), first: false };
  let first = false;
  if (state.state === 'watching') {
    const windowStart = Math.max(now.getTime() - settings.within, state.since.getTime());
    const departures = await countDepartures(transaction, clientName, new Date(windowStart));
    if (departures < settings.deactivations) return undefined;
    first = true;
  }
  await noteAttempt(transaction, clientName, userId, now);
  if (first) await hold(transaction, state, departure, settings, now);
  return { error: heldError(clientName, settings), first };
}
