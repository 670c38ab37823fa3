/** The guard against mass deactivations by mistake: the section `guard`. */

import { z } from 'zod';
import { duration } from './duration.ts';

export const guardSchema = z.union(
  [
    z.literal('off'),
    z.strictObject({
      /** So many people a client may deactivate or delete within the window. */
      deactivations: z.number().int().min(1).max(1_000_000).default(50),
      /** Milliseconds. */
      within: duration().prefault('1h'),
    }),
  ],
  'must be off, or { deactivations: 50, within: 1h }',
);

export type GuardSettings = z.infer<typeof guardSchema>;
