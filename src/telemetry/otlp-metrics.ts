/**
 * The Prometheus metrics as OpenTelemetry's metrics: read from the one registry whenever they are sent, so that both
 * ways out always tell the same under the same names.
 */

import { ValueType } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type CollectionResult,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { MetricObjectWithValues, MetricValue, MetricValueWithName } from 'prom-client';

export type RegistrySnapshot = readonly MetricObjectWithValues<MetricValue<string>>[];

type Time = DataPoint<number>['startTime'];
type Series = MetricValue<string> | MetricValueWithName<string>;

function toTime(ms: number): Time {
  return [Math.floor(ms / 1_000), Math.round((ms % 1_000) * 1e6)];
}

function attributesOf({ labels }: Series): Record<string, string | number> {
  const attributes: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(labels)) {
    if (name !== 'le' && value !== undefined) attributes[name] = value;
  }
  return attributes;
}

/** The series of a histogram by their labels: cumulative buckets, sum and count become one value. */
function toHistograms(values: readonly Series[], times: readonly [Time, Time]): DataPoint<Histogram>[] {
  const groups = new Map<string, Series[]>();
  for (const value of values) {
    const key = JSON.stringify(attributesOf(value));
    groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return [...groups.values()].map((group) => toHistogram(group, times));
}

function toHistogram(group: readonly Series[], [startTime, endTime]: readonly [Time, Time]) {
  const boundaries: number[] = [];
  const counts: number[] = [];
  let below = 0;
  let sum = 0;
  let count = 0;
  for (const series of group) {
    const { le } = series.labels;
    if (le !== undefined) {
      if (Number.isFinite(Number(le))) boundaries.push(Number(le));
      counts.push(series.value - below);
      below = series.value;
    } else if ('metricName' in series && series.metricName?.endsWith('_sum')) sum = series.value;
    else count = series.value;
  }
  const [first] = group;
  const attributes = first === undefined ? {} : attributesOf(first);
  return { startTime, endTime, attributes, value: { buckets: { boundaries, counts }, sum, count } };
}

function toMetric(
  metric: MetricObjectWithValues<MetricValue<string>>,
  times: readonly [Time, Time],
): MetricData | undefined {
  const { name, help, values } = metric;
  const base = {
    descriptor: { name, description: help, unit: '', valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  const [startTime, endTime] = times;
  const points = () =>
    values.map((value) => ({ startTime, endTime, attributes: attributesOf(value), value: value.value }));
  // As strings: prom-client declares numbers.
  switch (String(metric.type)) {
    case 'counter':
      return { ...base, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: points() };
    case 'gauge':
      return { ...base, dataPointType: DataPointType.GAUGE, dataPoints: points() };
    case 'histogram':
      return { ...base, dataPointType: DataPointType.HISTOGRAM, dataPoints: toHistograms(values, times) };
    default:
      return undefined;
  }
}

export class RegistryProducer implements MetricProducer {
  readonly #read: () => Promise<RegistrySnapshot>;
  readonly #startedAt = toTime(performance.timeOrigin);

  constructor(read: () => Promise<RegistrySnapshot>) {
    this.#read = read;
  }

  async collect(): Promise<CollectionResult> {
    const snapshot = await this.#read();
    const times = [this.#startedAt, toTime(Date.now())] as const;
    const metrics = snapshot.flatMap((metric) => toMetric(metric, times) ?? []);
    const scopeMetrics = [{ scope: { name: 'genesys-scim-bridge' }, metrics }];
    return { resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors: [] };
  }
}
