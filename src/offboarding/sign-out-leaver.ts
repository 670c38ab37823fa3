/** Whoever leaves and is an administrator of the bridge does not stay signed in to its console. */

import type { Transaction } from 'kysely';
import { recordAudit } from '../store/audit.ts';
import { endSessionsOfAddresses } from '../store/console-sessions.ts';
import type { Database } from '../store/tables.ts';
import type { Intent } from './intent.ts';

/** The provider's e-mail address is what a session and a person in Genesys Cloud have in common. */
export async function signOutLeaver(
  transaction: Transaction<Database>,
  { userId, kind, personal = {}, requestId }: Intent,
  at: Date,
): Promise<void> {
  if (kind !== 'deactivate' && kind !== 'delete') return;
  const addresses = [personal.email, personal.userName].filter((address) => address !== undefined);
  for (const { reference, role, issuer, subject } of await endSessionsOfAddresses(transaction, addresses)) {
    await recordAudit(transaction, {
      at,
      actor: 'bridge',
      action: 'session.ended',
      requestId,
      detail: { session: reference, role, issuer, subject, because: kind, userId },
    });
  }
}
