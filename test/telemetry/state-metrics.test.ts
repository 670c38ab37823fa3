import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { Metrics } from '../../src/telemetry/metrics.ts';
import { type GenesysState, StateMetrics, type StoredState } from '../../src/telemetry/state-metrics.ts';

const GENESYS: GenesysState = {
  answers: true,
  inFlight: 2,
  waiting: { lockOut: 1, release: 7 },
  allowances: [
    { oauthClient: 'one', used: 120, limit: 300 },
    { oauthClient: 'two', used: 3, limit: undefined },
  ],
};

const STORED: StoredState = {
  offboardings: { lockingOut: 1, stuck: 2 },
  openSteps: { pending: 3, stuck: 4 },
  oldestStuckSince: new Date(60_000),
  looks: { due: 5, later: 6 },
  notifications: { pending: 8, failed: 1 },
  guards: [
    { client: 'okta', departures: 50, limit: 50, heldBack: 9 },
    { client: 'entra', departures: 1, limit: undefined, heldBack: undefined },
  ],
  audit: { entries: 77, check: { at: new Date(30_000), intact: true } },
};

describe('the gauges of what is', () => {
  it('show what database and gate say when they are asked for', async () => {
    const registry = new Registry();
    const state = new StateMetrics(
      registry,
      { stored: async () => STORED, genesys: () => GENESYS },
      () => 100_000,
    );
    await state.refresh();
    const text = await registry.metrics();
    for (const line of [
      'bridge_database_up 1',
      'bridge_offboardings{status="stuck"} 2',
      'bridge_offboarding_open_steps{status="pending"} 3',
      'bridge_offboarding_oldest_stuck_seconds 40',
      'bridge_queue_looks{state="due"} 5',
      'bridge_notifications{status="failed"} 1',
      'bridge_guard_held_back{client="okta"} 9',
      'bridge_guard_departures{client="entra"} 1',
      'bridge_guard_limit{client="okta"} 50',
      'bridge_audit_entries 77',
      'bridge_audit_intact 1',
      'bridge_audit_check_timestamp_seconds 30',
      'bridge_genesys_answers 1',
      'bridge_genesys_calls_in_flight 2',
      'bridge_genesys_calls_waiting{priority="release"} 7',
      'bridge_genesys_allowance_used{oauth_client="one"} 120',
      'bridge_genesys_allowance_limit{oauth_client="one"} 300',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).not.toContain('bridge_guard_held_back{client="entra"}');
    expect(text).not.toContain('bridge_genesys_allowance_limit{oauth_client="two"}');
  });

  it('tell nothing old when the database does not answer, and no verdict before there is one', async () => {
    let now = 100_000;
    const answers: (StoredState | Error)[] = [STORED, new Error('down'), { ...STORED, guards: [] }];
    const stored = async (): Promise<StoredState> => {
      const next = answers.shift();
      if (next === undefined || next instanceof Error) throw next ?? new Error('asked too often');
      return next;
    };
    const registry = new Registry();
    const state = new StateMetrics(registry, { stored, genesys: () => GENESYS }, () => now);
    expect(await registry.metrics()).not.toMatch(/^bridge_audit_intact/m);
    await state.refresh();
    now += 10_000;
    await state.refresh();
    const down = await registry.metrics();
    expect(down).toMatch(/^bridge_database_up 0$/m);
    expect(down).toMatch(/^bridge_genesys_answers 1$/m);
    expect(down).not.toMatch(/^bridge_(offboarding|audit|guard|queue)\w*[ {]/m);
    now += 10_000;
    await state.refresh();
    expect(await registry.metrics()).toMatch(/^bridge_queue_looks\{state="due"\} 5$/m);
    expect(await registry.metrics()).not.toMatch(/^bridge_guard_held_back\{/m);
  });

  it('share one look at the database between several who ask at once', async () => {
    let looks = 0;
    const stored = async () => {
      looks += 1;
      return STORED;
    };
    const metrics = new Metrics({ stored, genesys: () => GENESYS });
    await Promise.all([metrics.text(), metrics.text()]);
    await metrics.text();
    expect(looks).toBe(1);
  });
});
