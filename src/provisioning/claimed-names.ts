/** The names that a creation lays claim to: whoever claims one of them as well has to wait for its end. */

import type { JsonObject } from '../scim/backend.ts';
import { toKey } from '../store/kept-users.ts';
import { readObjects, readText } from './attribute-values.ts';
import { isEmailAddress, readUserName } from './desired-user.ts';

/** userName and e-mail addresses share one namespace: a userName may be the e-mail address of somebody else. */
export function listNames(
  attributes: JsonObject,
  emailDomain: string | undefined,
  authority: string,
): string[] {
  const userName = readUserName(attributes);
  const emails = readObjects(attributes, 'emails').map((email) => readText(email, 'value'));
  const fallback =
    emailDomain === undefined || isEmailAddress(userName) ? undefined : `${userName}@${emailDomain}`;
  const names = [userName, fallback, ...emails].filter((name) => name !== undefined);
  const externalId = readText(attributes, 'externalId');
  return [
    ...new Set(names.map((name) => `user ${toKey(name)}`)),
    ...(externalId === undefined ? [] : [`user externalId ${authority} ${externalId}`]),
  ];
}
