import { badRequest } from './platform-error.ts';

/** A cursor that clients cannot read, for a position in a listing of this kind. */
export function encodeCursor(kind: string, position: number): string {
  return Buffer.from(`${kind}:${position}`).toString('base64url');
}

/** The position that the cursor of the query stands for, undefined without one; 400 for what is none of this kind. */
export function readCursor(query: URLSearchParams, kind: string): number | undefined {
  const text = query.get('cursor');
  if (text === null || text === '') return undefined;
  const [of, position, ...rest] = Buffer.from(text, 'base64url').toString('utf8').split(':');
  if (of === kind && rest.length === 0 && /^[0-9]{1,9}$/.test(position ?? '')) return Number(position);
  throw badRequest("Query parameter 'cursor' is not a cursor.", 'invalid.query.param.value');
}
