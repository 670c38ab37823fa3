import type { SpanContext } from '../telemetry/tracing.ts';
import type { Pass } from './governor/gate.ts';
import type { Priority } from './governor/priority.ts';
import type { CallInfo } from './sender.ts';

/** How long a call waits for company, unless it is full before. */
export interface Patience {
  /** Milliseconds since the epoch. */
  readonly until: number;
  /** Shorter when nothing goes on at the gate for so many milliseconds. */
  readonly idleMs: number;
}

/** The last parameter of every call to Genesys Cloud. */
export interface CallOptions {
  readonly priority: Priority;
  /** Ends the call at once, whether it waits, logs in or is on the wire. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Ends the wait for a turn, but lets what is on the wire finish: given up there, it could still take effect
   * after whatever overtakes it.
   */
  readonly overtaken?: AbortSignal | undefined;
  /** Whether the caller may still act; asked right before each request, whose effect nothing takes back. */
  readonly isHeld?: (() => boolean) | undefined;
  /** Milliseconds since the epoch after which nobody waits for the answer any more. */
  readonly deadline?: number | undefined;
  /**
   * What the call is part of: of one priority, the calls of whichever began to wait first go first, also those that
   * follow, instead of lining up behind all that has come since.
   */
  readonly errand?: object | undefined;
  /** Nobody waits for it: a call that can be combined may wait for others who want the same. */
  readonly patience?: Patience | undefined;
  /** A turn at the gate that was waited for already; the first try goes with it. */
  readonly pass?: Pass | undefined;
  /** What the call carries and no error may repeat. */
  readonly secret?: string | undefined;
  /** Told of every request that went over the wire for this call, also when others share it. */
  readonly onCall?: ((info: CallInfo) => void) | undefined;
  /** Spans of others for whom the same call is made. */
  readonly links?: readonly SpanContext[] | undefined;
}

/** What ends the wait for a turn. */
export function waitingSignal({ signal, overtaken }: CallOptions): AbortSignal | undefined {
  return signal !== undefined && overtaken !== undefined
    ? AbortSignal.any([signal, overtaken])
    : (signal ?? overtaken);
}
