/** The webhooks of the policy with their secrets from the environment. */

import { isConfidential } from './confidential-url.ts';
import { invalidConfiguration } from './invalid.ts';
import { findNearest } from './nearest.ts';
import {
  NOTIFICATION_EVENTS,
  type NotificationEvent,
  type NotificationPolicy,
} from './policy-notifications.ts';
import type { WebhookSecret } from './webhook-secrets.ts';

export interface Webhook {
  readonly name: string;
  /** May hold a secret in path or query: for requests only, never for logs. */
  readonly url: URL;
  readonly events: readonly NotificationEvent[];
  readonly format: 'standard' | 'scim';
  /** At least one; the first signs tokens, all sign the message. */
  readonly secrets: readonly Buffer[];
  /** Claims of a Security Event Token. */
  readonly issuer: string | undefined;
  readonly audience: string;
}

/** What RFC 9967 has an event for. */
const SCIM_EVENTS: readonly NotificationEvent[] = ['lockedOut', 'restored'];
const SECRETS = 'BRIDGE_WEBHOOK_SECRETS';

function readUrl(key: string, text: string): URL {
  const url = URL.parse(text);
  const isUsable = url !== null && url.username === '' && url.password === '' && url.hash === '';
  if (!isUsable) throw invalidConfiguration(key, 'must be a URL without user and fragment');
  if (isConfidential(url)) return url;
  throw invalidConfiguration(key, 'must be an https URL, unless it leads to this machine');
}

function readEvents(
  key: string,
  { format, events }: NotificationPolicy['webhooks'][string],
): readonly NotificationEvent[] {
  const known = format === 'scim' ? SCIM_EVENTS : NOTIFICATION_EVENTS;
  const unknown = events?.find((event) => !known.includes(event));
  if (unknown === undefined) return events ?? known;
  throw invalidConfiguration(key, `has '${unknown}', for which there is no SCIM event: leave it out`);
}

/** Throws `config.invalid` for what cannot be sent, and for secrets that nothing uses. */
export function resolveWebhooks(
  { webhooks }: NotificationPolicy,
  secrets: readonly WebhookSecret[] = [],
  baseUrl?: string,
): readonly Webhook[] {
  const names = Object.keys(webhooks);
  const stray = secrets.find(({ webhook }) => !names.includes(webhook));
  if (stray !== undefined) {
    const nearest = findNearest(stray.webhook, names);
    throw invalidConfiguration(
      SECRETS,
      `names '${stray.webhook}', which is no webhook of the policy`,
      nearest,
    );
  }
  return Object.entries(webhooks).map(([name, settings]) => {
    const key = `notifications.webhooks.${name}`;
    const url = readUrl(`${key}.url`, settings.url);
    const keys = secrets.filter(({ webhook }) => webhook === name).map((secret) => secret.key);
    if (keys.length === 0) throw invalidConfiguration(key, `has no secret: give one in ${SECRETS}`);
    if (settings.format === 'scim' && baseUrl === undefined) {
      throw invalidConfiguration(key, 'needs BRIDGE_BASE_URL: it is the issuer of a Security Event Token');
    }
    return {
      name,
      url,
      events: readEvents(`${key}.events`, settings),
      format: settings.format,
      secrets: keys,
      issuer: baseUrl,
      audience: settings.audience ?? url.origin,
    };
  });
}
