import type { z } from 'zod';
import { BridgeError } from '../../errors.ts';

/** The body of a request of the admin API; none at all counts as an empty object, an unknown field is 400. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new BridgeError(
    `${where === '' ? 'The body' : `'${where}' in the body`}: ${issue?.message ?? 'invalid'}`,
    { code: 'admin.bad-body', status: 400 },
  );
}
