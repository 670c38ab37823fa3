/**
 * The SDK's way onto the wire. Nothing it rejects with holds a request, so no token, secret or personal data can
 * travel inside an error, and it follows no redirect, so the token goes to no other host.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import platformClient, { type HttpRequestOptions } from 'purecloud-platform-client-v2';
import { readAnswerBody } from './answer-body.ts';
import type { AnswerHeaders } from './governor/rate-headers.ts';
import { type LossKind, LostAnswer, RefusedAnswer, type WireAnswer } from './wire.ts';

const SOCKETS_A_CLIENT = 16;

interface CallLimits {
  readonly signal: AbortSignal | undefined;
  /** For everything from the first byte sent to the last one received. */
  readonly timeoutMs: number;
  /** Goes out instead of the token that the SDK holds: one SDK client serves several OAuth clients. */
  readonly bearer?: string;
}

// The SDK has no parameter for a signal; the limits reach the transport beside it (FACTS section 14).
const limitsOfCall = new AsyncLocalStorage<CallLimits>();

/** Runs one SDK call under its limits; what the SDK throws synchronously becomes a rejection. */
export function withinLimits<T>(limits: CallLimits, send: () => Promise<T>): Promise<T> {
  return limitsOfCall.run(limits, async () => send());
}

function isLoopback(url: URL): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
}

function buildUrl(options: HttpRequestOptions): URL {
  const url = new URL(options.url);
  for (const [name, value] of Object.entries(options.params ?? {})) {
    if (value !== undefined && value !== null) url.searchParams.set(name, String(value));
  }
  return url;
}

function flattenHeaders(message: IncomingMessage): AnswerHeaders {
  return Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

async function readAnswer(message: IncomingMessage): Promise<WireAnswer> {
  return {
    status: message.statusCode ?? 0,
    statusText: message.statusMessage ?? '',
    headers: flattenHeaders(message),
    data: await readAnswerBody(message),
  };
}

/** Codes of connections that never came about: Genesys has seen nothing of the request. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function classifyLoss(error: Error): LostAnswer {
  if (error instanceof LostAnswer) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const isCertificate = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|HOSTNAME_MISMATCH/.test(code);
  const kind: LossKind = isCertificate ? 'certificate' : NEVER_SENT.has(code) ? 'neverSent' : 'broken';
  return new LostAnswer(kind, code);
}

interface Outgoing {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

function prepare(options: HttpRequestOptions, bearer: string | undefined): Outgoing {
  const data: unknown = options.data;
  const body = data === undefined || data === null || typeof data === 'string' ? data : JSON.stringify(data);
  const headers: Record<string, string> = { 'accept-encoding': 'gzip' };
  for (const [name, value] of Object.entries(options.headers ?? {}))
    headers[name.toLowerCase()] = String(value);
  if (typeof data === 'string') headers['content-type'] ??= 'application/x-www-form-urlencoded';
  if (bearer !== undefined) headers.authorization = `Bearer ${bearer}`;
  headers['content-length'] = String(Buffer.byteLength(body ?? ''));
  return { method: options.method, headers, body: body ?? undefined };
}

export class Transport extends platformClient.AbstractHttpClient {
  readonly #httpAgent: HttpAgent;
  readonly #httpsAgent: HttpsAgent;
  readonly #proxiedHttpAgent: HttpAgent;

  /** `clients`: how many OAuth clients share it. */
  constructor(clients = 1) {
    super();
    const direct = { keepAlive: true, maxSockets: SOCKETS_A_CLIENT * clients };
    const proxied = { ...direct, proxyEnv: process.env };
    this.#httpAgent = new HttpAgent(direct);
    this.#httpsAgent = new HttpsAgent(proxied);
    this.#proxiedHttpAgent = new HttpAgent(proxied);
  }

  /** Resolves with an answer below 300; rejects with RefusedAnswer or LostAnswer, never anything else. */
  override async request(options: HttpRequestOptions): Promise<WireAnswer> {
    const limits = limitsOfCall.getStore() ?? { signal: undefined, timeoutMs: this.timeout };
    const answer = await this.#exchange(buildUrl(options), prepare(options, limits.bearer), limits).catch(
      (error: unknown) => {
        throw error instanceof Error ? classifyLoss(error) : new LostAnswer('broken', 'unknown');
      },
    );
    if (answer.status >= 300) throw new RefusedAnswer(answer);
    return answer;
  }

  /** The bridge hooks in beside the SDK; the SDK's own hooks stay unused. */
  override enableHooks(): void {}

  /** Closes every connection; requests on the wire fail as lost. */
  close(): void {
    this.#httpAgent.destroy();
    this.#httpsAgent.destroy();
    this.#proxiedHttpAgent.destroy();
  }

  #agentFor(url: URL): HttpAgent {
    if (url.protocol === 'https:') return this.#httpsAgent;
    return isLoopback(url) ? this.#httpAgent : this.#proxiedHttpAgent;
  }

  async #exchange(url: URL, outgoing: Outgoing, limits: CallLimits): Promise<WireAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<WireAnswer>();
    const { method, headers, body } = outgoing;
    const start = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = start(url, { method, headers, agent: this.#agentFor(url) });
    const giveUp = (kind: LossKind) => request.destroy(new LostAnswer(kind, kind));
    const onAbort = () => giveUp('aborted');
    const timer = setTimeout(() => giveUp('timeout'), limits.timeoutMs);
    limits.signal?.addEventListener('abort', onAbort, { once: true });
    request.on('error', reject);
    request.on('response', (message) => readAnswer(message).then(resolve, reject));
    if (limits.signal?.aborted) giveUp('aborted');
    request.end(body);
    try {
      return await promise;
    } catch (error) {
      request.destroy();
      throw error;
    } finally {
      clearTimeout(timer);
      limits.signal?.removeEventListener('abort', onAbort);
    }
  }
}
