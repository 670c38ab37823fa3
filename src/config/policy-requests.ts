/** Which SCIM requests an instance remembers for administrators to look at: the section `requests`. */

import { z } from 'zod';

export const requestsSchema = z
  .strictObject({
    /** The last so many; 0 remembers none. */
    keep: z.number().int().min(0).max(10_000).default(500),
    /** Bytes up to which a body is remembered with its request; 0 remembers none. */
    bodyBytes: z.number().int().min(0).max(1_048_576).default(16_384),
  })
  .prefault({});
