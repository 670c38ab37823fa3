/** What an installation sets for each SCIM client, by the name that its token was created with. */

import { z } from 'zod';
import { addressRange } from './address-range.ts';
import { guardSchema } from './policy-guard.ts';
import { offboardingOverrideSchema } from './policy-offboarding.ts';

/** Seconds' worth of requests that a client may send at once, unless `burst` says otherwise. */
const BURST_SECONDS = 10;

const rateSchema = z
  .strictObject({
    /** Requests a second, on average; Entra ID asks for at least 25. */
    perSecond: z.number().positive().max(100_000).default(50),
    /** Requests that may come at once after a quiet time. */
    burst: z.number().int().min(1).max(1_000_000).optional(),
  })
  .transform(({ perSecond, burst = Math.ceil(perSecond * BURST_SECONDS) }) => ({ perSecond, burst }));

/** How a client proves itself with a signed JWT (RFC 7523) instead of a secret. */
const oauthSchema = z
  .strictObject({
    /** Where its public keys are, as a JSON Web Key Set. */
    jwksUrl: z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
      .refine((url) => new URL(url).username === '', 'must be a URL without user and password')
      .exactOptional(),
    jwksFile: z.string().min(1).exactOptional(),
    /** `iss` and `sub` of its assertions; the client's name unless given. */
    issuer: z.string().min(1).exactOptional(),
    subject: z.string().min(1).exactOptional(),
    /** `aud` of its assertions; the bridge's own URL or that of its token endpoint unless given. */
    audience: z.string().min(1).exactOptional(),
    /** Name its externalIds are kept under; the client's name unless given. */
    authority: z.string().min(1).max(100).exactOptional(),
    scopes: z.array(z.enum(['users', 'groups', 'read'])).min(1),
  })
  .refine(
    ({ jwksUrl, jwksFile }) => (jwksUrl === undefined) !== (jwksFile === undefined),
    'needs jwksUrl or jwksFile, and not both',
  );

const clientSchema = z.strictObject({
  /** Status of a PATCH that succeeded: 200 with the resource, or 204 without. */
  patchAnswer: z.literal([200, 204]).default(200),
  rate: rateSchema.prefault({}),
  /** Writes go nowhere: the answer is what it would have been, and the plan is logged and audited. */
  dryRun: z.boolean().default(false),
  /** `own`: the client sees and changes only the people whom it created or adopted. */
  scope: z.enum(['all', 'own']).default('all'),
  /** Every write is refused with 403. */
  readOnly: z.boolean().default(false),
  /** What differs from the section `offboarding` for leavers and returners of this client. */
  offboarding: offboardingOverrideSchema.exactOptional(),
  /** Instead of the section `guard`. */
  guard: guardSchema.exactOptional(),
  oauth: oauthSchema.exactOptional(),
  /** Where it may call from; anywhere unless given. */
  addresses: z.array(addressRange()).min(1).exactOptional(),
});

export const clientsSchema = z
  .record(z.string().min(1, 'must be the name of a client'), clientSchema)
  .default({});

export type ClientPolicies = z.infer<typeof clientsSchema>;
type ClientPolicy = z.infer<typeof clientSchema>;

const DEFAULTS: ClientPolicy = clientSchema.parse({});

/** The settings of the client with this name; the defaults for one that the policy does not name. */
export function settingsOf(clients: ClientPolicies, name: string): ClientPolicy {
  return (Object.hasOwn(clients, name) ? clients[name] : undefined) ?? DEFAULTS;
}
