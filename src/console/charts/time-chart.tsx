import { useEffect, useRef } from 'preact/hooks';
import { DataTable } from '../parts/data-table.tsx';
import { useColourScheme } from './colour.ts';
import { drawPlot, type Plot } from './plot.ts';
import { describeSeries } from './series.ts';

interface TimeChartProps extends Plot {
  readonly title: string;
  /** "on a day" */
  readonly unit: string;
}

/** A chart with its values in words and as a table. */
export function TimeChart({ title, unit, ...plot }: TimeChartProps) {
  const { times, series, formatTime } = plot;
  return (
    <figure class="chart" aria-label={title}>
      <ul class="chart-legend">
        {series.map(({ name, colour }) => (
          <li key={name}>
            <span class={`chart-key chart-key-${colour}`} aria-hidden="true" />
            {name}
          </li>
        ))}
      </ul>
      <Canvas plot={plot} />
      <figcaption class="quiet">{describeSeries(series, unit)}</figcaption>
      <details>
        <summary>As a table</summary>
        <DataTable
          caption={title}
          rows={times.map((at, index) => ({ at, index }))}
          keyOf={({ at }) => at.toISOString()}
          empty="Nothing yet."
          columns={[
            { title: 'Time', isRowHeader: true, cell: ({ at }) => formatTime(at) },
            ...series.map(({ name, values }) => ({
              title: name,
              isNumber: true,
              cell: ({ index }: { readonly index: number }) => values[index] ?? 0,
            })),
          ]}
        />
      </details>
    </figure>
  );
}

function Canvas({ plot }: { readonly plot: Plot }) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<ReturnType<typeof drawPlot> | undefined>(undefined);
  const latest = useRef(plot);
  latest.current = plot;
  const scheme = useColourScheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours of a canvas are painted, so it is made anew
  useEffect(() => {
    if (box.current === null) return;
    drawn.current = drawPlot(box.current, latest.current);
    return () => drawn.current?.remove();
  }, [scheme]);
  useEffect(() => drawn.current?.update(plot), [plot]);
  return <div ref={box} class="chart-canvas" aria-hidden="true" />;
}
