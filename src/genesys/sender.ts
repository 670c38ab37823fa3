/** One request on the wire, with a token that Genesys takes, reported to whoever measures. */

import type { ApiClientClass, AuthData } from 'purecloud-platform-client-v2';
import { z } from 'zod';
import { runInSpan } from '../telemetry/tracing.ts';
import { AccessToken, type Token } from './access-token.ts';
import type { CallOptions } from './call-options.ts';
import { endCallSpan, startCallSpan } from './call-span.ts';
import { describeFailure, findRefusedAnswer } from './failures.ts';
import type { Priority } from './governor/priority.ts';
import { abortedError } from './governor/refusals.ts';
import { LOGIN, nameOf, type Operation } from './operation.ts';
import { untilAborted } from './patience.ts';
import { withinLimits } from './transport.ts';
import type { WireAnswer } from './wire.ts';

/** One request that went over the wire, for metrics and logs; holds nothing of its content. */
export interface CallInfo {
  /** `PUT /api/v2/users/{userId}/state`. */
  readonly operation: string;
  readonly method: string;
  /** Path template. */
  readonly path: string;
  /** Undefined when no answer came. */
  readonly status: number | undefined;
  readonly durationMs: number;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly correlationId: string | undefined;
  readonly priority: Priority;
}

export interface SenderSettings {
  readonly client: ApiClientClass;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly timeoutMs: number;
  readonly now: () => number;
  readonly onCall: ((info: CallInfo) => void) | undefined;
}

/** Calls the SDK, whose answers are extended responses, not the models that its types promise. */
export type SdkCall = () => Promise<unknown>;

const extendedResponse = z.object({
  status: z.number(),
  statusText: z.string(),
  headers: z.record(z.string(), z.string().optional()),
  body: z.unknown(),
});

/** Shorter words would turn up in harmless text. */
const SHORTEST_SECRET = 8;

export class Sender {
  readonly #settings: SenderSettings;
  readonly #token: AccessToken;

  constructor(settings: SenderSettings) {
    const { client, clientId, clientSecret, now } = settings;
    this.#settings = settings;
    this.#token = new AccessToken({
      client,
      clientId,
      clientSecret,
      now,
      perform: (logIn) => this.#logIn(logIn),
    });
  }

  /** Rejects with what the SDK threw; a token that Genesys refuses is replaced once. */
  async send(
    operation: Operation,
    options: CallOptions,
    attempt: number,
    call: SdkCall,
  ): Promise<WireAnswer> {
    const { signal } = options;
    const used = await untilAborted(this.#token.obtain(), signal);
    try {
      return await this.#exchange(operation, options, attempt, call, used);
    } catch (thrown) {
      if (findRefusedAnswer(thrown)?.status !== 401) throw thrown;
    }
    const renewed = await untilAborted(this.#token.replace(used), signal);
    return this.#exchange(operation, options, attempt, call, renewed);
  }

  /** Takes out our own secrets and whatever else looks like credentials. */
  redact(text: string): string {
    const plain = text.replace(/\b(Bearer|Basic)\s+\S+/gi, '$1 ***');
    return this.#token
      .secrets()
      .filter((secret) => secret.length >= SHORTEST_SECRET)
      .reduce((clean, secret) => clean.replaceAll(secret, '***'), plain);
  }

  async #exchange(
    operation: Operation,
    options: CallOptions,
    attempt: number,
    call: SdkCall,
    token: Token,
  ): Promise<WireAnswer> {
    const { signal, deadline, isHeld } = options;
    if (isHeld?.() === false) throw abortedError();
    const { now, timeoutMs } = this.#settings;
    const left = deadline === undefined ? timeoutMs : Math.max(1, Math.min(timeoutMs, deadline - now()));
    return this.#measure(operation, options, attempt, async () => {
      const { body, ...answer } = extendedResponse.parse(
        await withinLimits({ signal, timeoutMs: left, bearer: token.text }, call),
      );
      return { ...answer, data: body };
    });
  }

  /** Many calls may wait for one log-in, so none of their signals or deadlines ends it. */
  async #logIn(logIn: () => Promise<AuthData>): Promise<AuthData> {
    const { timeoutMs, now } = this.#settings;
    try {
      return await this.#measure(LOGIN, { priority: 'interactive' }, 1, () =>
        withinLimits({ signal: undefined, timeoutMs }, logIn),
      );
    } catch (thrown) {
      throw describeFailure(thrown, { operation: LOGIN, now: now(), redact: (text) => this.redact(text) });
    }
  }

  async #measure<T>(
    operation: Operation,
    options: CallOptions,
    attempt: number,
    send: () => Promise<T>,
  ): Promise<T> {
    const startedAt = performance.now();
    const span = startCallSpan(operation, options, attempt);
    const report = (answer: Partial<WireAnswer> | undefined) => {
      const info: CallInfo = {
        operation: nameOf(operation),
        method: operation.method,
        path: operation.path,
        status: answer?.status,
        durationMs: performance.now() - startedAt,
        attempt,
        correlationId: answer?.headers?.['inin-correlation-id'],
        priority: options.priority,
      };
      this.#settings.onCall?.(info);
      options.onCall?.(info);
    };
    try {
      const result = await runInSpan(span, send);
      const answer = isAnswer(result) ? result : { status: 200 };
      report(answer);
      if (span !== undefined) endCallSpan(span, answer);
      return result;
    } catch (thrown) {
      const answer = findRefusedAnswer(thrown);
      report(answer);
      if (span !== undefined) endCallSpan(span, answer, thrown);
      throw thrown;
    }
  }
}

function isAnswer(value: unknown): value is WireAnswer {
  return typeof value === 'object' && value !== null && 'status' in value && 'headers' in value;
}
