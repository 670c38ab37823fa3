/** Genesys' names are unique regardless of case; its name filters find more than the exact one. */
export function isSameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
