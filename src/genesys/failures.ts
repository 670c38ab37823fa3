/** The one place where what the SDK throws becomes an error of ours; nothing of the request comes along. */

import { BridgeError } from '../errors.ts';
import { GenesysError } from './errors.ts';
import { abortedError } from './governor/refusals.ts';
import type { Repeat } from './governor/retry.ts';
import { nameOf, type Operation } from './operation.ts';
import { describeRefusal } from './refusals.ts';
import { type LossKind, LostAnswer, RefusedAnswer, type WireAnswer } from './wire.ts';

export interface FailureContext {
  readonly operation: Operation;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Takes secrets out of text that came from outside. */
  readonly redact: (text: string) => string;
}

/** The answer behind what the SDK rejected with, if there was one. */
export function findRefusedAnswer(thrown: unknown): WireAnswer | undefined {
  if (thrown instanceof RefusedAnswer) return thrown.response;
  if (typeof thrown !== 'object' || thrown === null || !('error' in thrown)) return undefined;
  return thrown.error instanceof RefusedAnswer ? thrown.error.response : undefined;
}

export function describeFailure(thrown: unknown, context: FailureContext): BridgeError {
  const answer = findRefusedAnswer(thrown);
  if (answer !== undefined) return describeRefusal(answer, context);
  if (thrown instanceof LostAnswer) return describeLoss(thrown, context.operation);
  if (thrown instanceof BridgeError) return thrown;
  return describeMisuse(thrown, context);
}

interface Loss {
  readonly repeat: Repeat;
  readonly what: (code: string) => string;
}

const LOSSES: Readonly<Record<Exclude<LossKind, 'aborted'>, Loss>> = {
  neverSent: {
    repeat: 'always',
    what: (code) => `cannot be reached (${code}): check the network, the region or gateway, and the proxy`,
  },
  broken: { repeat: 'ifSafe', what: (code) => `closed the connection before its answer was whole (${code})` },
  timeout: { repeat: 'ifSafe', what: () => 'did not answer in time' },
  certificate: {
    repeat: 'never',
    what: (code) =>
      `has a certificate that is not trusted (${code}): check the gateway and NODE_EXTRA_CA_CERTS`,
  },
  tooLarge: { repeat: 'never', what: () => 'answered with more than the bridge takes' },
};

function describeLoss(lost: LostAnswer, operation: Operation): BridgeError {
  if (lost.kind === 'aborted') return abortedError();
  const { repeat, what } = LOSSES[lost.kind];
  return new GenesysError(`Genesys Cloud ${what(lost.code)}; the call was ${nameOf(operation)}`, {
    code: 'genesys.unreachable',
    status: 503,
    retryAfterSeconds: 10,
    operation: nameOf(operation),
    repeat,
  });
}

/** The SDK throws a bare string when a required argument is missing (FACTS section 14). */
function describeMisuse(thrown: unknown, { operation, redact }: FailureContext): GenesysError {
  const text =
    typeof thrown === 'string' ? thrown : thrown instanceof Error ? thrown.message : 'unknown cause';
  return new GenesysError(`${nameOf(operation)} could not be made: ${redact(text)}`, {
    code: 'genesys.bad-call',
    status: 500,
    operation: nameOf(operation),
  });
}
