import { z } from 'zod';
import { encryptionKeys } from './encryption-keys.ts';
import { describeProblem, invalidConfiguration, nearestValue } from './invalid.ts';
import { findNearest } from './nearest.ts';
import { findRegionHost, nearestRegion } from './regions.ts';
import { type Environment, readSecretFiles, SECRET_FILES, SECRETS } from './secrets.ts';
import { webhookSecrets } from './webhook-secrets.ts';

/** Two letters swapped, one missed: near enough that a variable of another tool is not meant. */
const TYPO_DISTANCE = 3;

const environmentSchema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(8080),
  BRIDGE_ADMIN_TOKEN: bearerToken().optional(),
  BRIDGE_ADMIN_URL: webUrl().optional(),
  BRIDGE_BASE_URL: webUrl().optional(),
  BRIDGE_CONFIG: z.string().optional(),
  BRIDGE_DATA: z.string().default('.data'),
  BRIDGE_DEMO_TOKEN: bearerToken().optional(),
  BRIDGE_DEMO_ADMIN_TOKEN: bearerToken().optional(),
  BRIDGE_ENCRYPTION_KEY: encryptionKeys().optional(),
  BRIDGE_OIDC_CLIENT_SECRET: z.string().optional(),
  BRIDGE_WEBHOOK_SECRETS: webhookSecrets().optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/\S+$/, 'must look like postgres://user:password@host:5432/database')
    .optional(),
  DATABASE_WAIT_SECONDS: wholeNumber(0, 3_600).default(60),
  GENESYSCLOUD_REGION: z.string().transform(toRegionHost).optional(),
  GENESYSCLOUD_OAUTHCLIENT_ID: z.string().optional(),
  GENESYSCLOUD_OAUTHCLIENT_SECRET: z.string().optional(),
  GENESYSCLOUD_GATEWAY: webUrl().optional(),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).optional(),
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  TLS_CLIENT_CA_FILE: z.string().optional(),
  SIMULATOR_PORT: wholeNumber(0, 65_535).default(8081),
  SIMULATOR_USERS: wholeNumber(1, 1_000_000).default(60),
  SIMULATOR_LATENCY_MS: wholeNumber(0, 60_000).default(0),
  SIMULATOR_RATE_LIMIT: wholeNumber(0, 1_000_000).default(300),
  SIMULATOR_QUEUES: wholeNumber(0, 5000).default(20),
  SIMULATOR_SKILLS: wholeNumber(0, 50).optional(),
  SIMULATOR_RECORD: z.string().min(1).optional(),
  SIMULATOR_CLIENTS: z.string().transform(toClients).optional(),
});

export type EnvironmentValues = z.infer<typeof environmentSchema>;

const KNOWN = [...Object.keys(environmentSchema.shape), ...SECRET_FILES];
const HIDDEN: ReadonlySet<string> = new Set([...SECRETS, 'SIMULATOR_CLIENTS']);

/** Reads the variables of the bridge. An unknown one with a prefix of ours, or a near miss, is an error. */
export function readEnvironment(environment: Environment): EnvironmentValues {
  const values = readSecretFiles(environment);
  for (const name of Object.keys(values)) refuseUnknown(name);
  const parsed = environmentSchema.safeParse(values);
  if (parsed.success) {
    refuseHalfOfTls(parsed.data);
    return parsed.data;
  }
  throw explain(values, parsed.error);
}

function refuseUnknown(name: string): void {
  if (KNOWN.includes(name)) return;
  const ours = /^(BRIDGE|SIMULATOR)_/.test(name);
  const nearest = findNearest(name, KNOWN, ours ? undefined : TYPO_DISTANCE);
  if (ours) throw invalidConfiguration(name, 'is not a variable of the bridge', nearest);
  if (!/^(GENESYSCLOUD|TLS)_/.test(name) || nearest === undefined) return;
  throw invalidConfiguration(name, 'is not a variable of the bridge', nearest);
}

/** A key without its certificate would quietly serve without TLS. */
function refuseHalfOfTls({ TLS_CERT_FILE, TLS_KEY_FILE, TLS_CLIENT_CA_FILE }: EnvironmentValues): void {
  const given = [TLS_CERT_FILE, TLS_KEY_FILE, TLS_CLIENT_CA_FILE].some((file) => file !== undefined);
  if (!given || (TLS_CERT_FILE !== undefined && TLS_KEY_FILE !== undefined)) return;
  const missing = TLS_CERT_FILE === undefined ? 'TLS_CERT_FILE' : 'TLS_KEY_FILE';
  throw invalidConfiguration(missing, 'is missing: TLS needs TLS_CERT_FILE and TLS_KEY_FILE');
}

function explain(values: Readonly<Record<string, string>>, error: z.ZodError): Error {
  const [issue] = error.issues;
  const name = String(issue?.path[0] ?? '');
  const value = values[name];
  if (issue === undefined) return error;
  const nearest = name === 'GENESYSCLOUD_REGION' ? nearestRegion(value ?? '') : nearestValue(value, issue);
  return invalidConfiguration(name, describeProblem(value, issue, HIDDEN.has(name)), nearest);
}

function wholeNumber(least: number, most: number) {
  const message = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= least && value <= most, message);
}

/** RFC 6750 section 2.1. */
function bearerToken() {
  return z.string().regex(/^[\w.~+/-]+=*$/, 'must consist of letters, digits and -._~+/ only');
}

function webUrl() {
  return z.string().transform((text, context) => {
    const url = URL.parse(text);
    const usable = url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
    if (usable && url.username === '') return url.href.replace(/\/+$/, '');
    context.addIssue('must be an absolute http or https URL without user, query and fragment');
    return z.NEVER;
  });
}

function toRegionHost(region: string, context: z.RefinementCtx): string {
  const host = findRegionHost(region);
  if (host !== undefined) return host;
  context.addIssue('must be a region of Genesys Cloud, such as us_east_1 or mypurecloud.com');
  return z.NEVER;
}

const clientsSchema = z.array(
  z.strictObject({
    id: z.string().min(1),
    secret: z.string().min(1),
    permissions: z.array(z.string()).readonly().exactOptional(),
  }),
);

function toClients(text: string, context: z.RefinementCtx): z.infer<typeof clientsSchema> {
  const parsed = clientsSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  context.addIssue(
    'must be JSON like [{"id": "...", "secret": "...", "permissions": ["..."]}], permissions optional',
  );
  return z.NEVER;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
