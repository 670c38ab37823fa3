/** What a chart shows: values over time, each series told apart by more than its colour. */

export interface Series {
  readonly name: string;
  /** Name of the custom property with its colour, without the dashes. */
  readonly colour: 'accent' | 'good' | 'warn';
  /** One for each time. */
  readonly values: readonly number[];
}

/** Bars stand side by side, points do not overlap. */
export type Shape = 'bars' | 'line';

/** In words, for whoever does not see the chart: the whole and the highest of each series. */
export function describeSeries(series: readonly Series[], unit: string): string {
  return series
    .map(({ name, values }) => {
      const sum = values.reduce((total, value) => total + value, 0);
      return `${name}: ${sum} in all, ${Math.max(0, ...values)} at most ${unit}`;
    })
    .join('; ');
}
