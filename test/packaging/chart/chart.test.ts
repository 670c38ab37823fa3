/** The Helm chart: rendered by Helm, held to Kubernetes' schemas, to the bridge's own configuration and to hardening. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readConfiguration } from '../../../src/config/configuration.ts';
import { CHART, type Manifest, render, runHelm, type Values } from './helm.ts';
import { findUnknownFields, validateValues } from './kubernetes-schema.ts';
import { EVERYTHING, LEAST } from './values.ts';

const probeSchema = z.object({
  httpGet: z.object({ path: z.string(), port: z.literal('http'), scheme: z.string() }),
});
const containerSchema = z.object({
  image: z.string(),
  command: z.array(z.string()),
  args: z.tuple([z.literal('serve')]),
  securityContext: z.unknown(),
  env: z.array(z.object({ name: z.string(), value: z.string() })),
  startupProbe: probeSchema,
  livenessProbe: probeSchema,
  readinessProbe: probeSchema,
  resources: z.unknown(),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string(), readOnly: z.literal(true) })),
});
const deploymentSchema = z.object({
  spec: z.object({
    replicas: z.number(),
    template: z.object({
      metadata: z.object({ annotations: z.record(z.string(), z.string()) }),
      spec: z.object({
        automountServiceAccountToken: z.boolean(),
        terminationGracePeriodSeconds: z.number(),
        securityContext: z.unknown(),
        containers: z.tuple([containerSchema]),
        volumes: z.array(z.looseObject({ name: z.string() })),
      }),
    }),
  }),
});

function find(manifests: readonly Manifest[], kind: string): Manifest {
  const found = manifests.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(`no ${kind} is rendered`);
  return found;
}

const podOf = (manifests: readonly Manifest[]) =>
  deploymentSchema.parse(find(manifests, 'Deployment')).spec.template;

const containerOf = (manifests: readonly Manifest[]) => podOf(manifests).spec.containers[0];

const CASES: readonly (readonly [string, Values])[] = [
  ['the least', LEAST],
  ['everything', EVERYTHING],
];

describe.each(CASES)('the chart with %s', (_name, values) => {
  let manifests: readonly Manifest[];
  beforeAll(() => {
    manifests = render(values);
  });

  it('passes Helm’s own checks', () => {
    expect(runHelm(['lint', '--strict', CHART], values)).toMatchObject({ status: 0 });
  });

  it('renders what Kubernetes knows, field by field', () => {
    for (const manifest of manifests) validateValues(manifest);
    expect(findUnknownFields(manifests)).toBe('');
  });

  it('runs without root, without privileges and without a file that it can write', () => {
    const { spec } = podOf(manifests);
    const [container] = spec.containers;
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container.command).toEqual(expect.arrayContaining(['--permission', '--disable-proto=delete']));
    expect(container.resources).toMatchObject({
      requests: expect.anything(),
      limits: { memory: expect.any(String) },
    });
  });

  it('lets Node read every folder that is mounted', () => {
    const { command, volumeMounts } = containerOf(manifests);
    const readable = command.flatMap((each) => /^--allow-fs-read=(.*)$/.exec(each)?.[1] ?? []);
    const unreadable = volumeMounts.filter(({ mountPath }) => !readable.includes(mountPath));
    expect(unreadable).toEqual([]);
  });

  it('has secrets by reference only', () => {
    expect(manifests.map(({ kind }) => kind)).not.toContain('Secret');
    const { env } = containerOf(manifests);
    const plain = env.filter(
      ({ name }) => /SECRET|KEY|TOKEN|DATABASE_URL/.test(name) && !name.endsWith('_FILE'),
    );
    expect(plain).toEqual([]);
  });

  it('asks for health where the bridge answers it, and gives it the time that it takes to stop', () => {
    const { startupProbe, livenessProbe, readinessProbe } = containerOf(manifests);
    const paths = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet.path);
    expect(paths).toEqual(['/healthz', '/healthz', '/readyz']);
    expect(podOf(manifests).spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(15);
  });
});

describe('what the bridge makes of it', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bridge-chart-env-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const CONTENTS: Readonly<Record<string, string>> = {
    '/run/secrets/bridge/genesys': 'genesys-secret',
    '/run/secrets/bridge/database-url': 'postgres://bridge@db/bridge',
    '/run/secrets/bridge/encryption-key': `2026:${Buffer.alloc(32).toString('base64')}`,
    '/run/secrets/bridge/webhook-secrets': `siem:whsec_${Buffer.alloc(32).toString('base64')}`,
  };

  /** The container's environment, with the files that would be mounted. */
  function readAsBridge(manifests: readonly Manifest[]) {
    const config = manifests.find(({ kind }) => kind === 'ConfigMap');
    const data = z.record(z.string(), z.string()).default({}).parse(config?.data);
    const contents: Readonly<Record<string, string>> = {
      ...CONTENTS,
      '/etc/bridge/policy.yaml': data['policy.yaml'] ?? '',
    };
    const variables = containerOf(manifests).env.map(({ name, value }) => {
      const content = contents[value];
      if (content === undefined) return [name, value];
      const file = join(folder, value.replaceAll('/', '_'));
      writeFileSync(file, content);
      return [name, file];
    });
    return readConfiguration({ env: Object.fromEntries(variables) });
  }

  it('takes the least', () => {
    expect(readAsBridge(render(LEAST))).toMatchObject({
      listen: { host: '0.0.0.0', port: 8080 },
      genesys: { region: 'mypurecloud.de', clientSecret: 'genesys-secret' },
      store: { databaseUrl: 'postgres://bridge@db/bridge' },
      encryptionKeys: undefined,
      tls: undefined,
    });
  });

  it('takes everything', () => {
    expect(readAsBridge(render(EVERYTHING))).toMatchObject({
      baseUrl: 'https://scim.example.com',
      guard: { deactivations: 20 },
      encryptionKeys: [expect.anything()],
      webhooks: [{ name: 'siem' }],
      tls: { certFile: '/run/secrets/bridge-tls/tls.crt' },
    });
  });
});

