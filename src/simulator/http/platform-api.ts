import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Request, Response } from 'express';
import { type Delivery, type Fault, type Faults, USUAL_DELIVERY } from '../control/faults.ts';
import { type Journal, queryRecord } from '../control/journal.ts';
import type { RecordedExchange, Recorder } from '../control/recorder.ts';
import { isScimPath, scimErrorBody } from '../native-scim/scim-error.ts';
import type { Reply } from '../operations/operation.ts';
import type { OperationTable } from '../operations/operation-table.ts';
import type { World } from '../world.ts';
import { type AccessToken, bearerToken, unauthenticated } from './access-tokens.ts';
import { requirePermissions } from './permission-check.ts';
import { codeForStatus, errorBody, notFound, PlatformError } from './platform-error.ts';
import { RateLimit } from './rate-limit.ts';
import { readRequestBody } from './read-request-body.ts';
import { sendReply } from './send-reply.ts';
import { answerTokenRequest, TOO_MANY_LOGINS } from './token-endpoint.ts';

export interface PlatformApiOptions {
  readonly world: World;
  readonly operations: OperationTable;
  readonly journal: Journal;
  readonly faults: Faults;
  /** Keeps every exchange in full; undefined keeps none. */
  readonly recorder: Recorder | undefined;
  readonly rateLimit: RateLimit;
  /** Delay of each answer in milliseconds. */
  readonly latencyMs: number;
}

/** One request on its way through, and what its answer will carry. */
interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly header: (name: string) => string | undefined;
  readonly arrivedAt: number;
  readonly correlationId: string;
  readonly token: AccessToken | undefined;
  readonly headers: Record<string, string>;
  body: unknown;
  bodyError: unknown;
  clientId: string | undefined;
  /** Whether a fault decides the answer. */
  faulty: boolean;
  delivery: Delivery;
}

type Outcome = Reply | 'dropped';

const LOGIN_PATH = '/oauth/token';

/** Answers everything that is not `/simulator/*` as the Platform API and its login would. */
export class PlatformApi {
  readonly #options: PlatformApiOptions;
  readonly #operationLimit: RateLimit;
  readonly #loginLimit: RateLimit;

  constructor(options: PlatformApiOptions) {
    this.#options = options;
    const { behaviour } = options.world;
    this.#operationLimit = new RateLimit(() => behaviour.amount('operationRatePerMinute'));
    this.#loginLimit = new RateLimit(() => behaviour.amount('tokenRequestsPerMinute'));
  }

  async answer(request: Request, response: Response): Promise<void> {
    const exchange = this.#open(request);
    try {
      exchange.body = await readRequestBody(request, response);
    } catch (error) {
      exchange.bodyError = error;
    }
    await this.#close(exchange, response, await this.#decide(exchange));
  }

