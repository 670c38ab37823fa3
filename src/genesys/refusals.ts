/** What each status of Genesys Cloud means to the bridge and to a SCIM client (FACTS section 13). */

import { type ErrorBody, readErrorBody } from './error-body.ts';
import { GenesysError, type GenesysErrorOptions } from './errors.ts';
import type { FailureContext } from './failures.ts';
import { type AnswerHeaders, readRetryAfter } from './governor/rate-headers.ts';
import { findPermissions } from './missing-permissions.ts';
import { LOGIN, nameOf, type Operation } from './operation.ts';
import type { WireAnswer } from './wire.ts';

const UNREACHABLE_RETRY_SECONDS = 10;
const THROTTLED_RETRY_SECONDS = 10;
const CONFLICT_RETRY_SECONDS = 1;
/** A broken or hostile header does not stop the bridge for days. */
const LONGEST_RETRY_SECONDS = 3600;

interface Refusal extends FailureContext {
  readonly answer: WireAnswer;
  readonly body: ErrorBody;
  readonly message: string;
}

type Meaning = Pick<
  GenesysErrorOptions,
  'code' | 'status' | 'retryAfterSeconds' | 'missingPermissions' | 'repeat' | 'askedSeconds'
>;

export function describeRefusal(answer: WireAnswer, context: FailureContext): GenesysError {
  const body = readErrorBody(answer.data);
  const refusal = { ...context, answer, body, message: context.redact(body.message ?? '') };
  if (answer.status === 429 || isLoginThrottled(refusal)) return describeThrottling(refusal);
  if (answer.status >= 500) return describeOutage(refusal);
  if (answer.status < 400 || isPage(answer.headers, answer.data)) {
    return badAnswer(context.operation, answer, `status ${answer.status} without a Genesys error`);
  }
  if (context.operation === LOGIN) return describeLoginRefusal(refusal);
  return describeByStatus(refusal);
}

/**
 * A gateway's page, whatever its status says: Genesys answers JSON or nothing. A few operations answer a JSON
 * string, such as the end of a conversation.
 */
export function isPage(headers: AnswerHeaders, data: unknown): boolean {
  const type = headers['content-type'] ?? '';
  const isText = typeof data === 'string' && data !== '';
  return (isText && !/\bjson\b/i.test(type)) || /\bhtml\b/i.test(type);
}

/** An answer that is not what the Platform API promises. */
export function badAnswer(operation: Operation, answer: WireAnswer, why: string): GenesysError {
  const message =
    `the answer to ${nameOf(operation)} is not Genesys Cloud's (${why}): ` +
    'check the region or gateway, and the proxies between';
  return new GenesysError(message, {
    code: 'genesys.bad-answer',
    status: 503,
    retryAfterSeconds: UNREACHABLE_RETRY_SECONDS,
    operation: nameOf(operation),
    genesysStatus: answer.status,
    correlationId: answer.headers['inin-correlation-id'],
  });
}

function refuse(refusal: Refusal, message: string, meaning: Meaning): GenesysError {
  const { answer, body, operation } = refusal;
  return new GenesysError(message, {
    ...meaning,
    operation: nameOf(operation),
    genesysStatus: answer.status,
    genesysCode: body.code,
    genesysMessage: refusal.message === '' ? undefined : refusal.message,
    correlationId: answer.headers['inin-correlation-id'],
  });
}

/** `(409 general.conflict: The version ...)`. */
function quote({ answer, body, message }: Refusal): string {
  const code = body.code === undefined ? '' : ` ${body.code}`;
  return `(${answer.status}${code}${message === '' ? '' : `: ${message}`})`;
}

/** The seconds for the client, and what Genesys itself asked for. */
function readPatience({ answer, now }: Refusal, otherwise: number) {
  const askedSeconds = readRetryAfter(answer.headers, now);
  const seconds = Math.min(Math.max(askedSeconds ?? otherwise, 1), LONGEST_RETRY_SECONDS);
  return { retryAfterSeconds: seconds, askedSeconds };
}

/** The token endpoint throttles with 400 `invalid_request (rate limit exceeded; ...`. */
function isLoginThrottled({ operation, answer, body }: Refusal): boolean {
  if (operation !== LOGIN || answer.status !== 400) return false;
  return /rate limit exceeded/i.test(`${body.code ?? ''} ${body.message ?? ''}`);
}

function describeThrottling(refusal: Refusal): GenesysError {
  const patience = readPatience(refusal, THROTTLED_RETRY_SECONDS);
  const message = `Genesys Cloud's rate limit is spent; retry in ${patience.retryAfterSeconds} s`;
  return refuse(refusal, message, {
    code: 'genesys.throttled',
    status: 429,
    ...patience,
    repeat: 'always',
  });
}

function describeOutage(refusal: Refusal): GenesysError {
  const message = `Genesys Cloud failed at ${nameOf(refusal.operation)} ${quote(refusal)}; retry later`;
  return refuse(refusal, message, {
    code: 'genesys.unreachable',
    status: 503,
    ...readPatience(refusal, UNREACHABLE_RETRY_SECONDS),
    repeat: refusal.answer.status === 501 ? 'never' : 'ifSafe',
  });
}

function describeLoginRefusal(refusal: Refusal): GenesysError {
  const message =
    `Genesys Cloud refuses the OAuth client ${quote(refusal)}: check GENESYSCLOUD_OAUTHCLIENT_ID and ` +
    'GENESYSCLOUD_OAUTHCLIENT_SECRET, that the client uses the client credentials grant, and GENESYSCLOUD_REGION';
  return refuse(refusal, message, {
    code: 'genesys.credentials',
    status: 503,
    retryAfterSeconds: 30,
  });
}

function describeByStatus(refusal: Refusal): GenesysError {
  const name = nameOf(refusal.operation);
  const what = `${name} ${quote(refusal)}`;
  switch (refusal.answer.status) {
    case 401:
      return refuse(refusal, `Genesys Cloud does not take the bridge's token at ${what}`, {
        code: 'genesys.credentials',
        status: 503,
        retryAfterSeconds: UNREACHABLE_RETRY_SECONDS,
      });
    case 403:
      return describeMissingPermission(refusal);
    case 404:
    case 410:
      return refuse(refusal, `Genesys Cloud does not know what ${what} asks for`, {
        code: 'genesys.not-found',
        status: 502,
      });
    case 408:
    case 409:
      return describeConflict(refusal);
    case 400:
      if (refusal.message.includes('does not match the current version')) return describeConflict(refusal);
      break;
  }
  return refuse(refusal, `Genesys Cloud refuses ${what}`, { code: 'genesys.refused', status: 502 });
}

function describeConflict(refusal: Refusal): GenesysError {
  return refuse(
    refusal,
    `Genesys Cloud reports a conflict at ${nameOf(refusal.operation)} ${quote(refusal)}`,
    {
      code: 'genesys.conflict',
      status: 503,
      retryAfterSeconds: CONFLICT_RETRY_SECONDS,
    },
  );
}

function describeMissingPermission(refusal: Refusal): GenesysError {
  const missingPermissions = findPermissions(refusal.message);
  const named = missingPermissions.length === 0 ? 'a permission' : missingPermissions.join(', ');
  const message =
    `the OAuth client lacks ${named} for ${nameOf(refusal.operation)} ${quote(refusal)}: ` +
    "add it to the client's role, in every division the users live in";
  return refuse(refusal, message, { code: 'genesys.missing-permission', status: 502, missingPermissions });
}
