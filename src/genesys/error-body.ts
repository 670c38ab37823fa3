import { z } from 'zod';

/** The parts of Genesys' ErrorBody, and of an OAuth error, that say what went wrong; all are optional. */
export interface ErrorBody {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
}

const LONGEST = 500;

const text = z.string().optional().catch(undefined);
const schema = z.object({
  code: text,
  message: text,
  messageWithParams: text,
  error: text,
  description: text,
  error_description: text,
});

/** One line, and whole characters only: the database keeps no half of a surrogate pair. */
function tidy(text: string): string {
  const oneLine = text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
  const short = oneLine.length > LONGEST ? `${oneLine.slice(0, LONGEST)}...` : oneLine;
  return short.toWellFormed();
}

export function readErrorBody(data: unknown): ErrorBody {
  const parsed = schema.safeParse(data);
  if (!parsed.success) return {};
  const { code, message, messageWithParams, error, description, error_description } = parsed.data;
  const said = message ?? messageWithParams ?? description ?? error_description;
  const named = code ?? error;
  return {
    code: named === undefined ? undefined : tidy(named),
    message: said === undefined ? undefined : tidy(said),
  };
}
