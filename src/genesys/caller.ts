/** Every call to Genesys Cloud goes this way: through the gate, over the wire, and again where that is safe. */

import type { z } from 'zod';
import { BridgeError } from '../errors.ts';
import { tidyAnswer } from './answers.ts';
import { type CallOptions, waitingSignal } from './call-options.ts';
import { type Combination, Combiner, type Turns } from './combiner.ts';
import { GenesysError } from './errors.ts';
import { describeFailure, findRefusedAnswer } from './failures.ts';
import { unansweredError } from './governor/breaker.ts';
import type { Clock } from './governor/clock.ts';
import type { Gate, Outcome, Pass } from './governor/gate.ts';
import { OperationBreakers, type OperationHealth } from './governor/operation-breakers.ts';
import { backOffMs, LONGEST_WAIT_SECONDS, MAX_ATTEMPTS } from './governor/retry.ts';
import { isRead, isSafeToRepeat, LOGIN, nameOf, type Operation } from './operation.ts';
import { pauseFor } from './patience.ts';
import { RecentAskers } from './recent-askers.ts';
import { badAnswer, isPage } from './refusals.ts';
import { Remembered } from './remembered.ts';
import type { SdkCall, Sender } from './sender.ts';
import { LostAnswer, type WireAnswer } from './wire.ts';

/** What the governor does beside its duty: repetitions and pauses. */
export interface LogEntry {
  readonly level: 'info' | 'warn';
  readonly message: string;
  readonly operation: string;
  readonly attempt: number;
  readonly waitMs: number;
  readonly code: string;
  readonly correlationId: string | undefined;
}

export interface CallerSettings {
  readonly gate: Pick<Gate, 'enter' | 'pause' | 'refusesForMs' | 'whenIdle'>;
  /** One for each lane of the gate. */
  readonly senders: readonly Pick<Sender, 'send' | 'redact'>[];
  readonly clock: Clock;
  readonly onLog: ((entry: LogEntry) => void) | undefined;
  /** Told when an operation that rested works again. */
  readonly onBack?: (() => void) | undefined;
}

export class Caller {
  readonly #settings: CallerSettings;
  readonly #operations: OperationBreakers;

  constructor(settings: CallerSettings) {
    this.#settings = settings;
    this.#operations = new OperationBreakers(settings.clock);
  }

  /** Calls and reads the answer; an answer that does not fit is `genesys.bad-answer`. */
  async read<T>(schema: z.ZodType<T>, operation: Operation, options: CallOptions, call: SdkCall): Promise<T> {
    const answer = await this.exchange(operation, options, call);
    const parsed = schema.safeParse(tidyAnswer(answer.data));
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.') || 'body';
    throw badAnswer(operation, answer, `${where}: ${issue?.message ?? 'of another shape'}`);
  }

  /** Calls for the effect. */
  async run(operation: Operation, options: CallOptions, call: SdkCall): Promise<void> {
    await this.exchange(operation, options, call);
  }

  /**
   * Combines what several want of the same kind; see `Combiner`. Nobody waits for a turn while `operation`, which
   * serves one alone, rests.
   */
  combine<Answer>(operation: Operation, combination: Combination<Answer>): Combiner<Answer> {
    const { gate, clock } = this.#settings;
    const enter: Turns['enter'] = async (options, party) => {
      this.#operations.refuseResting(nameOf(operation));
      return await gate.enter(options, party);
    };
    const whenIdle: Turns['whenIdle'] = (forMs, listener) => gate.whenIdle(forMs, listener);
    return new Combiner({ enter, whenIdle }, clock, combination);
  }

