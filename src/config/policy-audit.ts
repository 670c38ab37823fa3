/** How long the audit trail is kept, and how often it is verified: the section `audit`. */

import { z } from 'zod';
import { duration } from './duration.ts';

export const auditSchema = z
  .strictObject({
    /** Milliseconds after which entries are dropped; for ever unless given. */
    keep: duration().optional(),
    /** Milliseconds between two verifications of the whole trail. */
    verify: z.union([z.literal('never'), duration()]).prefault('1d'),
  })
  .prefault({});
