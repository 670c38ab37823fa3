/** The suite runs short versions; `npm run test:chaos` the long ones, and prints figures. */

const isLong = process.env.CHAOS_TESTS !== undefined;

export function longOrShort<T>(long: T, short: T): T {
  return isLong ? long : short;
}

/** Long runs share the machine with others. */
export const PREPARED_WITHIN_MS = longOrShort(300_000, 60_000);

/** One line of figures for people to read. */
export function report(what: string, figures: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${what}: ${JSON.stringify(figures)}\n`);
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
