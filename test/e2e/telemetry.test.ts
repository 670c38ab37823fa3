import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OtlpReceiver, type Span, startOtlpReceiver } from './harness/otlp-receiver.ts';
import { eventually } from './harness/processes.ts';
import type { ScimApi } from './harness/scim-api.ts';
import { World } from './harness/world.ts';

const LEAVE = [{ op: 'replace', path: 'active', value: false }];
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const SERVER = 2;
const CLIENT = 3;

describe('telemetry by OTLP', () => {
  let collector: OtlpReceiver;
  let world: World;
  let scim: ScimApi;
  let output = '';

  beforeAll(async () => {
    collector = await startOtlpReceiver();
    world = await World.start({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=collector-secret',
        OTEL_BSP_SCHEDULE_DELAY: '100',
        OTEL_METRIC_EXPORT_INTERVAL: '500',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
        LOG_LEVEL: 'debug',
      },
    });
    scim = await world.createClient('okta');
  });

  afterAll(async () => {
    await world.end();
    await collector.close();
  });

  const spansOf = (traceId: string) => collector.spans.filter((span) => span.traceId === traceId);
  const stepsOf = (spans: readonly Span[]) => spans.filter(({ name }) => name.startsWith('offboarding step'));

  const complete = (id: string) =>
    eventually(
      async () => ((await scim.progress(id)).status === 'complete' ? true : undefined),
      `the release of ${id}`,
      30_000,
    );

  it('follows one trace id from the SCIM request to the last Genesys call, over a kill -9', async () => {
    const first = await world.startBridge();
    const [leaver] = await world.genesys.users('active');
    const id = String(leaver.id);
    const held = (await world.genesys.queues(id)).length;
    expect(held).toBeGreaterThan(0);
    await world.genesys.fault({
      method: 'DELETE',
      path: '/api/v2/users/*/station/associatedstation',
      delayMs: 3_000,
    });
    const since = await world.genesys.lastSeq();
    const answer = await scim.send(
      'PATCH',
      `/Users/${id}`,
      { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: LEAVE },
      { traceparent: `00-${TRACE_ID}-${CALLER}-01` },
    );
    expect(answer.status).toBe(200);
    const isExported = (test: (span: Span) => boolean, what: string) =>
      eventually(async () => (spansOf(TRACE_ID).some(test) ? true : undefined), what);
    await isExported(({ kind }) => kind === SERVER, 'the span of the request');
    await isExported(({ name }) => name === 'offboarding step queues', 'the span of a release step');
    await world.endBridge('SIGKILL');
    output += first.output();
    await world.genesys.clearFaults();
    const second = await world.startBridge();
    await complete(id);
    await isExported(({ name }) => name === 'offboarding step verification', 'the span of the verification');
    output += second.output();

    const spans = spansOf(TRACE_ID);
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const [request] = spans.filter(({ kind }) => kind === SERVER);
    expect(request).toMatchObject({
      name: 'PATCH /scim/v2/Users/:id',
      parentSpanId: CALLER,
      attributes: {
        'http.request.method': 'PATCH',
        'http.route': '/scim/v2/Users/:id',
        'http.response.status_code': 200,
        'enduser.id': id,
        'scim.client': 'okta',
        'bridge.request_id': answer.headers.get('x-request-id'),
      },
    });
    const steps = stepsOf(spans);
    const { steps: planned } = await scim.progress(id);
    expect(new Set(steps.map((span) => span.attributes['offboarding.step']))).toEqual(
      new Set(planned.map((step: { name: string }) => step.name)),
    );
    for (const span of steps) {
      expect(span.parentSpanId).toBe(request?.spanId);
      expect(span.attributes).toMatchObject({
        'enduser.id': id,
        'scim.client': 'okta',
        'offboarding.id': expect.any(String),
      });
    }
    const calls = spans.filter(({ kind }) => kind === CLIENT);
    for (const call of calls) {
      const parent = byId.get(call.parentSpanId ?? '');
      const isPart = parent === request || (parent !== undefined && steps.includes(parent));
      // A step that the kill cut off has not been exported; its calls carry the trace id all the same.
      expect(isPart || parent === undefined, call.name).toBe(true);
      if (call.name === 'POST /oauth/token') continue;
      expect(call.attributes['genesys.correlation_id'], call.name).toEqual(expect.any(String));
    }
    const made = (await world.genesys.journal(since)).filter(
      ({ path, method, client }) => client === 'bridge' && method !== 'GET' && path.includes(id),
    );
    const traced = calls.filter(({ attributes }) => attributes['http.request.method'] !== 'GET');
    expect(made.length).toBeGreaterThan(2);
    expect(traced.length).toBeGreaterThanOrEqual(made.length);
  });

  it('links a request that joins a journey to the trace that began it, and follows a return', async () => {
    const [, leaver] = await world.genesys.users('active');
    const id = String(leaver.id);
    await world.genesys.fault({ method: 'PUT', path: '/api/v2/users/*/state', delayMs: 1_000 });
    const [one, other] = await Promise.all([
      scim.patch(id, LEAVE),
      new Promise((resolve) => setTimeout(resolve, 300)).then(() => scim.patch(id, LEAVE)),
    ]);
    expect([one.status, other.status]).toEqual([200, 200]);
    await world.genesys.clearFaults();
    await complete(id);
    const requests = await eventually(async () => {
      const found = collector.spans.filter(
        ({ kind, name, attributes }) =>
          kind === SERVER && name.startsWith('PATCH') && attributes['enduser.id'] === id,
      );
      return found.length === 2 ? found : undefined;
    }, 'the spans of both requests');
    const [joining] = requests.filter(({ links }) => links.length > 0);
    const [beginning] = requests.filter(({ links }) => links.length === 0);
    expect(joining?.links).toMatchObject([{ traceId: beginning?.traceId, spanId: beginning?.spanId }]);
    expect(stepsOf(spansOf(joining?.traceId ?? ''))).toEqual([]);
    expect(stepsOf(spansOf(beginning?.traceId ?? '')).length).toBeGreaterThan(3);
  });

  it('sends the metrics that Prometheus gets', async () => {
    const text = await (await fetch(`http://127.0.0.1:${world.port}/metrics`)).text();
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
    const sent = await eventually(async () => {
      const found = new Map(collector.metrics.map((metric) => [metric.name, metric]));
      return found.has('bridge_lock_out_seconds') ? found : undefined;
    }, 'an export of the metrics');
    expect(names.filter((name) => !sent.has(name))).toEqual([]);
    expect(sent.get('bridge_database_up')).toMatchObject({
      gauge: { dataPoints: [{ asDouble: 1 }] },
    });
    expect(sent.get('bridge_offboarding_steps_total')).toMatchObject({ sum: { isMonotonic: true } });
    expect(sent.get('bridge_lock_out_seconds')).toMatchObject({
      histogram: { dataPoints: [{ explicitBounds: expect.any(Array), bucketCounts: expect.any(Array) }] },
    });
  });

  it('names the service, and puts trace ids into the log', () => {
    expect(collector.resources[0]).toMatchObject({
      'service.name': 'genesys-scim-bridge',
      'deployment.environment.name': 'test',
    });
    const lines = output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    const access = lines.find(({ message, method }) => message === 'request' && method === 'PATCH');
    expect(access).toMatchObject({ trace_id: TRACE_ID, span_id: expect.stringMatching(/^[0-9a-f]{16}$/) });
  });

  it('holds no name, no address and no secret', async () => {
    const people = await world.genesys.users('active');
    const everything = `${collector.texts.join('\n')}\n`;
    for (const { email, name } of people) {
      expect(everything).not.toContain(email);
      expect(everything).not.toContain(name);
    }
    expect(everything).not.toContain('@');
    expect(everything).not.toContain(scim.token);
    expect(`${everything}${output}`).not.toContain('collector-secret');
  });

  it('goes on without a collector, and stops in time', async () => {
    await collector.close();
    expect((await scim.get('/Users?count=1')).status).toBe(200);
    const started = Date.now();
    expect(await world.endBridge('SIGTERM')).toBe(0);
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});
