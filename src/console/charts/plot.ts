/** Draws series with uPlot, which sets its styles from code and so needs no exception in the policy for content. */

import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { resolveColour } from './colour.ts';
import type { Series, Shape } from './series.ts';

export interface Plot {
  readonly times: readonly Date[];
  readonly series: readonly Series[];
  readonly shape: Shape;
  readonly formatTime: (at: Date) => string;
}

const HEIGHT = 180;
const BAR_WIDTH = 0.36;
const HAIR = 1;

function dataOf({ times, series }: Plot): uPlot.AlignedData {
  return [times.map((at) => at.getTime() / 1_000), ...series.map(({ values }) => [...values])];
}

function pathOf(shape: Shape, index: number): Partial<uPlot.Series> {
  const paths =
    shape === 'bars' ? uPlot.paths.bars?.({ size: [BAR_WIDTH], align: index === 0 ? -1 : 1 }) : undefined;
  return { points: { show: false }, ...(paths === undefined ? {} : { paths }) };
}

function optionsOf(plot: Plot, box: HTMLElement): uPlot.Options {
  const [text, line] = [resolveColour(box, 'text-quiet'), resolveColour(box, 'line')];
  const axis: uPlot.Axis = {
    stroke: text,
    grid: { stroke: line, width: HAIR },
    ticks: { stroke: line, width: HAIR },
    font: `12px ${getComputedStyle(box).fontFamily}`,
  };
  return {
    width: box.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_chart, _min, max) => [0, Math.max(1, max * 1.1)] } },
    axes: [
      {
        ...axis,
        values: (_chart, splits) => splits.map((seconds) => plot.formatTime(new Date(seconds * 1_000))),
      },
      { ...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000] },
    ],
    series: [
      {},
      ...plot.series.map(({ name, colour }, index) => {
        const stroke = resolveColour(box, colour);
        return {
          label: name,
          stroke,
          width: plot.shape === 'bars' ? 0 : 2,
          ...(plot.shape === 'bars' ? { fill: stroke } : {}),
          ...pathOf(plot.shape, index),
        };
      }),
    ],
  };
}

/** Draws into a box and follows its width; gives what draws newer values and what takes everything away. */
export function drawPlot(box: HTMLElement, plot: Plot): { update: (plot: Plot) => void; remove: () => void } {
  const chart = new uPlot(optionsOf(plot, box), dataOf(plot), box);
  const watcher = new ResizeObserver(() => chart.setSize({ width: box.clientWidth, height: HEIGHT }));
  watcher.observe(box);
  return {
    update: (newer) => chart.setData(dataOf(newer)),
    remove: () => {
      watcher.disconnect();
      chart.destroy();
    },
  };
}