describe('the chart', () => {
  it.each<readonly [string, Values, RegExp]>([
    ['no secret', { ...LEAST, secrets: {} }, /existingSecret/],
    ['no region', { ...LEAST, genesys: { oauthClientId: 'x' } }, /region/],
    ['a misspelt value', { ...LEAST, replicas: 3 }, /replicas/],
    ['an ingress without a host', { ...LEAST, ingress: { enabled: true } }, /hosts/],
    ['a digest that is none', { ...LEAST, image: { digest: 'latest' } }, /digest/],
  ])('refuses %s', (_name, values, expected) => {
    const { status, stderr } = runHelm(['template', 'scim', CHART], values);
    expect([status, stderr]).toEqual([1, expect.stringMatching(expected)]);
  });

  it('starts pods anew when the policy changes', () => {
    const annotations = (policy: Values) => podOf(render({ ...LEAST, policy })).metadata.annotations;
    expect(annotations({ dryRun: true })).not.toEqual(annotations({ dryRun: false }));
  });

  it('publishes neither the admin API nor the metrics', () => {
    const ingress = JSON.stringify(find(render(EVERYTHING), 'Ingress'));
    expect(ingress).toContain('/scim/v2');
    expect(ingress).not.toMatch(/"path":"\/(admin|metrics|console)?"/);
  });

  it('leaves out what is switched off', () => {
    const kinds = render({
      ...LEAST,
      networkPolicy: { enabled: false },
      podDisruptionBudget: { enabled: false },
      serviceAccount: { create: false },
    }).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(['Deployment', 'Service']);
  });

  it('finds what Kubernetes does not know, should it come to that', () => {
    const [manifest] = render(LEAST);
    if (manifest === undefined) throw new Error('nothing is rendered');
    expect(findUnknownFields([{ ...manifest, metadata: { ...manifest.metadata, lables: {} } }])).toMatch(
      'lables',
    );
  });

  it('tells how to go on', () => {
    const { stdout } = runHelm(
      ['install', 'scim', CHART, '--dry-run=client', '--namespace', 'identity'],
      LEAST,
    );
    expect(stdout).toContain('exec deployment/scim-genesys-scim-bridge -- node dist/main.js doctor');
  });
});
