/** Values that people would set: no more than has to be, and everything at once. */

import type { Values } from './helm.ts';

export const LEAST: Values = {
  genesys: { region: 'mypurecloud.de', oauthClientId: '11111111-2222-4333-8444-555555555555' },
  secrets: { existingSecret: 'bridge' },
};

export const EVERYTHING: Values = {
  ...LEAST,
  image: {
    repository: 'registry.example.com/bridge',
    digest: `sha256:${'a'.repeat(64)}`,
    pullPolicy: 'Always',
  },
  imagePullSecrets: [{ name: 'registry' }],
  replicaCount: 3,
  secrets: {
    existingSecret: 'bridge',
    genesysSecretKey: 'genesys',
    databaseUrlKey: 'url',
    encryptionKeyKey: 'keys',
    webhookSecretsKey: 'hooks',
  },
  policy: {
    guard: { deactivations: 20, within: '1h' },
    notifications: { webhooks: { siem: { url: 'https://siem.example.com/hooks/bridge' } } },
  },
  baseUrl: 'https://scim.example.com',
  log: { level: 'debug' },
  env: [{ name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://collector:4318' }],
  tls: { existingSecret: 'bridge-tls' },
  extraVolumes: [{ name: 'database-ca', configMap: { name: 'database-ca' } }],
  extraVolumeMounts: [{ name: 'database-ca', mountPath: '/etc/database-ca', readOnly: true }],
  readablePaths: ['/etc/database-ca'],
  service: { type: 'LoadBalancer', port: 443, annotations: { 'example.com/internal': 'true' } },
  ingress: {
    enabled: true,
    className: 'nginx',
    annotations: { 'nginx.ingress.kubernetes.io/backend-protocol': 'HTTPS' },
    hosts: ['scim.example.com'],
    tlsSecret: 'scim-example-com',
  },
  networkPolicy: {
    from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } }],
    database: { port: 6432, to: [{ ipBlock: { cidr: '10.1.0.0/24' } }] },
    egress: [{ ports: [{ port: 4318, protocol: 'TCP' }] }],
  },
  podDisruptionBudget: { maxUnavailable: '34%' },
  serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
  serviceAccount: { name: 'bridge', annotations: { 'example.com/role': 'none' } },
  podAnnotations: { 'example.com/note': 'yes' },
  podLabels: { team: 'identity' },
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  tolerations: [{ key: 'dedicated', operator: 'Exists' }],
  affinity: { nodeAffinity: {} },
  priorityClassName: 'high',
};
