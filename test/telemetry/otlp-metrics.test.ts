import { DataPointType } from '@opentelemetry/sdk-metrics';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { RegistryProducer } from '../../src/telemetry/otlp-metrics.ts';

describe('RegistryProducer', () => {
  it('tells what the registry tells: counters, gauges, and buckets that are no longer cumulative', async () => {
    const registers = [new Registry()];
    new Counter({ name: 'c_total', help: 'count', labelNames: ['step'], registers }).inc({ step: 'a' }, 3);
    new Gauge({ name: 'g', help: 'gauge', registers }).set(7.5);
    const histogram = new Histogram({
      name: 'h',
      help: 'times',
      labelNames: ['way'],
      buckets: [1, 2],
      registers,
    });
    for (const seconds of [0.5, 1.5, 1.6, 9]) histogram.observe({ way: 'in' }, seconds);
    histogram.observe({ way: 'out' }, 0.25);
    const producer = new RegistryProducer(async () => (await registers[0]?.getMetricsAsJSON()) ?? []);
    const { resourceMetrics } = await producer.collect();
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    expect(metrics).toMatchObject([
      {
        descriptor: { name: 'c_total', description: 'count' },
        dataPointType: DataPointType.SUM,
        isMonotonic: true,
        dataPoints: [{ attributes: { step: 'a' }, value: 3 }],
      },
      { descriptor: { name: 'g' }, dataPointType: DataPointType.GAUGE, dataPoints: [{ value: 7.5 }] },
      {
        descriptor: { name: 'h' },
        dataPointType: DataPointType.HISTOGRAM,
        dataPoints: [
          {
            attributes: { way: 'in' },
            value: { buckets: { boundaries: [1, 2], counts: [1, 2, 1] }, count: 4 },
          },
          {
            attributes: { way: 'out' },
            value: { buckets: { boundaries: [1, 2], counts: [1, 0, 0] }, sum: 0.25, count: 1 },
          },
        ],
      },
    ]);
  });
});
