import { z } from 'zod';

export interface WebhookSecret {
  /** Name of the webhook. */
  readonly webhook: string;
  readonly key: Buffer;
}

/** As Standard Webhooks writes them: 24 to 64 bytes. */
const ENTRY = /^([\w.-]{1,32}):whsec_([A-Za-z0-9+/]{32,88}={0,2})$/;
const LEAST_BYTES = 24;
const MOST_BYTES = 64;

/** `NAME:whsec_BASE64`, several with commas; of several with one name all sign. */
export function webhookSecrets() {
  return z.string().transform((text, context) => {
    const secrets = text.split(',').map((entry) => {
      const [, webhook = '', encoded = ''] = ENTRY.exec(entry.trim()) ?? [];
      return { webhook, key: Buffer.from(encoded, 'base64') };
    });
    if (secrets.every(({ key }) => key.length >= LEAST_BYTES && key.length <= MOST_BYTES)) return secrets;
    context.addIssue(
      'must be NAME:whsec_SECRET, with SECRET 24 to 64 random bytes in base64 (openssl rand -base64 32); several are separated by commas',
    );
    return z.NEVER;
  });
}
