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

function tidy(message: string): string {
  const oneLine = message.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return oneLine.length > LONGEST ? `${oneLine.slice(0, LONGEST)}...` : oneLine;
}

export function readErrorBody(data: unknown): ErrorBody {
  const parsed = schema.safeParse(data);
  if (!parsed.success) return {};
  const { code, message, messageWithParams, error, description, error_description } = parsed.data;
  const said = message ?? messageWithParams ?? description ?? error_description;
  return { code: code ?? error, message: said === undefined ? undefined : tidy(said) };
}
