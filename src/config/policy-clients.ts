/** What an installation sets for each SCIM client, by the name that its token was created with. */

import { z } from 'zod';
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

const clientSchema = z.strictObject({
  /** Status of a PATCH that succeeded: 200 with the resource, or 204 without. */
  patchAnswer: z.literal([200, 204]).default(200),
  rate: rateSchema.prefault({}),
  /** What differs from the section `offboarding` for leavers and returners of this client. */
  offboarding: offboardingOverrideSchema.exactOptional(),
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