  #open(request: Request): Exchange {
    const { world } = this.#options;
    // No URL parser here: it would take a leading double slash for a host and resolve dots.
    const [path = '/', query = ''] = request.originalUrl.split(/\?(.*)/s);
    const authorization = request.headers.authorization;
    const bearer = bearerToken(authorization);
    const token = bearer === undefined ? undefined : this.#tokenOf(bearer);
    const correlationId = randomUUID();
    return {
      method: request.method,
      path,
      query,
      header: (name) => request.get(name),
      arrivedAt: world.now(),
      correlationId,
      token,
      headers: { 'ININ-Correlation-Id': correlationId },
      body: undefined,
      bodyError: undefined,
      clientId: token?.clientId,
      faulty: false,
      delivery: USUAL_DELIVERY,
    };
  }

  #tokenOf(bearer: string): AccessToken | undefined {
    const { tokens, behaviour, now } = this.#options.world;
    return tokens.find(bearer, now(), behaviour.amount('tokenIdleSeconds'));
  }

  async #decide(exchange: Exchange): Promise<Outcome> {
    try {
      this.#countRequest(exchange);
      const { method, path } = exchange;
      const effect = this.#options.faults.take(method, path);
      Object.assign(exchange.headers, effect.headers);
      exchange.faulty = effect.decisive !== undefined;
      exchange.delivery = effect.delivery;
      const delayMs = this.#options.latencyMs + effect.delayMs;
      if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
      return this.#applyFault(exchange, effect.decisive);
    } catch (error) {
      return errorReply(exchange, error);
    }
  }

  #countRequest(exchange: Exchange): void {
    const { token, path } = exchange;
    if (token === undefined || path === LOGIN_PATH) return;
    const verdict = this.#options.rateLimit.take(token.token, exchange.arrivedAt);
    Object.assign(exchange.headers, verdict.headers);
    if (verdict.refusal !== undefined) throw verdict.refusal;
  }

  #applyFault(exchange: Exchange, fault: Fault | undefined): Outcome {
    if (fault?.drop === 'before') return 'dropped';
    if (fault?.drop === 'after') {
      this.#perform(exchange);
      return 'dropped';
    }
    return fault?.status === undefined ? this.#perform(exchange) : faultReply(exchange, fault, fault.status);
  }

  #perform(exchange: Exchange): Reply {
    try {
      if (exchange.bodyError !== undefined) throw exchange.bodyError;
      return exchange.path === LOGIN_PATH && exchange.method === 'POST'
        ? this.#login(exchange)
        : this.#operate(exchange);
    } catch (error) {
      return errorReply(exchange, error);
    }
  }

  #login(exchange: Exchange): Reply {
    const { world } = this.#options;
    const { body } = exchange;
    const authorization = exchange.header('authorization');
    if (this.#loginLimit.take(authorization ?? '', world.now()).refusal !== undefined) return TOO_MANY_LOGINS;
    const lifetimeSeconds = world.behaviour.amount('tokenLifetimeSeconds');
    const request = { authorization, body, now: world.now(), lifetimeSeconds };
    const answer = answerTokenRequest(world.tokens, request);
    exchange.clientId = answer.clientId;
    return { status: answer.status, body: answer.body };
  }

  #operate({ method, path, query, body, token, header }: Exchange): Reply {
    if (token === undefined) throw unauthenticated(header('authorization'));
    const match = this.#options.operations.find(method, path);
    if (match === undefined) throw notFound(`${method} ${path}`);
    const { operation, params } = match;
    const key = `${token.token} ${operation.method} ${operation.path}`;
    const { refusal } = this.#operationLimit.take(key, this.#options.world.now());
    if (refusal !== undefined) throw refusal;
    requirePermissions(operation.permissions, token.permissions);
    const { world } = this.#options;
    world.organisation.schedule.runDue(world.now());
    const now = world.now();
    return operation.handle({
      world,
      now,
      client: token,
      params,
      query: new URLSearchParams(query),
      body,
      header,
    });
  }

  /** The journal entry comes first: whoever has the answer must find it there. */
  async #close(exchange: Exchange, response: Response, outcome: Outcome): Promise<void> {
    const { method, path, query, arrivedAt, body, clientId } = exchange;
    this.#options.journal.add({
      at: new Date(arrivedAt).toISOString(),
      method,
      path,
      query: queryRecord(new URLSearchParams(query)),
      status: outcome === 'dropped' ? 0 : outcome.status,
      client: clientId ?? null,
      durationMs: this.#options.world.now() - arrivedAt,
      ...has('body', body),
    });
    this.#options.recorder?.add(recordOf(exchange, outcome));
    if (outcome === 'dropped') response.socket?.destroy();
    else await sendReply(response, { ...outcome.headers, ...exchange.headers }, outcome, exchange.delivery);
  }
}

function recordOf(exchange: Exchange, outcome: Outcome): RecordedExchange {
  const { method, path, query, clientId, body, faulty } = exchange;
  const { status, body: answer } = outcome === 'dropped' ? { status: 0 } : outcome;
  // Where tokens are issued, bodies are secrets.
  const bodies = path === LOGIN_PATH ? {} : { ...has('body', body), ...has('answer', answer) };
  return {
    method,
    path,
    query,
    app: exchange.header('genesys-app') ?? null,
    client: clientId ?? null,
    status,
    ...bodies,
    ...(faulty ? { fault: true } : {}),
  };
}

function has(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value };
}

function errorReply(exchange: Exchange, error: unknown): Reply {
  const known = error instanceof PlatformError ? error : unexpected(error);
  Object.assign(exchange.headers, known.headers);
  const { path, correlationId } = exchange;
  const body = isScimPath(path) ? scimErrorBody(known) : errorBody(known, correlationId);
  return { status: known.status, body };
}

function unexpected(error: unknown): PlatformError {
  const detail = error instanceof Error ? error.message : String(error);
  return new PlatformError(500, 'internal.server.error', `The simulator failed: ${detail}`);
}

/** Without a body the usual error body is made up. */
function faultReply(exchange: Exchange, fault: Fault, status: number): Reply {
  if (fault.body !== undefined) return { status, body: fault.body };
  const message = `The simulator was told to answer ${status} here.`;
  const error = new PlatformError(status, fault.code ?? codeForStatus(status), message);
  return { status, body: errorBody(error, exchange.correlationId) };
}
