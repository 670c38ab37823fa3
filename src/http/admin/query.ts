import { z } from 'zod';
import { BridgeError } from '../../errors.ts';

/** How many entries an answer has at most. */
export const limit = z.coerce
  .number('must be a whole number from 1 to 500')
  .int('must be a whole number from 1 to 500')
  .min(1)
  .max(500)
  .default(100);

/** The parameters of a request of the admin API; an unknown one or a bad value is 400. */
export function parseQuery<T>(schema: z.ZodType<T>, query: unknown): T {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BridgeError(`Query parameter '${issue?.path.join('.') ?? ''}': ${issue?.message ?? 'invalid'}`, {
    code: 'admin.bad-query',
    status: 400,
  });
}

/** A date or a time in a query. */
export const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], 'must be a date or a time such as 2026-01-31')
  .transform((text) => new Date(text));
