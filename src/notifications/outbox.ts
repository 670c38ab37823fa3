/** Writes down whom to tell, in the transaction of what has happened: told is what was committed, and nothing else. */

import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { NotificationEvent } from '../config/policy-notifications.ts';
import { insertNotifications } from '../store/notifications.ts';
import type { Database } from '../store/tables.ts';

export interface Occurrence {
  readonly event: NotificationEvent;
  readonly at: Date;
  /** Genesys user id of whom it is about. */
  readonly userId?: string;
  /** No names, no e-mail addresses. */
  readonly data: Readonly<Record<string, unknown>>;
}

interface Subscriber {
  readonly name: string;
  readonly events: readonly NotificationEvent[];
}

export class Outbox {
  readonly #subscribers: readonly Subscriber[];

  constructor(subscribers: readonly Subscriber[] = []) {
    this.#subscribers = subscribers;
  }

  async add(transaction: Transaction<Database>, { event, at, userId, data }: Occurrence): Promise<void> {
    const id = randomUUID();
    const told = this.#subscribers.filter(({ events }) => events.includes(event));
    await insertNotifications(
      transaction,
      told.map(({ name }) => ({ id, webhook: name, event, subject: userId, at, data })),
    );
  }
}
