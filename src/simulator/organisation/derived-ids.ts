import { createHash } from 'node:crypto';

/** A UUID that always belongs to the same thing, for what is computed from other records instead of kept. */
export function derivedId(kind: string, of: string): string {
  const hex = createHash('sha1').update(`${kind}\u0000${of}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
