/**
 * What the command line changes is in the database; where a running bridge holds the embedded one, it is reached
 * through its control socket. Both ways take the same requests and give the same answers.
 */

import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { z } from 'zod';
import { clientDirectory } from '../config/client-directory.ts';
import type { Configuration } from '../config/configuration.ts';
import { isErrorCode } from '../error-guide/guide.ts';
import { BridgeError } from '../errors.ts';
import { describeNotifications, retryFailed } from '../notifications/control.ts';
import { endConversations } from '../offboarding/end-conversations.ts';
import { decideGuard, describeGuards } from '../offboarding/guard-control.ts';
import type { OffboardingPolicy } from '../offboarding/policy.ts';
import type { ConfiguredClients } from '../store/client-administration.ts';
import { listCredentials } from '../store/credentials.ts';
import { inspect } from '../store/inspection.ts';
import type { Store } from '../store/open.ts';
import { createLogger } from '../telemetry/logger.ts';
import { auditRequestSchema, carryOutAudit } from './audit-access.ts';
import { credentialRequestSchema, manageCredentials } from './credential-access.ts';
import { controlSocketPath, openData } from './open-data.ts';
import { actorOf, findOperator, writeOperator } from './operator.ts';

export const controlRequestSchema = z.union([
  credentialRequestSchema,
  auditRequestSchema,
  z.discriminatedUnion('action', [
    z.strictObject({ action: z.literal('guard.status') }),
    z.strictObject({
      action: z.literal('guard.decide'),
      client: z.string().min(1),
      verdict: z.enum(['release', 'reject']),
      forMs: z.number().int().positive().optional(),
    }),
    z.strictObject({ action: z.literal('conversations.end'), userId: z.uuid() }),
    z.strictObject({ action: z.literal('database.inspect') }),
    z.strictObject({ action: z.literal('database.copy'), to: z.string().startsWith('/') }),
    z.strictObject({
      action: z.literal('notifications.list'),
      status: z.enum(['pending', 'delivered', 'failed']).optional(),
      limit: z.number().int().min(1).max(500),
    }),
    z.strictObject({ action: z.literal('notifications.retry'), id: z.string().min(1).optional() }),
  ]),
]);

export type ControlRequest = z.infer<typeof controlRequestSchema>;

/** Everything that journeys and the guard go by. */
export function offboardingPolicy({
  offboarding,
  provisioning,
  clients,
  guard,
}: Configuration): OffboardingPolicy {
  return { ...offboarding, defaultRoles: provisioning.defaultRoles, clients, guard };
}

/** What commands go by beside the database. */
export interface ControlRules {
  readonly policy: OffboardingPolicy;
  readonly clients: ConfiguredClients<unknown>;
}

export function controlRules(configuration: Configuration): ControlRules {
  return { policy: offboardingPolicy(configuration), clients: clientDirectory(configuration) };
}

/** Carries out one request; the answer is plain JSON. */
export async function carryOut(
  store: Store,
  { policy, clients }: ControlRules,
  request: ControlRequest,
  operator: string | undefined,
): Promise<unknown> {
  const now = new Date();
  const by = { actor: actorOf(operator), requestId: randomUUID() };
  switch (request.action) {
    case 'guard.status':
      return { guards: await describeGuards(store, policy, now) };
    case 'guard.decide':
      return await decideGuard(store, request, by, now);
    case 'conversations.end':
      return await endConversations(store, request.userId, by, now);
    case 'database.inspect':
      return { ...(await inspect(store.db)), credentials: await listCredentials(store.db) };
    case 'database.copy':
      return await copyDatabase(store, request.to);
    case 'notifications.list':
      return await describeNotifications(store, request);
    case 'notifications.retry':
      return await retryFailed(store, request.id, by, now);
    case 'audit.list':
    case 'audit.verify':
    case 'audit.export':
    case 'audit.erase':
      return await carryOutAudit(store, request, by, now);
    default:
      return await manageCredentials(store, clients, request, by, now);
  }
}

async function copyDatabase(store: Store, to: string): Promise<unknown> {
  if (store.kind === 'embedded') await store.copyTo(to);
  return { copied: store.kind === 'embedded' };
}

export type Ask = (request: ControlRequest) => Promise<unknown>;

/** Does it in the database, or asks the bridge that has it open. */
export function control(configuration: Configuration, request: ControlRequest): Promise<unknown> {
  return withControl(configuration, (ask) => ask(request));
}

/** The same for several requests, with the database opened once. */
export async function withControl<T>(
  configuration: Configuration,
  act: (ask: Ask) => Promise<T>,
): Promise<T> {
  const log = createLogger({ ...configuration.log, level: 'error', destination: process.stderr });
  let store: Store;
  try {
    store = await openData(configuration, log);
  } catch (error) {
    if (!(error instanceof BridgeError) || error.code !== 'store.locked') throw error;
    return await act((request) => askOwner(controlSocketPath(configuration.store.dataFolder), request));
  }
  try {
    return await act((request) => carryOut(store, controlRules(configuration), request, findOperator()));
  } finally {
    await store.close();
  }
}

const answerSchema = z.union([
  z.object({ answer: z.unknown() }),
  z.object({ error: z.object({ code: z.string(), status: z.number(), message: z.string() }) }),
]);

function readAnswer(text: string): unknown {
  const parsed = answerSchema.parse(JSON.parse(text));
  if ('error' in parsed) {
    const { code, status, message } = parsed.error;
    throw new BridgeError(message, { code: isErrorCode(code) ? code : 'cli.failed', status });
  }
  return parsed.answer;
}

const PATIENCE_MS = 10_000;
/** A trail of millions of entries is read as a whole, a large folder copied. */
const LONG_WORK_MS = 600_000;
const LONG_WORK: ReadonlySet<ControlRequest['action']> = new Set(['audit.verify', 'database.copy']);

/** Asks the bridge that owns the data folder. */
export function askOwner(socketPath: string, request: ControlRequest): Promise<unknown> {
  const timeout = LONG_WORK.has(request.action) ? LONG_WORK_MS : PATIENCE_MS;
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void =>
      reject(
        new BridgeError(
          `the running bridge cannot be reached through ${socketPath}; stop it or use its admin API`,
          {
            code: 'cli.no-owner',
            status: 500,
            cause,
          },
        ),
      );
    const call = httpRequest(
      { socketPath, path: '/control', method: 'POST', timeout, headers: writeOperator(findOperator()) },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          try {
            resolve(readAnswer(text));
          } catch (error) {
            if (error instanceof BridgeError) reject(error);
            else fail(error);
          }
        });
      },
    );
    call.on('error', fail);
    call.on('timeout', () => call.destroy(new Error(`no answer within ${timeout / 1_000} s`)));
    call.setHeader('Content-Type', 'application/json');
    call.end(JSON.stringify(request));
  });
}
