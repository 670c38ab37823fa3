/** How long the audit trail is kept: the section `audit`. */

import { z } from 'zod';
import { duration } from './duration.ts';

export const auditSchema = z
  .strictObject({
    /** Milliseconds after which entries are dropped; for ever unless given. */
    keep: duration().optional(),
  })
  .prefault({});
