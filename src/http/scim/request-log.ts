/**
 * The last SCIM requests of this instance, in memory. Noting one keeps references to what is there anyway; what an
 * administrator may see of it is worked out when somebody looks.
 */

import type { Response } from 'express';
import type { CallInfo } from '../../genesys/client.ts';
import { readCalls } from '../../provisioning/interactive-call.ts';
import type { AnsweredRequest } from '../access-log.ts';
import { readRequestId } from '../request-id.ts';
import { findState } from './request-state.ts';

/** One request as it came and went: holds people's data and is never shown as it is. */
export interface NotedRequest {
  /** Grows with every request of this process. */
  readonly number: number;
  /** Milliseconds since the epoch, when the answer was out. */
  readonly answeredAt: number;
  readonly durationMs: number;
  readonly requestId: string;
  /** Undefined for one that was not let in. */
  readonly client: string | undefined;
  readonly method: string;
  readonly url: string;
  /** 499 where the client left before the answer. */
  readonly status: number;
  readonly body: unknown;
  /** JSON. */
  readonly answer: string | undefined;
  /** Whether a body or an answer was too large to be remembered. */
  readonly omitted: { readonly body: boolean; readonly answer: boolean };
  /** What went to Genesys Cloud for it; the work of an offboarding is told with its steps. */
  readonly calls: readonly CallInfo[];
  readonly bytes: number;
}

export interface RequestLogSize {
  readonly keep: number;
  readonly bodyBytes: number;
}

/** Of bodies, as JSON. */
const MOST_BYTES = 16 * 1024 * 1024;
const NO_CALLS: readonly CallInfo[] = [];

function nameOf({ locals }: Response): string | undefined {
  const client: unknown = locals.client;
  const named = typeof client === 'object' && client !== null && 'name' in client;
  return named && typeof client.name === 'string' ? client.name : undefined;
}

export class RequestLog {
  readonly #size: RequestLogSize;
  readonly #mostBytes: number;
  /** A ring: number modulo its length. */
  readonly #requests: (NotedRequest | undefined)[];
  #next = 0;
  /** The oldest that is still there. */
  #oldest = 0;
  #bytes = 0;

  constructor(size: RequestLogSize, mostBytes = MOST_BYTES) {
    this.#size = size;
    this.#mostBytes = mostBytes;
    this.#requests = Array.from({ length: size.keep });
  }

  note({ request, response, status, durationMs }: AnsweredRequest): void {
    const { keep, bodyBytes } = this.#size;
    if (keep === 0) return;
    const state = findState(response);
    const length = Number(request.headers['content-length'] ?? 0);
    const isBodyKept = length <= bodyBytes && request.headers['transfer-encoding'] === undefined;
    const told: unknown = response.locals.answer;
    const answer = typeof told === 'string' ? told : undefined;
    const isAnswerKept = answer !== undefined && answer.length <= bodyBytes;
    const body: unknown = request.body;
    const noted: NotedRequest = {
      number: this.#next,
      answeredAt: Date.now(),
      durationMs,
      requestId: readRequestId(response),
      client: nameOf(response),
      method: request.method,
      url: request.originalUrl,
      status,
      body: isBodyKept ? body : undefined,
      answer: isAnswerKept ? answer : undefined,
      omitted: { body: !isBodyKept && body !== undefined, answer: answer !== undefined && !isAnswerKept },
      calls: state?.call === undefined ? NO_CALLS : readCalls(state.call.context),
      bytes: (isBodyKept ? length : 0) + (isAnswerKept ? answer.length : 0) + request.originalUrl.length,
    };
    if (this.#next - this.#oldest === keep) this.#dropOldest();
    this.#requests[this.#next % keep] = noted;
    this.#next += 1;
    this.#bytes += noted.bytes;
    while (this.#bytes > this.#mostBytes && this.#oldest < this.#next - 1) this.#dropOldest();
  }

  /** Newest first. */
  *list(before = this.#next): Generator<NotedRequest> {
    for (let number = Math.min(before, this.#next) - 1; number >= this.#oldest; number -= 1) {
      const noted = this.#requests[number % this.#size.keep];
      if (noted !== undefined) yield noted;
    }
  }

  /** The latest one with this id: clients may give several the same. */
  find(requestId: string): NotedRequest | undefined {
    for (const noted of this.list()) if (noted.requestId === requestId) return noted;
    return undefined;
  }

  #dropOldest(): void {
    const slot = this.#oldest % this.#size.keep;
    this.#bytes -= this.#requests[slot]?.bytes ?? 0;
    this.#requests[slot] = undefined;
    this.#oldest += 1;
  }
}
