/** What a named benchmark is, and how its figures are printed. */

/** One figure. Outside its limit the whole run fails. */
export interface Figure {
  readonly measure: string;
  readonly value: number | string;
  readonly unit?: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

export interface Benchmark {
  /** One sentence: what is measured, on what. */
  readonly about: string;
  /** @param options what stood on the command line with two dashes, such as `--soak` */
  run(options: ReadonlySet<string>): Promise<readonly Figure[]>;
}

/** Value below which this share of the sorted values lies. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function isWithinLimit({ value, atMost, atLeast }: Figure): boolean {
  if (typeof value === 'string') return true;
  return (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast);
}

function showValue(value: number | string): string {
  if (typeof value === 'string' || Number.isInteger(value)) return String(value);
  return value.toFixed(value < 100 ? 2 : 0);
}

function showLimit(figure: Figure): string {
  const { atMost, atLeast } = figure;
  if (atMost === undefined && atLeast === undefined) return '';
  const limit = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
  return `${limit}${isWithinLimit(figure) ? '' : '  MISSED'}`;
}

/** Lines of a table with the columns measure, value, unit and limit. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.measure,
    showValue(figure.value),
    figure.unit ?? '',
    showLimit(figure),
  ]);
  const width = (column: number) => Math.max(...rows.map((row) => (row[column] ?? '').length));
  const [measure, value, unit] = [width(0), width(1), width(2)];
  return rows
    .map(([a = '', b = '', c = '', d = '']) =>
      `${a.padEnd(measure)}  ${b.padStart(value)}  ${c.padEnd(unit)}  ${d}`.trimEnd(),
    )
    .join('\n');
}
