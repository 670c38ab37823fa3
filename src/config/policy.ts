import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { addressRange } from './address-range.ts';
import { describeProblem, invalidConfiguration, nearestValue } from './invalid.ts';
import { findNearest } from './nearest.ts';
import { auditSchema } from './policy-audit.ts';
import { clientsSchema } from './policy-clients.ts';
import { consoleSchema } from './policy-console.ts';
import { erasureSchema } from './policy-erasure.ts';
import { guardSchema } from './policy-guard.ts';
import { notificationsSchema } from './policy-notifications.ts';
import { offboardingSchema } from './policy-offboarding.ts';
import { provisioningSchema } from './policy-provisioning.ts';
import { requestsSchema } from './policy-requests.ts';

const policySchema = z.strictObject({
  /** For every client: nothing is written, and no work that was accepted before goes on. */
  dryRun: z.boolean().default(false),
  clients: clientsSchema,
  /** Proxies in front of the bridge, whose X-Forwarded-For is believed. */
  trustedProxies: z.array(addressRange()).default([]),
  guard: guardSchema.prefault({}),
  provisioning: provisioningSchema,
  offboarding: offboardingSchema,
  audit: auditSchema,
  erasure: erasureSchema,
  notifications: notificationsSchema,
  requests: requestsSchema,
  console: consoleSchema,
});

export type Policy = z.infer<typeof policySchema>;

/** Reads the policy file; without one everything has its default. */
export function readPolicy(path: string | undefined): Policy {
  return parsePolicy(path === undefined ? '' : readText(path), path ?? 'policy');
}

/** Parses policy as YAML; `source` names it in errors. */
export function parsePolicy(text: string, source: string): Policy {
  const document = parseYaml(text, source) ?? {};
  const parsed = policySchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw parsed.error;
  throw explain(document, issue, source);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw invalidConfiguration('BRIDGE_CONFIG', `names the file ${path}, which cannot be read (${reason})`);
  }
}

function parseYaml(text: string, source: string): unknown {
  try {
    return parse(text, { prettyErrors: true });
  } catch (error) {
    const line = error instanceof YAMLParseError ? (error.linePos?.[0].line ?? 0) : 0;
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw invalidConfiguration(source, `is not valid YAML (line ${line}: ${reason})`);
  }
}

function explain(document: unknown, issue: z.core.$ZodIssue, source: string): Error {
  const { path, found } = mostSpecific(issue);
  if (found.code === 'unrecognized_keys') {
    const key = found.keys[0] ?? '';
    const nearest = findNearest(key, knownKeys(path));
    return invalidConfiguration(
      `${source}: ${join([...path, key])}`,
      'is not a known key',
      nearest === undefined ? undefined : join([...path, nearest]),
    );
  }
  const value = path.reduce(property, document);
  const key = path.length === 0 ? source : `${source}: ${join(path)}`;
  return invalidConfiguration(key, describeProblem(value, found, false), nearestValue(value, found));
}

interface LocatedIssue {
  readonly path: readonly PropertyKey[];
  readonly found: z.core.$ZodIssue;
}

/** Of a union's alternatives, the one that the value got furthest into. */
function mostSpecific(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): LocatedIssue {
  const path = [...above, ...issue.path];
  if (issue.code !== 'invalid_union') return { path, found: issue };
  const inside = issue.errors.flat().map((inner) => mostSpecific(inner, path));
  return inside.reduce((best, next) => (next.path.length > best.path.length ? next : best), {
    path,
    found: issue,
  });
}

/** The keys that the schema has at a path. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let node: z.core.JSONSchema.BaseSchema = z.toJSONSchema(policySchema, { io: 'input' });
  for (const part of path) {
    const next = node.properties?.[String(part)] ?? node.additionalProperties;
    if (typeof next !== 'object') return [];
    node = next;
  }
  return Object.keys(node.properties ?? {});
}

function property(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Reflect.get(value, key);
}

function join(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}
