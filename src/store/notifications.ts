/**
 * The outbox. A row is written in the transaction of what it tells of and is itself the job: whoever claims it, for a
 * short time, sends it. Of one webhook and person never a later one goes before an earlier one has ended.
 */

import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Database, NotificationTable } from './tables.ts';

type Queryable = Kysely<Database> | Transaction<Database>;

export type NotificationStatus = Selectable<NotificationTable>['status'];

export interface Notification {
  readonly position: number;
  /** Of the event: the same for every webhook and every attempt. */
  readonly id: string;
  readonly webhook: string;
  readonly event: string;
  /** Genesys user id. */
  readonly subject: string | undefined;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
  readonly status: NotificationStatus;
  readonly attempts: number;
  /** When it is sent next. */
  readonly dueAt: Date;
  /** What the last attempt came to. */
  readonly lastAnswer: string | undefined;
  readonly settledAt: Date | undefined;
}

export type NewNotification = Pick<Notification, 'id' | 'webhook' | 'event' | 'subject' | 'at' | 'data'>;

function toNotification(row: Selectable<NotificationTable>): Notification {
  return {
    position: row.position,
    id: row.id,
    webhook: row.webhook,
    event: row.event,
    subject: row.subject ?? undefined,
    at: row.at,
    data: row.data,
    status: row.status,
    attempts: row.attempts,
    dueAt: row.due_at,
    lastAnswer: row.last_answer ?? undefined,
    settledAt: row.settled_at ?? undefined,
  };
}

export async function insertNotifications(
  transaction: Transaction<Database>,
  notifications: readonly NewNotification[],
): Promise<void> {
  if (notifications.length === 0) return;
  await transaction
    .insertInto('notification')
    .values(
      notifications.map(({ id, webhook, event, subject, at, data }) => ({
        id,
        webhook,
        event,
        subject: subject ?? null,
        at,
        data: JSON.stringify(data),
      })),
    )
    .execute();
}

/** Longer than an attempt may take: after that time the claim of an instance that died is over. */
const CLAIM_SECONDS = 60;

/** Takes what is due, oldest first; by the database's clock, which all instances share. */
export async function claimNotifications(
  db: Kysely<Database>,
  webhook: string,
  limit: number,
): Promise<Notification[]> {
  const { rows } = await sql<Selectable<NotificationTable>>`
    update bridge.notification
    set claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS}), attempts = attempts + 1
    where position in (
      select due.position from bridge.notification due
      where due.webhook = ${webhook} and due.status = 'pending' and due.due_at <= now()
        and (due.claimed_until is null or due.claimed_until < now())
        and not exists (
          select 1 from bridge.notification earlier
          where earlier.webhook = due.webhook and earlier.subject = due.subject
            and earlier.status = 'pending' and earlier.position < due.position)
      order by due.position limit ${limit} for update skip locked)
    returning *`.execute(db);
  return rows.map(toNotification).toSorted((one, other) => one.position - other.position);
}

/** Ends a claim: delivered or failed for good. */
export async function settleNotification(
  db: Kysely<Database>,
  { position }: Notification,
  status: Exclude<NotificationStatus, 'pending'>,
  answer: string,
): Promise<void> {
  await db
    .updateTable('notification')
    .set({ status, last_answer: answer, claimed_until: null, settled_at: sql<Date>`now()` })
    .where('position', '=', position)
    .execute();
}

/** Ends a claim: to be sent again after that time. */
export async function postponeNotification(
  db: Kysely<Database>,
  { position }: Notification,
  delayMs: number,
  answer: string,
): Promise<void> {
  const dueAt = sql<Date>`now() + make_interval(secs => ${delayMs / 1_000})`;
  await db
    .updateTable('notification')
    .set({ due_at: dueAt, last_answer: answer, claimed_until: null })
    .where('position', '=', position)
    .execute();
}

/** Gives a claim back as if it had not been taken. */
export async function releaseNotification(db: Kysely<Database>, { position }: Notification): Promise<void> {
  await db
    .updateTable('notification')
    .set({ claimed_until: null, attempts: sql<number>`attempts - 1` })
    .where('position', '=', position)
    .execute();
}

export interface NotificationSearch {
  readonly status?: NotificationStatus | undefined;
  readonly subject?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listNotifications(db: Queryable, search: NotificationSearch): Promise<Notification[]> {
  let query = db.selectFrom('notification').selectAll().orderBy('position', 'desc').limit(search.limit);
  if (search.status !== undefined) query = query.where('status', '=', search.status);
  if (search.subject !== undefined) query = query.where('subject', '=', search.subject);
  return (await query.execute()).map(toNotification);
}

/** Failed ones begin anew; `id` of one event, else all. Returns how many. */
export async function retryNotifications(transaction: Transaction<Database>, id?: string): Promise<number> {
  let query = transaction
    .updateTable('notification')
    .set({ status: 'pending', attempts: 0, due_at: sql<Date>`now()`, settled_at: null })
    .where('status', '=', 'failed');
  if (id !== undefined) query = query.where('id', '=', id);
  const { numUpdatedRows } = await query.executeTakeFirst();
  return Number(numUpdatedRows);
}

export async function countNotifications(
  db: Queryable,
): Promise<Readonly<Record<Exclude<NotificationStatus, 'delivered'>, number>>> {
  const rows = await db
    .selectFrom('notification')
    .select(['status', (expression) => expression.fn.countAll<number>().as('count')])
    .where('status', 'in', ['pending', 'failed'])
    .groupBy('status')
    .execute();
  const counts = new Map(rows.map(({ status, count }) => [status, count]));
  return { pending: counts.get('pending') ?? 0, failed: counts.get('failed') ?? 0 };
}

/** Drops what was settled before that time. Returns how many. */
export async function forgetNotifications(
  db: Kysely<Database>,
  before: Readonly<Record<Exclude<NotificationStatus, 'pending'>, Date>>,
): Promise<number> {
  let dropped = 0;
  for (const status of ['delivered', 'failed'] as const) {
    const { numDeletedRows } = await db
      .deleteFrom('notification')
      .where('status', '=', status)
      .where('settled_at', '<', before[status])
      .executeTakeFirst();
    dropped += Number(numDeletedRows);
  }
  return dropped;
}

/** What no webhook is there for any more. Returns how many. */
export async function failUnknownWebhooks(
  db: Kysely<Database>,
  known: readonly string[],
  before: Date,
): Promise<number> {
  let query = db
    .updateTable('notification')
    .set({ status: 'failed', last_answer: 'the webhook is not configured', settled_at: sql<Date>`now()` })
    .where('status', '=', 'pending')
    .where('at', '<', before);
  if (known.length > 0) query = query.where('webhook', 'not in', known);
  const { numUpdatedRows } = await query.executeTakeFirst();
  return Number(numUpdatedRows);
}
