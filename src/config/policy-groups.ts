/** What groups are like that SCIM creates in Genesys Cloud; groups that exist already keep what they have. */

import { z } from 'zod';

const GENESYS_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Genesys Cloud takes no more. */
const MOST_OWNERS = 50;

export const groupsSchema = z
  .strictObject({
    type: z.enum(['official', 'social']).default('official'),
    visibility: z.enum(['public', 'owners', 'members']).default('public'),
    /** Genesys user ids; owners do not become members. */
    ownerIds: z
      .array(z.string().regex(GENESYS_ID, 'must be the id of a Genesys Cloud user'))
      .max(MOST_OWNERS)
      .default([]),
    /** Whether roles can be given to the group in Genesys Cloud: its members then hold them. */
    rolesEnabled: z.boolean().default(false),
  })
  .prefault({});

export type GroupsPolicy = z.infer<typeof groupsSchema>;
