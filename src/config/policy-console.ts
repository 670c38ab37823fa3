/** The console and who signs in to it: the section `console`. */

import { z } from 'zod';
import { duration } from './duration.ts';

const sessionsSchema = z
  .strictObject({
    /** Milliseconds without a request after which a session ends. */
    idle: duration().prefault('30m'),
    /** Milliseconds after which a session ends in any case. */
    longest: duration().prefault('12h'),
  })
  .refine(({ idle, longest }) => idle <= longest, 'must not have an idle time above the longest time')
  .refine(({ idle }) => idle >= 60_000, 'must have an idle time of at least 1m');

/** Values of the claim that give a role; of several roles the highest counts. */
const roleValues = z.array(z.string().min(1)).default([]);

const oidcSchema = z.strictObject({
  /** What the button says. */
  name: z.string().trim().min(1).max(40).default('Single sign-on'),
  /** As the provider spells it; its discovery document lies below. */
  issuer: z.string().min(1),
  clientId: z.string().min(1),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be a scope without spaces'))
    .default(['openid', 'profile', 'email'])
    .refine((scopes) => scopes.includes('openid'), "must include 'openid'"),
  /** Name of the claim; or a path with dots to one inside other claims. */
  rolesClaim: z.string().min(1).default('groups'),
  /** How strongly somebody has to have proved who they are, as the ID token says (OpenID Connect Core section 2). */
  require: z
    .strictObject({
      /** One of these; the provider is asked for them. */
      acr: z.array(z.string().regex(/^\S+$/, 'must be a name without spaces')).min(1).exactOptional(),
      /** All of these, such as `mfa` (RFC 8176). */
      amr: z.array(z.string().min(1)).min(1).exactOptional(),
    })
    .default({}),
  roles: z
    .strictObject({ viewer: roleValues, operator: roleValues, administrator: roleValues })
    .refine((roles) => Object.values(roles).flat().length > 0, 'must give somebody a role'),
});

export type OidcPolicy = z.infer<typeof oidcSchema>;

export const consoleSchema = z
  .strictObject({
    /** Off: nothing is served below /console, and no session is taken anywhere. */
    enabled: z.boolean().default(true),
    sessions: sessionsSchema.prefault({}),
    /** An OpenID provider for administrators; its client secret comes from the environment. */
    oidc: oidcSchema.exactOptional(),
  })
  .prefault({});

export type ConsolePolicy = z.infer<typeof consoleSchema>;
