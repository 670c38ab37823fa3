/**
 * Sends what is in the outbox, each webhook by itself so that a slow one holds up no other. At least once: an instance
 * that dies between the receiver's answer and the row leaves a repetition, under the same id.
 */

import type { Webhook } from '../config/webhooks.ts';
import {
  claimNotifications,
  type Notification,
  postponeNotification,
  releaseNotification,
  settleNotification,
} from '../store/notifications.ts';
import type { Store } from '../store/open.ts';
import type { Logger } from '../telemetry/logger.ts';
import { writeMessage } from './message.ts';
import { type Attempt, post } from './post.ts';

export interface DeliveryOptions {
  readonly store: Store;
  readonly webhooks: readonly Webhook[];
  readonly log: Logger;
  readonly onAttempt?: (webhook: string, outcome: 'delivered' | 'postponed' | 'failed') => void;
  /** Pauses after failed attempts; one attempt more than there are pauses. */
  readonly pausesMs?: readonly number[];
  readonly timeoutMs?: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const PAUSES_MS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
];
const TIMEOUT_MS = 10 * SECOND;
const POLL_MS = SECOND;
const AT_ONCE = 10;

/** Many that failed together are not repeated together. */
function spread(ms: number): number {
  return ms * (0.9 + Math.random() * 0.2);
}

export class Delivery {
  readonly #options: Required<Omit<DeliveryOptions, 'onAttempt'>> & Pick<DeliveryOptions, 'onAttempt'>;
  readonly #stopping = new AbortController();
  readonly #running = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = { pausesMs: PAUSES_MS, timeoutMs: TIMEOUT_MS, ...options };
  }

  start(): void {
    if (this.#options.webhooks.length === 0) return;
    this.#timer = setInterval(() => this.#look(), POLL_MS);
    this.#look();
  }

  /** Ends what is under way and gives it back. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await Promise.all(this.#running.values());
  }

  #look(): void {
    for (const webhook of this.#options.webhooks) {
      if (this.#running.has(webhook.name)) continue;
      const run = this.#sendDue(webhook).finally(() => this.#running.delete(webhook.name));
      this.#running.set(webhook.name, run);
    }
  }

  async #sendDue(webhook: Webhook): Promise<void> {
    const { store, log } = this.#options;
    try {
      for (;;) {
        if (this.#stopping.signal.aborted) return;
        const claimed = await claimNotifications(store.db, webhook.name, AT_ONCE);
        if (claimed.length === 0) return;
        await Promise.all(claimed.map((notification) => this.#send(notification, webhook)));
      }
    } catch (error) {
      log.warn('notifications could not be sent', { webhook: webhook.name, error });
    }
  }

  async #send(notification: Notification, webhook: Webhook): Promise<void> {
    const { store, timeoutMs } = this.#options;
    const { signal } = this.#stopping;
    try {
      const message = await writeMessage(notification, webhook, new Date());
      await this.#settle(notification, await post(webhook.url, message, { timeoutMs, signal }));
    } catch (error) {
      if (!signal.aborted) throw error;
      await releaseNotification(store.db, notification);
    }
  }

  async #settle(notification: Notification, attempt: Attempt): Promise<void> {
    const { store, log, onAttempt, pausesMs } = this.#options;
    const { id, webhook, event, attempts } = notification;
    const { delivered, answer, gone, retryAfterMs } = attempt;
    const pause = gone ? undefined : pausesMs[attempts - 1];
    if (delivered) {
      await settleNotification(store.db, notification, 'delivered', answer);
      onAttempt?.(webhook, 'delivered');
    } else if (pause === undefined) {
      await settleNotification(store.db, notification, 'failed', answer);
      log.error('a notification was given up', { id, webhook, event, attempts, answer });
      onAttempt?.(webhook, 'failed');
    } else {
      const delayMs = Math.max(spread(pause), retryAfterMs);
      await postponeNotification(store.db, notification, delayMs, answer);
      log.warn('a notification will be sent again', { id, webhook, event, attempts, answer, delayMs });
      onAttempt?.(webhook, 'postponed');
    }
  }
}
