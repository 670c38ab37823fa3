/**
 * The queries of the dashboard as a file of recording rules, so that Prometheus' own tool can say whether each is PromQL:
 * `node test/telemetry/dashboard-rules.ts | promtool check rules`.
 */

import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { z } from 'zod';

const DASHBOARD = new URL('../../deploy/grafana/genesys-scim-bridge.json', import.meta.url);

const dashboardSchema = z.object({
  panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })).default([]) })),
});

/** What Grafana puts in before it asks Prometheus. */
function fillIn(query: string): string {
  return query.replaceAll('$__rate_interval', '5m').replaceAll('$__range', '1h');
}

/** One rule for each query, without a variable that only Grafana knows. */
export function listRules(): { readonly record: string; readonly expr: string }[] {
  const { panels } = dashboardSchema.parse(JSON.parse(readFileSync(DASHBOARD, 'utf8')));
  return panels
    .flatMap(({ targets }) => targets)
    .map(({ expr }, index) => ({ record: `dashboard:query_${index}`, expr: fillIn(expr) }));
}

if (import.meta.main) {
  process.stdout.write(stringify({ groups: [{ name: 'dashboard', rules: listRules() }] }));
}
