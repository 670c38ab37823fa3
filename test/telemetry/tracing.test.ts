import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Combiner } from '../../src/genesys/combiner.ts';
import { createClock } from '../../src/genesys/governor/clock.ts';
import { Gate } from '../../src/genesys/governor/gate.ts';
import {
  activeSpanContext,
  activeTraceparent,
  isTracing,
  runDetached,
  runInSpan,
  type Span,
  SpanKind,
  startSpan,
  useTracer,
} from '../../src/telemetry/tracing.ts';

const PLAN = { name: 'work', kind: SpanKind.INTERNAL, attributes: {} };

function begin(): Span {
  const span = startSpan(PLAN);
  if (span === undefined) throw new Error('tracing is off');
  return span;
}

describe('tracing that is off', () => {
  it('makes nothing', () => {
    expect(isTracing()).toBe(false);
    expect(startSpan(PLAN)).toBeUndefined();
    expect(activeSpanContext()).toBeUndefined();
    expect(activeTraceparent()).toBeUndefined();
    expect(runInSpan(undefined, () => 1)).toBe(1);
  });

  it('does not load the SDK', () => {
    const script = `
      import { createRequire } from 'node:module';
      import { startExport } from '${new URL('../../src/telemetry/export.ts', import.meta.url).href}';
      await import('${new URL('../../src/http/app.ts', import.meta.url).href}');
      const off = { traces: false, metrics: false, metricsEveryMs: 1 };
      await startExport(off, undefined, undefined);
      const loaded = () => Object.keys(createRequire(import.meta.url).cache);
      const isSdk = (path) => /@opentelemetry.(?!api)/.test(path);
      const before = loaded().filter(isSdk).length;
      await import('@opentelemetry/sdk-trace-base');
      process.stdout.write(JSON.stringify([before, loaded().filter(isSdk).length > 0]));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      encoding: 'utf8',
    });
    expect(JSON.parse(output)).toEqual([0, true]);
  });
});

describe('tracing that is on', () => {
  let exporter: InMemorySpanExporter;

  beforeEach(() => {
    exporter = new InMemorySpanExporter();
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    useTracer(provider.getTracer('test'));
  });

  afterEach(() => {
    useTracer(undefined);
    context.disable();
    propagation.disable();
    trace.disable();
  });

  it('continues a trace that was written down, and none when there is nothing', async () => {
    const cause = begin();
    const written = runInSpan(cause, () => activeTraceparent());
    expect(written).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    const later = startSpan({ ...PLAN, traceparent: written });
    expect(later?.spanContext().traceId).toBe(cause.spanContext().traceId);
    const others = ['', 'nonsense'].map((traceparent) =>
      runInSpan(cause, () => startSpan({ ...PLAN, traceparent })),
    );
    for (const other of others) expect(other?.spanContext().traceId).not.toBe(cause.spanContext().traceId);
  });

  it('keeps what was not sampled unsampled', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';
    startSpan({ ...PLAN, traceparent })?.end();
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  it('leaves the trace of whoever sets work off that is not theirs', () => {
    runInSpan(begin(), () => {
      expect(activeSpanContext()).toBeDefined();
      expect(runDetached(activeSpanContext)).toBeUndefined();
    });
  });

  it('links a call for several people to all of them', async () => {
    const gate = new Gate(createClock(), { maxConcurrent: 1 });
    const blocking = await gate.enter({ priority: 'lockOut' });
    const calls: { parent: string | undefined; links: string[] }[] = [];
    const combiner = new Combiner<string>(gate, createClock(), {
      most: 10,
      send: async (_key, _ids, options) => {
        calls.push({
          parent: activeSpanContext()?.spanId,
          links: (options.links ?? []).map(({ spanId }) => spanId),
        });
        options.pass?.leave('unsent');
        return (id) => id;
      },
    });
    const spans = [begin(), begin(), begin()];
    const asked = spans.map((span, index) =>
      runInSpan(span, () => combiner.ask('queue', String(index), { priority: 'lockOut' })),
    );
    blocking.leave('unsent');
    expect(await Promise.all(asked)).toEqual(['0', '1', '2']);
    const [first, ...others] = spans.map((span) => span.spanContext().spanId);
    expect(calls).toEqual([{ parent: first, links: others }]);
    gate.close();
  });
});
