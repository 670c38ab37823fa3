/** What was told is kept for a while, for questions; what failed longer, for another try. */

import type { Webhook } from '../config/webhooks.ts';
import { failUnknownWebhooks, forgetNotifications } from '../store/notifications.ts';
import type { Store } from '../store/open.ts';

const DAY_MS = 86_400_000;
const DELIVERED_MS = 7 * DAY_MS;
const FAILED_MS = 30 * DAY_MS;

export function notificationRetention(
  store: Store,
  webhooks: readonly Pick<Webhook, 'name'>[],
  now: () => Date = () => new Date(),
) {
  const run = async (): Promise<void> => {
    const at = now().getTime();
    const known = webhooks.map(({ name }) => name);
    // Not at once: another instance may have been started with a newer policy.
    await failUnknownWebhooks(store.db, known, new Date(at - DAY_MS));
    await forgetNotifications(store.db, {
      delivered: new Date(at - DELIVERED_MS),
      failed: new Date(at - FAILED_MS),
    });
  };
  return { name: 'forget notifications', everyMs: 3_600_000, run };
}
