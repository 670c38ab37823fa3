/** Renders the chart with Helm itself: `HELM` names it, or it is fetched. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments, stringify } from 'yaml';
import { z } from 'zod';

export const CHART = fileURLToPath(new URL('../../../deploy/helm/genesys-scim-bridge/', import.meta.url));
const FETCH = fileURLToPath(new URL('../fetch-helm.sh', import.meta.url));

/** Go's parsers take `yes` and `on` for truth values, as YAML 1.1 does. */
const YAML_OF_KUBERNETES = { version: '1.1' } as const;

const manifestSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string() }),
});
export type Manifest = z.infer<typeof manifestSchema>;

export type Values = Readonly<Record<string, unknown>>;

let found: string | undefined;

function helm(): string {
  found ??= process.env.HELM ?? execFileSync(FETCH, { encoding: 'utf8' }).trim();
  return found;
}

/** Runs Helm with a file of values in place of `VALUES`. */
export function runHelm(
  args: readonly string[],
  values: Values,
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-chart-'));
  try {
    const file = join(folder, 'values.yaml');
    writeFileSync(file, stringify(values, YAML_OF_KUBERNETES));
    return spawnSync(helm(), [...args, '--values', file], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What Kubernetes would be given. */
export function render(values: Values): Manifest[] {
  const { status, stdout, stderr } = runHelm(['template', 'scim', CHART, '--namespace', 'identity'], values);
  if (status !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout, YAML_OF_KUBERNETES).map((document) =>
    manifestSchema.parse(document.toJS()),
  );
}