  /** Keeps answers for a while. */
  remember<Answer>(forMs: number): Remembered<Answer> {
    return new Remembered(this.#settings.clock, forMs);
  }

  /** Counts who asks, for a while. */
  countAskers(forMs: number): RecentAskers {
    return new RecentAskers(this.#settings.clock, forMs);
  }

  /** The answer as it came. */
  async exchange(operation: Operation, options: CallOptions, call: SdkCall): Promise<WireAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(operation, options, attempt, call);
      } catch (error) {
        await this.#waitToRepeat(error, operation, options, attempt);
      }
    }
  }

  async #attempt(operation: Operation, options: CallOptions, attempt: number, call: SdkCall) {
    const given = attempt === 1 ? options.pass : undefined;
    const pass = given ?? (await this.#waitForTurn(operation, options));
    const findsOut = this.#admit(operation, pass);
    if (!findsOut || !isRead(operation) || !isWaitedFor(options)) {
      return await this.#send(operation, options, attempt, call, pass);
    }
    // Whether it works again is found out at nobody's expense, as the others are who come meanwhile.
    void this.#send(operation, { priority: options.priority }, attempt, call, pass).catch(() => undefined);
    throw unansweredError(this.#operations.restsForMs(nameOf(operation)));
  }

  /** To be called with a turn at the gate, which is given back if the operation rests meanwhile. */
  #admit(operation: Operation, pass: Pass): boolean {
    try {
      return this.#operations.admit(nameOf(operation));
    } catch (error) {
      pass.leave('unsent');
      throw error;
    }
  }

  async #waitForTurn(operation: Operation, options: CallOptions): Promise<Pass> {
    this.#operations.refuseResting(nameOf(operation));
    return await this.#settings.gate.enter({ ...options, signal: waitingSignal(options) });
  }

  async #send(operation: Operation, options: CallOptions, attempt: number, call: SdkCall, pass: Pass) {
    const { gate, senders, clock, onBack } = this.#settings;
    const sender = senders[pass.lane];
    if (sender === undefined) throw new Error(`there is no OAuth client ${pass.lane}`);
    let outcome: Outcome = 'unsent';
    let health: OperationHealth = 'unknown';
    try {
      const answer = await sender.send(operation, options, attempt, call);
      outcome = answer;
      health = 'up';
      if (isPage(answer.headers, answer.data)) throw badAnswer(operation, answer, 'a page');
      return answer;
    } catch (thrown) {
      outcome = outcomeOf(thrown);
      const { secret } = options;
      const redact = (text: string) =>
        secret === undefined ? sender.redact(text) : sender.redact(text.replaceAll(secret, '***'));
      const error = describeFailure(thrown, { operation, now: clock.now(), redact });
      health = healthBehind(error);
      // Before the pass is given back: nobody else goes through meanwhile.
      if (error.code === 'genesys.throttled') gate.pause(pauseMs(error), pass);
      throw error;
    } finally {
      const isBack = this.#operations.record(nameOf(operation), health);
      pass.leave(outcome, health === 'failing' ? 'unknown' : health);
      if (isBack) onBack?.();
    }
  }

  /** Throws the error when that was the last attempt; at the rate limit the gate itself does the waiting. */
  async #waitToRepeat(error: unknown, operation: Operation, options: CallOptions, attempt: number) {
    const { gate, clock, onLog } = this.#settings;
    if (!(error instanceof GenesysError) || attempt >= MAX_ATTEMPTS) throw error;
    if (!mayRepeat(error, operation)) throw error;
    const waitMs = Math.max((error.askedSeconds ?? 0) * 1000, backOffMs(attempt));
    const { deadline } = options;
    if (deadline !== undefined && clock.now() + waitMs >= deadline) throw error;
    // After the pause it would be refused all the same.
    if (Math.max(gate.refusesForMs(), this.#operations.restsForMs(nameOf(operation))) > waitMs) throw error;
    const { code, correlationId } = error;
    const entry = { operation: nameOf(operation), attempt, waitMs, code, correlationId };
    onLog?.({ level: 'warn', message: 'a call to Genesys Cloud is repeated', ...entry });
    if (code !== 'genesys.throttled') await pauseFor(waitMs, clock, waitingSignal(options));
  }
}

/** By somebody who is to learn at once that there is no answer, and not by work that comes again by itself. */
function isWaitedFor({ priority }: CallOptions): boolean {
  return priority === 'interactive' || priority === 'background';
}

/**
 * Any refusal shows that Genesys is there; a call that was given up shows nothing. A 5xx may come from one of its
 * many services, so that it says something of the operation alone, unless it was the log-in.
 */
export function healthBehind(error: BridgeError): OperationHealth {
  if (error.code === 'genesys.bad-answer') return 'failing';
  if (error.code !== 'genesys.unreachable') return error instanceof GenesysError ? 'up' : 'unknown';
  const isLogin = error instanceof GenesysError && error.operation === nameOf(LOGIN);
  const isAnswered = error instanceof GenesysError && error.genesysStatus !== undefined;
  return isAnswered && !isLogin ? 'failing' : 'down';
}

function pauseMs(error: BridgeError): number {
  return Math.min(error.retryAfterSeconds ?? 1, LONGEST_WAIT_SECONDS) * 1000;
}

/** A log-in that failed leaves the call itself unsent, so that even a POST may try again. */
function mayRepeat(error: GenesysError, operation: Operation): boolean {
  if ((error.askedSeconds ?? 0) > LONGEST_WAIT_SECONDS) return false;
  if (error.repeat === 'always') return true;
  const safe = isSafeToRepeat(operation) || error.operation === nameOf(LOGIN);
  return error.repeat === 'ifSafe' && safe;
}

/** What the failure says about Genesys' count of our requests. */
function outcomeOf(thrown: unknown): Outcome {
  const answer = findRefusedAnswer(thrown);
  if (answer !== undefined) return answer;
  if (thrown instanceof LostAnswer) return thrown.kind === 'neverSent' ? 'unsent' : 'lost';
  if (thrown instanceof GenesysError) return thrown.operation === nameOf(LOGIN) ? 'unsent' : 'lost';
  return thrown instanceof BridgeError || typeof thrown === 'string' ? 'unsent' : 'lost';
}
