import { isObject, isUuid, type JsonObject, optionalChoice } from '../http/check-input.ts';
import { badRequest, notFound } from '../http/platform-error.ts';
import type { GdprRequest, ReplacementTerm, UserRecord } from '../organisation/model.ts';
import type { Organisation } from '../organisation/organisation.ts';
import type { World } from '../world.ts';
import { eraseUser } from './erase-user.ts';
import { stateAt } from './progress.ts';
import { requireFreeEmail } from './user-profile.ts';
import { changeUser } from './user-version.ts';

const REQUEST_TYPES = ['GDPR_EXPORT', 'GDPR_UPDATE', 'GDPR_DELETE'] as const;
/** What a person can be searched by, and what a replacement can be for. */
export const GDPR_TERM_TYPES = [
  'NAME',
  'ADDRESS',
  'PHONE',
  'EMAIL',
  'TWITTER',
  'INSTAGRAM',
  'FACEBOOK',
  'APPLE_MESSAGES',
  'EXTERNAL_ID',
] as const;

/** What a request passes through; the last state is reached when its effect is there. */
const STATES: Readonly<Record<GdprRequest['type'], readonly [string, ...string[]]>> = {
  GDPR_EXPORT: ['INITIATED', 'SEARCHING', 'FINALIZING', 'COMPLETED'],
  GDPR_UPDATE: ['INITIATED', 'SEARCHING', 'UPDATING', 'COMPLETED'],
  GDPR_DELETE: ['INITIATED', 'SEARCHING', 'DELETING', 'COMPLETED'],
};

export function statusOf(request: GdprRequest, now: number): string {
  return stateAt(STATES[request.type], request, now);
}

function readTerm(value: unknown): ReplacementTerm {
  if (!isObject(value)) throw badRequest('A replacement term must be a JSON object.');
  const type = optionalChoice(value, 'type', GDPR_TERM_TYPES);
  const { existingValue, updatedValue } = value;
  if (type === undefined || typeof existingValue !== 'string' || typeof updatedValue !== 'string') {
    throw badRequest("A replacement term needs 'type', 'existingValue' and 'updatedValue'.");
  }
  return { type, existingValue, updatedValue };
}

function readSubject(organisation: Organisation, body: JsonObject): UserRecord {
  const { subject } = body;
  if (!isObject(subject)) throw badRequest("The field 'subject' is required and must be an object.");
  const { userId } = subject;
  if (!isUuid(userId)) throw badRequest("The field 'subject.userId' must be a valid UUID.", 'invalid.id');
  const user = organisation.users.get(userId.toLowerCase());
  if (user === undefined) throw notFound(`GDPR subject ${userId}`);
  return user;
}

/** FACTS 10. Only users can be subjects here; a deletion has to be confirmed in the query. */
export function readGdprRequest(
  world: World,
  body: JsonObject,
  confirmed: boolean,
): Pick<GdprRequest, 'type' | 'terms'> & { user: UserRecord } {
  const type = optionalChoice(body, 'requestType', REQUEST_TYPES);
  if (type === undefined) throw badRequest("The field 'requestType' is required.");
  const user = readSubject(world.organisation, body);
  if (type === 'GDPR_DELETE' && !confirmed) {
    throw badRequest("A deletion must be confirmed with the query parameter 'deleteConfirmed=true'.");
  }
  const given = body.replacementTerms ?? [];
  if (!Array.isArray(given)) throw badRequest("The field 'replacementTerms' must be a list.");
  const terms = given.map(readTerm);
  if (type === 'GDPR_UPDATE' && terms.length === 0) {
    throw badRequest("The field 'replacementTerms' is required for GDPR_UPDATE.");
  }
  return { type, terms, user };
}

/** The effect of a request, when its time has come. */
export function fulfil(world: World, { type, terms, userId, clientId }: GdprRequest): void {
  const user = world.organisation.users.get(userId);
  if (user === undefined) return;
  if (type === 'GDPR_DELETE') eraseUser(world, clientId, user);
  if (type === 'GDPR_UPDATE') changeUser(world, clientId, user, () => replaceTerms(world, user, terms));
}

function replaceTerms({ organisation }: World, user: UserRecord, terms: readonly ReplacementTerm[]): void {
  for (const { type, existingValue, updatedValue } of terms) {
    if (type === 'NAME' && user.name === existingValue) user.name = updatedValue;
    if (type !== 'EMAIL' || user.email.toLowerCase() !== existingValue.toLowerCase()) continue;
    requireFreeEmail(organisation, updatedValue, user);
    organisation.users.changeEmail(user, updatedValue);
  }
}
