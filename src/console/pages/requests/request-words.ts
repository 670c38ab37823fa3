/** How SCIM requests and the calls that they caused are shown. */

import type { AnswerOf } from '../../api/operations.ts';
import type { Tone } from '../../parts/status.tsx';

export type ScimRequest = AnswerOf<'get', '/requests'>['requests'][number];
export type ScimRequestDetails = AnswerOf<'get', '/requests/{requestId}'>;
export type GenesysCall = ScimRequestDetails['calls'][number];
type RequestJourney = ScimRequestDetails['offboardings'][number];
export type StepCall = RequestJourney['calls'][number];

/** RFC 9110: what the one who asked has to mend is a warning, what the bridge or Genesys Cloud has is bad. */
export function toneOfStatus(status: number | undefined): Tone {
  if (status === undefined || status >= 500) return 'bad';
  return status < 400 ? 'good' : 'warn';
}

const CLIENT_LEFT = 499;

export function describeStatus(status: number | undefined): string {
  if (status === undefined) return 'no answer';
  return status === CLIENT_LEFT ? '499: the client left' : String(status);
}

/** Text to show of a body that has been redacted; undefined where there was none. */
export function describeBody(body: unknown, isOmitted: boolean): string | undefined {
  if (isOmitted) return 'It was too large to be remembered.';
  return body === undefined ? undefined : JSON.stringify(body, null, 2);
}
