/** How journeys and their steps are shown: their states as signs, their kinds as words. */

import type { AnswerOf } from '../../api/operations.ts';
import type { Tone } from '../../parts/status.tsx';

export type Journey = AnswerOf<'get', '/offboardings'>['offboardings'][number];
export type JourneyDetails = AnswerOf<'get', '/offboardings/{id}'>;
export type Step = JourneyDetails['steps'][number];

const JOURNEY_TONES: Readonly<Record<Journey['status'], Tone>> = {
  lockingOut: 'busy',
  releasing: 'busy',
  complete: 'good',
  stuck: 'bad',
  restoring: 'busy',
  restored: 'good',
  cancelled: 'calm',
};

export const KIND_WORDS: Readonly<Record<Journey['kind'], string>> = {
  deactivate: 'Departure',
  delete: 'Departure (SCIM DELETE)',
  restore: 'Return',
};

const STEP_TONES: Readonly<Record<Step['status'], Tone>> = {
  pending: 'calm',
  waiting: 'warn',
  done: 'good',
  stuck: 'bad',
  cancelled: 'calm',
};

export function toneOfJourney(status: Journey['status']): Tone {
  return JOURNEY_TONES[status];
}

export function toneOfStep(status: Step['status']): Tone {
  return STEP_TONES[status];
}

export function isUnderWay({ status }: Pick<Journey, 'status'>): boolean {
  return status === 'lockingOut' || status === 'releasing' || status === 'restoring' || status === 'stuck';
}

/** Whom something is done to. */
export type Person = Pick<Journey, 'name' | 'email' | 'userId'>;

/** What a person is called here: as well as the bridge remembers. */
export function nameOf({ name, email, userId }: Person): string {
  return name ?? email ?? userId;
}

/** From the request to the lock-out, in ms. */
export function lockOutTime({
  requestedAt,
  lockedOutAt,
}: Pick<Journey, 'requestedAt' | 'lockedOutAt'>): number | undefined {
  return lockedOutAt === undefined ? undefined : Date.parse(lockedOutAt) - Date.parse(requestedAt);
}
