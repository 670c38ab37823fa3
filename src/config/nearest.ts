/** The candidate that differs least from `name` (without case), or `undefined` when none is near. */
export function findNearest(
  name: string,
  candidates: Iterable<string>,
  limit = Math.max(3, Math.ceil(name.length / 3)),
): string | undefined {
  let nearest: string | undefined;
  let smallest = limit + 1;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance >= smallest) continue;
    smallest = distance;
    nearest = candidate;
  }
  return nearest;
}

/** Levenshtein distance: how many single characters to add, drop or change. */
export function editDistance(from: string, to: string): number {
  const letters = [...to];
  let row = Array.from({ length: letters.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (const [column, other] of letters.entries()) {
      const changed = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
