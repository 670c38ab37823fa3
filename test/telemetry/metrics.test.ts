import { describe, expect, it } from 'vitest';
import { Metrics } from '../../src/telemetry/metrics.ts';

describe('Metrics', () => {
  it('counts and times what it observes, in seconds', async () => {
    const metrics = new Metrics();
    metrics.observeRequest({ method: 'PATCH', route: '/scim/v2/Users/:id', status: 200, durationMs: 1500 });
    metrics.observeGenesysCall({ operation: 'PUT /users/{id}/state', status: undefined, durationMs: 250 });
    metrics.countStep({ step: 'queues', outcome: 'done' });
    metrics.countStep({ step: 'queues', outcome: 'done' });
    metrics.observeLockOut(4_000);
    const text = await metrics.text();
    const expected = [
      /^bridge_http_request_seconds_sum\{method="PATCH",route="\/scim\/v2\/Users\/:id",status="200"\} 1\.5$/m,
      /^bridge_genesys_call_seconds_count\{operation="PUT \/users\/\{id\}\/state",status="none"\} 1$/m,
      /^bridge_offboarding_steps_total\{step="queues",outcome="done"\} 2$/m,
      /^bridge_lock_out_seconds_sum 4$/m,
    ];
    for (const line of expected) expect(text).toMatch(line);
  });

  it('shares nothing between two bridges in one process', async () => {
    const [one, other] = [new Metrics(), new Metrics()];
    one.countStep({ step: 'state', outcome: 'done' });
    expect(await other.text()).not.toContain('step="state"');
  });
});
