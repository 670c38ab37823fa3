/** How people get from SCIM to Genesys Cloud. */

import { isSupportedCountry } from 'libphonenumber-js';
import { z } from 'zod';
import { groupsSchema } from './policy-groups.ts';

/** Attributes without a place in Genesys that the bridge can keep; the last two are of the enterprise extension. */
export const KEEPABLE_ATTRIBUTES = [
  'name',
  'nickName',
  'profileUrl',
  'userType',
  'locale',
  'timezone',
  'preferredLanguage',
  'addresses',
  'phoneNumbers',
  'emails',
  'costCenter',
  'organization',
] as const;

const name = z.string().min(1, 'must not be empty');

export const provisioningSchema = z
  .strictObject({
    emailDomain: z
      .string()
      .regex(/^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'must be a domain such as example.com')
      .optional(),
    division: name.default('Home'),
    /** Where SCIM's roles are granted; `*` stands for all divisions. */
    roleDivision: name.default('Home'),
    defaultRoles: z.array(name).default(['employee']),
    /** Of phone numbers in national form; without it only international ones reach Genesys. */
    defaultCountry: z
      .string()
      .refine(isSupportedCountry, 'must be a country of ISO 3166-1 alpha-2 such as DE')
      .optional(),
    keep: z.array(z.enum(KEEPABLE_ATTRIBUTES)).default([...KEEPABLE_ATTRIBUTES]),
    groups: groupsSchema,
  })
  .prefault({});
