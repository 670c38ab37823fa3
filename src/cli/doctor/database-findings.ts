/** Is the database there, is it of this version, has it room, and do the tokens in it last. */

import { z } from 'zod';
import type { Configuration } from '../../config/configuration.ts';
import { BridgeError } from '../../errors.ts';
import { listCredentials } from '../../store/credentials.ts';
import { findDatabase, inspect, readFreeBytes } from '../../store/inspection.ts';
import type { Store } from '../../store/open.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { control } from '../control.ts';
import { describeReason, type Finding } from './finding.ts';

const MIB = 1024 * 1024;
const LITTLE_ROOM = 1024 * MIB;
const NO_ROOM = 100 * MIB;
const DAY_MS = 86_400_000;
const EXPIRES_SOON_MS = 14 * DAY_MS;

const tokenSchema = z.object({
  client: z.string(),
  scopes: z.array(z.string()),
  expiresAt: z.coerce.date().nullable(),
  revokedAt: z.coerce.date().nullable(),
});
type Token = z.infer<typeof tokenSchema>;

const foundSchema = z.object({
  version: z.string(),
  bytes: z.number(),
  schema: z.object({
    applied: z.array(z.string()),
    pending: z.array(z.string()),
    unknown: z.array(z.string()),
    /** A running bridge of an older version does not tell them apart. */
    incompatible: z.array(z.string()).optional(),
  }),
  credentials: z.array(tokenSchema).optional(),
});
type Found = z.infer<typeof foundSchema>;

function inMib(bytes: number): string {
  return `${Math.round(bytes / MIB).toLocaleString('en')} MiB`;
}

export function judgeSchema({ version, bytes, schema }: Found): Finding {
  const finding = `PostgreSQL ${version}, ${inMib(bytes)}`;
  const { incompatible = schema.unknown } = schema;
  if (incompatible.length > 0) {
    return {
      check: 'database',
      severity: 'failure',
      finding: `${finding}, changed by a newer version of the bridge`,
      cause: `it has ${incompatible.join(', ')}, beside which this version cannot work`,
      cure: 'run that version or a later one',
    };
  }
  const latest = schema.applied.at(-1);
  if (latest === undefined) {
    return { check: 'database', severity: 'note', finding: `${finding}, empty: the first start sets it up` };
  }
  if (schema.pending.length > 0) {
    return {
      check: 'database',
      severity: 'warning',
      finding: `${finding}, of an older version of the bridge`,
      cause: `${schema.pending.length} migrations are to come, from ${schema.pending[0]} on`,
      cure: "back it up, then start this version: 'serve' brings it up to date",
    };
  }
  if (schema.unknown.length > 0) {
    return {
      check: 'database',
      severity: 'warning',
      finding: `${finding}, schema ${latest}, of a newer version of the bridge`,
      cause:
        'instances of two versions run, or one was taken back; this one works beside it and lacks what is new',
      cure: 'run the newer version everywhere when you are content with it',
    };
  }
  return { check: 'database', severity: 'ok', finding: `${finding}, schema ${latest}` };
}

export function judgeRoom(free: number): Finding {
  const finding = `${inMib(free)} are free on the disk of the data folder`;
  if (free >= LITTLE_ROOM) return { check: 'disk', severity: 'ok', finding };
  return {
    check: 'disk',
    severity: free < NO_ROOM ? 'failure' : 'warning',
    finding,
    cause: 'a database without room accepts no deactivation',
    cure: 'free the disk, or set BRIDGE_DATA or DATABASE_URL to a place with room',
  };
}

function judgeClient(client: string, tokens: readonly Token[], now: Date): Finding {
  const ends = tokens.map(({ expiresAt }) => expiresAt?.getTime() ?? Number.POSITIVE_INFINITY);
  const left = Math.max(...ends) - now.getTime();
  const check = 'token';
  if (left > EXPIRES_SOON_MS) {
    return { check, severity: 'ok', finding: `client ${client} has a token that lasts` };
  }
  const last = new Date(Math.max(...ends)).toISOString();
  return {
    check,
    severity: left <= 0 ? 'failure' : 'warning',
    finding: `the last token of client ${client} ${left <= 0 ? 'has expired' : 'expires soon'}: ${last}`,
    cause: 'without one the identity provider is answered 401 and nobody is deactivated',
    cure: `token create ${client} --scope ${[...new Set(tokens.flatMap(({ scopes }) => scopes))].join(',')}, then give it to the identity provider`,
  };
}

/** By client: an expired token beside a live one is what is left of a rotation. */
export function judgeTokens(tokens: readonly Token[], now: Date): Finding[] {
  const clients = new Map<string, Token[]>();
  for (const token of tokens.filter(({ revokedAt }) => revokedAt === null)) {
    clients.set(token.client, [...(clients.get(token.client) ?? []), token]);
  }
  if (clients.size > 0) return [...clients].map(([client, own]) => judgeClient(client, own, now));
  return [
    {
      check: 'token',
      severity: 'warning',
      finding: 'no SCIM client has a token',
      cause: 'the identity provider cannot call the bridge, unless it signs its requests',
      cure: 'token create NAME --scope users,groups',
    },
  ];
}

/** As JSON either way: a running bridge that has the embedded database answers through its socket. */
async function readDatabase(configuration: Configuration): Promise<unknown> {
  const log = createLogger({ ...configuration.log, level: 'error', destination: process.stderr });
  try {
    return await findDatabase(configuration.store, log);
  } catch (error) {
    if (!(error instanceof BridgeError) || error.code !== 'store.locked') throw error;
    return await control(configuration, { action: 'database.inspect' });
  }
}

async function readOpen(store: Store): Promise<unknown> {
  return { ...(await inspect(store.db)), credentials: await listCredentials(store.db) };
}

async function judgeDatabase(
  configuration: Configuration,
  now: Date,
  read: () => Promise<unknown>,
): Promise<Finding[]> {
  try {
    const answer = await read();
    if (answer === undefined) {
      const finding = `no database in ${configuration.store.dataFolder} yet: the first start sets it up`;
      return [{ check: 'database', severity: 'note', finding }];
    }
    const found = foundSchema.parse(answer);
    const tokens = found.credentials === undefined ? [] : judgeTokens(found.credentials, now);
    return [judgeSchema(found), ...tokens];
  } catch (error) {
    return [
      {
        check: 'database',
        severity: 'failure',
        finding: 'the database cannot be read',
        cause: describeReason(error),
        cure: 'start it, or correct DATABASE_URL or BRIDGE_DATA',
      },
    ];
  }
}

/** `store`: of a bridge that runs in this process and has it open already. */
export async function examineDatabase(
  configuration: Configuration,
  now: Date,
  store?: Store,
): Promise<Finding[]> {
  const read = store === undefined ? () => readDatabase(configuration) : () => readOpen(store);
  const findings = await judgeDatabase(configuration, now, read);
  if (configuration.store.databaseUrl !== undefined) return findings;
  return [...findings, judgeRoom(await readFreeBytes(configuration.store.dataFolder))];
}
