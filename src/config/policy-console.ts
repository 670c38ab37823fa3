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

export const consoleSchema = z
  .strictObject({
    /** Off: nothing is served below /console, and no session is taken anywhere. */
    enabled: z.boolean().default(true),
    sessions: sessionsSchema.prefault({}),
  })
  .prefault({});
