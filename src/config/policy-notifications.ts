/** Who is told of what: the section `notifications`. The secrets come from the environment; see webhooks.ts. */

import { z } from 'zod';

export const NOTIFICATION_EVENTS = ['lockedOut', 'complete', 'stuck', 'restored', 'guardTripped'] as const;

export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number];

const webhookSchema = z.strictObject({
  /** Checked where it is resolved: it may hold a secret, which an error must not show. */
  url: z.string().min(1),
  /** `scim`: a Security Event Token with a SCIM event (RFC 9967) instead of JSON of our own. */
  format: z.enum(['standard', 'scim']).default('standard'),
  /** All that the format knows unless given. */
  events: z.array(z.enum(NOTIFICATION_EVENTS)).min(1).exactOptional(),
  /** `aud` of a Security Event Token; the origin of the URL unless given. */
  audience: z.string().min(1).exactOptional(),
});

export const notificationsSchema = z
  .strictObject({
    webhooks: z
      .record(
        z.string().regex(/^[a-z0-9][a-z0-9._-]{0,31}$/i, 'must be a name of letters, digits and ._-'),
        webhookSchema,
      )
      .default({}),
  })
  .prefault({});

export type NotificationPolicy = z.infer<typeof notificationsSchema>;
