/** What is sent: JSON by Standard Webhooks, or a Security Event Token with a SCIM event (RFC 9967, RFC 8417). */

import { createHmac } from 'node:crypto';
import { SignJWT } from 'jose';
import { z } from 'zod';
import type { NotificationEvent } from '../config/policy-notifications.ts';
import type { Webhook } from '../config/webhooks.ts';
import type { Notification } from '../store/notifications.ts';

interface Body {
  readonly contentType: string;
  readonly text: string;
}

const TYPES: Readonly<Record<NotificationEvent, string>> = {
  lockedOut: 'offboarding.locked_out',
  complete: 'offboarding.complete',
  stuck: 'offboarding.stuck',
  restored: 'offboarding.restored',
  guardTripped: 'guard.tripped',
};

function isEvent(event: string): event is NotificationEvent {
  return Object.hasOwn(TYPES, event);
}

function writeJson({ event, at, data }: Notification): Body {
  const type = isEvent(event) ? TYPES[event] : event;
  return {
    contentType: 'application/json',
    text: JSON.stringify({ type, timestamp: at.toISOString(), data }),
  };
}

const journeySchema = z.object({ kind: z.string(), requestId: z.string() });

/** RFC 9967 sections 2.4.4 to 2.4.6: to SCIM who was deleted is gone, not merely deactivated. */
function scimEventOf({ event }: Notification, kind: string): string {
  const name = event === 'restored' ? 'activate' : kind === 'delete' ? 'delete' : 'deactivate';
  return `urn:ietf:params:scim:event:prov:${name}`;
}

/** The same text at every attempt, since nothing in it depends on when it is sent. */
async function writeToken(notification: Notification, webhook: Webhook): Promise<Body> {
  const { id, subject = '', at } = notification;
  const { kind, requestId } = journeySchema.parse(notification.data);
  const [secret] = webhook.secrets;
  if (secret === undefined) throw new Error(`webhook ${webhook.name} has no secret`);
  const seconds = Math.floor(at.getTime() / 1_000);
  const text = await new SignJWT({
    iss: webhook.issuer ?? '',
    aud: webhook.audience,
    jti: id,
    iat: seconds,
    toe: seconds,
    txn: requestId,
    sub_id: { format: 'scim', uri: `/Users/${subject}` },
    events: { [scimEventOf(notification, kind)]: {} },
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'secevent+jwt' })
    .sign(secret);
  return { contentType: 'application/secevent+jwt', text };
}

/** Standard Webhooks, symmetric signatures: one for each secret, so that a receiver may know either. */
function sign(id: string, timestamp: string, text: string, secrets: readonly Buffer[]): string {
  return secrets
    .map(
      (secret) => `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${text}`).digest('base64')}`,
    )
    .join(' ');
}

export interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `sentAt`: of this attempt, against replays. */
export async function writeMessage(
  notification: Notification,
  webhook: Webhook,
  sentAt: Date,
): Promise<Message> {
  const { contentType, text } =
    webhook.format === 'scim' ? await writeToken(notification, webhook) : writeJson(notification);
  const timestamp = String(Math.floor(sentAt.getTime() / 1_000));
  return {
    headers: {
      'content-type': contentType,
      accept: 'application/json',
      'user-agent': 'genesys-scim-bridge',
      'webhook-id': notification.id,
      'webhook-timestamp': timestamp,
      'webhook-signature': sign(notification.id, timestamp, text, webhook.secrets),
    },
    body: text,
  };
}
