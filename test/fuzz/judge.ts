/** What must hold for every answer, whatever the request was. */

import type { Draft } from './requests.ts';
import type { WireAnswer } from './wire.ts';

/** A SCIM request is answered within 25 s; that much again for a machine that is busy with other things. */
export const ANSWER_WITHIN_MS = 50_000;

const ERROR_URN = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** RFC 7644 section 3.12 and RFC 9865 section 2.1. */
const SCIM_TYPES = new Set(
  (
    'invalidFilter tooMany uniqueness mutability invalidSyntax invalidPath noTarget invalidValue invalidVers ' +
    'sensitive invalidCursor expiredCursor invalidCount'
  ).split(' '),
);

/** Traces of what made the answer: a page, a stack, a library, a value that was never meant to be shown. */
const LEAKS = [
  /<(!doctype|html|pre)\b/i,
  /\n\s+at .+:\d+/,
  /node_modules|\.ts:\d|\bnode:internal/,
  /\b(TypeError|RangeError|SyntaxError|ZodError|BridgeError|ERR_[A-Z_]+)\b/,
  /Cannot read propert|is not (a function|iterable)|Unexpected token|Invalid regular expression/,
  /invalid input syntax|violates .+ constraint|relation ".+" does not|invalid byte sequence|bridge\.\w+"/,
  /\[object \w+\]/,
];

export interface Rules {
  /** Statuses of 500 and more that may be somebody else's fault. */
  readonly allowedFailures: readonly number[];
}

/** RFC 9110: what there is no such thing as is refused too, but may be without a body on HEAD. */
function isScim({ target }: Draft): boolean {
  return /^\/scim\/v2(\/|\?|$)/i.test(target);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function judgeError({ status, headers, text }: WireAnswer): string | undefined {
  const body = parseJson(text);
  if (!isRecord(body)) return 'an error without a JSON object';
  if (!headers['content-type']?.startsWith('application/scim+json')) return 'an error of another media type';
  const { schemas, status: said, scimType, detail, ...rest } = body;
  if (JSON.stringify(schemas) !== JSON.stringify([ERROR_URN])) return 'an error without its schema';
  if (said !== String(status)) return 'an error whose status differs';
  if (typeof detail !== 'string' || detail.length < 5) return 'an error without a detail';
  if (detail.length > 2_000) return 'an error with an endless detail';
  if (scimType !== undefined && !SCIM_TYPES.has(String(scimType))) return `the unknown scimType ${scimType}`;
  return Object.keys(rest).length === 0 ? undefined : 'an error with more than an error has';
}

function judgeSuccess({ status, headers, text }: WireAnswer): string | undefined {
  if (status === 204 || status === 304) return text === '' ? undefined : `${status} with a body`;
  if (!headers['content-type']?.startsWith('application/scim+json')) return 'success of another media type';
  return isRecord(parseJson(text)) ? undefined : 'success without a JSON object';
}

/** What is wrong with an answer; undefined for one that is in order. */
export function judge(draft: Draft, answer: WireAnswer, { allowedFailures }: Rules): string | undefined {
  const { status, text, durationMs } = answer;
  if (answer.hung || durationMs > ANSWER_WITHIN_MS) return 'no answer in time';
  // Node itself refuses what is no HTTP, without a body; a request that was cut off has nobody to answer.
  if (status === 0) return isOdd(draft) ? undefined : 'the connection ended without an answer';
  const leak = status < 400 ? undefined : LEAKS.find((pattern) => pattern.test(text));
  if (leak !== undefined) return `a leak: ${leak}`;
  // Unless the client said it first.
  const missing = /"detail":"[^"]*\b(undefined|NaN)\b/.exec(text)?.[1];
  if (missing !== undefined && !`${draft.target} ${draft.body}`.includes(missing))
    return `a leak: ${missing}`;
  if (text.includes('"Internal server error"')) return 'a failure that says nothing';
  const isAllowed = status === 501 || allowedFailures.includes(status) || isRace(draft, answer);
  if (status >= 500 && !isAllowed) return `a failure: ${status}`;
  if (draft.method === 'HEAD' || !isScim(draft)) return undefined;
  if (isOdd(draft) && text === '') return undefined;
  return status < 400 ? judgeSuccess(answer) : judgeError(answer);
}

/** Two requests about the same at once, or a machine that is busy with other things: one is asked to repeat. */
function isRace({ method }: Draft, { status, headers, text }: WireAnswer): boolean {
  if (status !== 503 || headers['retry-after'] === undefined) return false;
  // The answer to a HEAD cannot say why.
  return method === 'HEAD' || /at the same time|meanwhile|newer request|took too long/.test(text);
}

/** No well-formed HTTP/1.1 request. */
function isOdd({ method, headers, cutAfter, target }: Draft): boolean {
  const names = headers.map(([name]) => name.toLowerCase());
  const isFramed = names.some((name) => ['content-length', 'transfer-encoding', 'expect'].includes(name));
  const hasOddHeader = headers.some(
    ([name, value]) => /[^\w-]/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value),
  );
  const isTooLong = headers.reduce((sum, [, value]) => sum + value.length, target.length) > 12_000;
  const isOddMethod = ![
    'GET',
    'HEAD',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'PROPFIND',
  ].includes(method);
  return (
    cutAfter !== undefined || isFramed || hasOddHeader || isTooLong || isOddMethod || !target.startsWith('/')
  );
}
