/** Dashboard, alert rules and documentation name the metrics that there are. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { Metrics } from '../../src/telemetry/metrics.ts';
import { listRules } from './dashboard-rules.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const RULES = read('deploy/prometheus/alerts.yml');
const RULE_TESTS = read('deploy/prometheus/alerts.test.yml');
const DASHBOARD = read('deploy/grafana/genesys-scim-bridge.json');
const DOCUMENTATION = read('docs/telemetry.md');

/** Names of metrics in text, without what Prometheus appends to those of a histogram. */
function namesIn(text: string): Set<string> {
  const names = text.match(/\b(?:bridge|nodejs|process)_[a-z0-9_]+/g) ?? [];
  return new Set(names.map((name) => name.replace(/_(bucket|count|sum)$/, '')));
}

async function metricNames(): Promise<string[]> {
  const text = await new Metrics({
    stored: () => Promise.reject(new Error('no database')),
    genesys: () => ({ answers: true, inFlight: 0, waiting: {}, allowances: [] }),
  }).text();
  return [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
}

const rulesSchema = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          labels: z.object({ severity: z.enum(['info', 'warning', 'critical']) }),
          annotations: z.object({ summary: z.string(), description: z.string() }),
        }),
      ),
    }),
  ),
});

describe('what is deployed beside the bridge', () => {
  it.each([
    ['alert rules', RULES],
    ['tests of the alert rules', RULE_TESTS],
    ['dashboard', DASHBOARD],
  ])('%s name no metric that there is not', async (_what, text) => {
    const known = await metricNames();
    const unknown = [...namesIn(text)].filter((name) => !known.includes(name));
    expect(unknown).toEqual([]);
  });

  it('documents each metric, and none that there is not', async () => {
    const ours = (await metricNames()).filter((name) => name.startsWith('bridge_'));
    const documented = [...namesIn(DOCUMENTATION)].filter((name) => name.startsWith('bridge_'));
    expect(documented.toSorted()).toEqual(ours.toSorted());
  });

  it('shows each of our metrics on the dashboard', async () => {
    const ours = (await metricNames()).filter((name) => name.startsWith('bridge_'));
    const shown = namesIn(DASHBOARD);
    expect(ours.filter((name) => !shown.has(name))).toEqual([]);
  });

  it('asks with the dashboard nothing that Prometheus could not be asked without Grafana', () => {
    const rules = listRules();
    expect(rules.length).toBeGreaterThan(20);
    // The label of the job is chosen in a text, which is a text with or without Grafana.
    const unknown = rules.filter(({ expr }) => /\$(?!job\b)/.test(expr));
    expect(unknown).toEqual([]);
  });

  it('tests each alert, and documents it', () => {
    const alerts = rulesSchema.parse(parse(RULES)).groups.flatMap(({ rules }) => rules);
    expect(alerts.length).toBeGreaterThan(10);
    for (const { alert } of alerts) {
      expect(RULE_TESTS).toContain(`alertname: ${alert}\n`);
      expect(DOCUMENTATION).toContain(`\`${alert}\``);
    }
  });

  it('has panels with a place, a title and a query each', () => {
    const panels = z
      .array(
        z.object({
          id: z.number(),
          title: z.string().min(1),
          type: z.string(),
          gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
          targets: z.array(z.object({ expr: z.string().min(1) })).optional(),
        }),
      )
      .parse(JSON.parse(DASHBOARD).panels);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { type, targets, gridPos } of panels) {
      expect(type === 'row' || (targets ?? []).length > 0).toBe(true);
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    }
  });
});
