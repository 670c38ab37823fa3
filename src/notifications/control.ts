/** What administrators see and decide, from the command line and the admin API alike. */

import { BridgeError } from '../errors.ts';
import { type Administrator, recordAudit } from '../store/audit.ts';
import { listNotifications, type NotificationSearch, retryNotifications } from '../store/notifications.ts';
import type { Store } from '../store/open.ts';

export async function describeNotifications(store: Store, search: NotificationSearch) {
  const found = await listNotifications(store.db, search);
  return {
    notifications: found.map((each) => ({
      id: each.id,
      webhook: each.webhook,
      event: each.event,
      ...(each.subject === undefined ? {} : { userId: each.subject }),
      at: each.at.toISOString(),
      status: each.status,
      attempts: each.attempts,
      ...(each.lastAnswer === undefined ? {} : { lastAnswer: each.lastAnswer }),
      ...(each.status === 'pending' ? { dueAt: each.dueAt.toISOString() } : {}),
      ...(each.settledAt === undefined ? {} : { settledAt: each.settledAt.toISOString() }),
    })),
  };
}

/** Sends failed ones again, as if for the first time. Throws `notifications.none-failed` where there is none. */
export async function retryFailed(
  store: Store,
  id: string | undefined,
  by: Administrator,
  now: Date,
): Promise<{ readonly retried: number }> {
  return await store.db.transaction().execute(async (transaction) => {
    const retried = await retryNotifications(transaction, id);
    if (retried === 0) {
      throw new BridgeError('There is no failed notification to send again; see: notifications list', {
        code: 'notifications.none-failed',
        status: 409,
      });
    }
    const detail = { retried, ...(id === undefined ? {} : { id }) };
    await recordAudit(transaction, { at: now, ...by, action: 'notifications.retried', detail });
    return { retried };
  });
}
