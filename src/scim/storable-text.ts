/**
 * JSON text may hold what no database and no other system keeps: U+0000, and halves of surrogate pairs, which are no
 * Unicode (RFC 7493 section 2.1).
 */
export function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}
