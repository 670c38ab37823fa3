/**
 * Holds manifests to Kubernetes' own description of its kinds, twice: values and required fields by the generated
 * validators, fields that do not exist by the generated types, since Kubernetes' schemas allow any.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { z } from 'zod';
import type { Manifest } from './helm.ts';

const CORE = 'kubernetes-models';
const OPERATOR = '@kubernetes-models/prometheus-operator';
const FOLDER = fileURLToPath(new URL('../../../node_modules/.cache/chart-manifests/', import.meta.url));
const TSC = fileURLToPath(new URL('../../../node_modules/.bin/tsc', import.meta.url));

const monitorSchema = z.looseObject({
  endpoints: z.array(z.looseObject({})),
  selector: z.looseObject({}),
});

interface Kind {
  readonly module: string;
  /** Throws where the manifest is not as the kind is described. */
  readonly validate: (manifest: Manifest) => void;
}

const KINDS: Readonly<Record<string, Kind>> = {
  'apps/v1 Deployment': { module: CORE, validate: (each) => new Deployment(each).validate() },
  'networking.k8s.io/v1 Ingress': { module: CORE, validate: (each) => new Ingress(each).validate() },
  'networking.k8s.io/v1 NetworkPolicy': {
    module: CORE,
    validate: (each) => new NetworkPolicy(each).validate(),
  },
  'policy/v1 PodDisruptionBudget': {
    module: CORE,
    validate: (each) => new PodDisruptionBudget(each).validate(),
  },
  'v1 ConfigMap': { module: CORE, validate: (each) => new ConfigMap(each).validate() },
  'v1 Service': { module: CORE, validate: (each) => new Service(each).validate() },
  'v1 ServiceAccount': { module: CORE, validate: (each) => new ServiceAccount(each).validate() },
  'monitoring.coreos.com/v1 ServiceMonitor': {
    module: OPERATOR,
    validate: (each) => new ServiceMonitor({ ...each, spec: monitorSchema.parse(each.spec) }).validate(),
  },
};

function kindOf({ apiVersion, kind }: Manifest): Kind {
  const known = KINDS[`${apiVersion} ${kind}`];
  if (known === undefined) throw new Error(`no schema for ${apiVersion} ${kind}`);
  return known;
}

export function validateValues(manifest: Manifest): void {
  kindOf(manifest).validate(manifest);
}

/** What the compiler says of the manifests, written down as constants of their types; empty when all is well. */
export function findUnknownFields(manifests: readonly Manifest[]): string {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const files = manifests.map((manifest, index) => {
    const { apiVersion, kind } = manifest;
    const file = `${FOLDER}${index}-${kind}.ts`;
    const type = `import type { I${kind} } from '${kindOf(manifest).module}/${apiVersion}/${kind}';`;
    writeFileSync(file, `${type}\nexport const manifest: I${kind} = ${JSON.stringify(manifest, null, 2)};\n`);
    return file;
  });
  const options = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext'];
  const { stdout, status } = spawnSync(TSC, [...options, ...files], { cwd: FOLDER, encoding: 'utf8' });
  return status === 0 ? '' : stdout;
}
