/** Whom no erasure may touch: the section `erasure`. */

import { z } from 'zod';

export const erasureSchema = z
  .strictObject({
    /** Genesys ids and e-mail addresses of people under legal hold. */
    legalHold: z.array(z.string().trim().min(1)).default([]),
    /** A file with further ones, one to a line; read at every request, so that a hold counts at once. */
    legalHoldFile: z.string().min(1).optional(),
  })
  .prefault({});

export type ErasurePolicy = z.infer<typeof erasureSchema>;
