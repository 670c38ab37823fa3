import { type ConsoleSettings, resolveConsole } from './console-settings.ts';
import type { EncryptionKey } from './encryption-keys.ts';
import { type EnvironmentValues, readEnvironment } from './environment.ts';
import { type Policy, readPolicy } from './policy.ts';
import type { Environment } from './secrets.ts';
import { readTelemetry, type TelemetrySettings } from './telemetry.ts';
import { resolveWebhooks, type Webhook } from './webhooks.ts';

/** Everything that can be set, resolved; read once at the start and passed down. */
export interface Configuration {
  readonly listen: { readonly host: string; readonly port: number };
  /** Public URL of the bridge behind a proxy, without a trailing slash. */
  readonly baseUrl?: string | undefined;
  /** The bridge serves TLS itself with these files. */
  readonly tls?:
    | { readonly certFile: string; readonly keyFile: string; readonly clientCaFile?: string | undefined }
    | undefined;
  readonly store: {
    readonly databaseUrl?: string | undefined;
    readonly dataFolder: string;
    /** How long a start waits for a PostgreSQL server that does not answer. */
    readonly waitMs: number;
  };
  /** Snapshots are encrypted with the first; none: they are not. */
  readonly encryptionKeys?: readonly EncryptionKey[] | undefined;
  readonly genesys: {
    /** Domain of the region, for example `mypurecloud.de`. */
    readonly region?: string | undefined;
    readonly clientId?: string | undefined;
    readonly clientSecret?: string | undefined;
    readonly gateway?: string | undefined;
  };
  readonly simulator: {
    readonly port: number;
    readonly users: number;
    readonly queues: number;
    /** Routing skills of each agent; between two and four when left out. */
    readonly skills?: number | undefined;
    readonly latencyMs: number;
    /** Requests a minute for each token; 0 is no limit. */
    readonly rateLimit: number;
    readonly clients?: EnvironmentValues['SIMULATOR_CLIENTS'];
    /** Folder for a recording of every exchange. */
    readonly recordTo?: string | undefined;
  };
  readonly demo: { readonly token?: string | undefined; readonly adminToken?: string | undefined };
  /** Where commands reach a running bridge; through its socket on this machine otherwise. */
  readonly admin: { readonly url?: string | undefined; readonly token?: string | undefined };
  readonly log: {
    readonly level: EnvironmentValues['LOG_LEVEL'];
    readonly format?: NonNullable<EnvironmentValues['LOG_FORMAT']>;
  };
  readonly telemetry: TelemetrySettings;
  readonly provisioning: Policy['provisioning'] & {
    readonly emailDomain: string | undefined;
    readonly defaultCountry: string | undefined;
  };
  readonly offboarding: Policy['offboarding'];
  readonly guard: Policy['guard'];
  readonly clients: Policy['clients'];
  readonly audit: Policy['audit'];
  readonly erasure: Policy['erasure'];
  readonly requests: Policy['requests'];
  readonly console: ConsoleSettings;
  readonly webhooks: readonly Webhook[];
  readonly trustedProxies: Policy['trustedProxies'];
  /** Whole bridge: nothing is written. */
  readonly dryRun: boolean;
}

/** Reads environment and policy file. Throws `config.invalid` with one line that names the key. */
export function readConfiguration({ env }: { readonly env: Environment }): Configuration {
  const values = readEnvironment(env);
  const { provisioning, offboarding, guard, clients, audit, erasure, notifications, ...policy } = readPolicy(
    values.BRIDGE_CONFIG,
  );
  const { trustedProxies, dryRun } = policy;
  return {
    listen: { host: values.HOST, port: values.PORT },
    baseUrl: values.BRIDGE_BASE_URL,
    tls: readTls(values),
    store: {
      databaseUrl: values.DATABASE_URL,
      dataFolder: values.BRIDGE_DATA,
      waitMs: values.DATABASE_WAIT_SECONDS * 1_000,
    },
    encryptionKeys: values.BRIDGE_ENCRYPTION_KEY,
    genesys: {
      region: values.GENESYSCLOUD_REGION,
      clientId: values.GENESYSCLOUD_OAUTHCLIENT_ID,
      clientSecret: values.GENESYSCLOUD_OAUTHCLIENT_SECRET,
      gateway: values.GENESYSCLOUD_GATEWAY,
    },
    simulator: {
      port: values.SIMULATOR_PORT,
      users: values.SIMULATOR_USERS,
      queues: values.SIMULATOR_QUEUES,
      skills: values.SIMULATOR_SKILLS,
      latencyMs: values.SIMULATOR_LATENCY_MS,
      rateLimit: values.SIMULATOR_RATE_LIMIT,
      clients: values.SIMULATOR_CLIENTS,
      recordTo: values.SIMULATOR_RECORD,
    },
    demo: { token: values.BRIDGE_DEMO_TOKEN, adminToken: values.BRIDGE_DEMO_ADMIN_TOKEN },
    admin: { url: values.BRIDGE_ADMIN_URL, token: values.BRIDGE_ADMIN_TOKEN },
    log: {
      level: values.LOG_LEVEL,
      ...(values.LOG_FORMAT !== undefined && { format: values.LOG_FORMAT }),
    },
    telemetry: readTelemetry(env),
    provisioning: {
      ...provisioning,
      emailDomain: provisioning.emailDomain,
      defaultCountry: provisioning.defaultCountry,
    },
    offboarding,
    guard,
    clients,
    audit,
    erasure,
    requests: policy.requests,
    webhooks: resolveWebhooks(notifications, values.BRIDGE_WEBHOOK_SECRETS, values.BRIDGE_BASE_URL),
    console: resolveConsole(policy.console, values.BRIDGE_OIDC_CLIENT_SECRET, values.BRIDGE_BASE_URL),
    trustedProxies,
    dryRun,
  };
}

function readTls({
  TLS_CERT_FILE: certFile,
  TLS_KEY_FILE: keyFile,
  TLS_CLIENT_CA_FILE: clientCaFile,
}: EnvironmentValues): Configuration['tls'] {
  return certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile, clientCaFile };
}
