/**
 * Roles, routing skills and routing languages as an identity provider asks for them. They are entitlements:
 * never ignored when unknown, and left alone by a change that does not speak of them.
 */

import { BridgeError } from '../../errors.ts';
import type { JsonObject } from '../../scim/backend.ts';
import { readObject, readObjects, readText } from '../attribute-values.ts';
import { GENESYS_URN } from '../urns.ts';

export const ENTITLEMENTS = ['roles', 'routingSkills', 'routingLanguages'] as const;
export type Entitlement = (typeof ENTITLEMENTS)[number];

/** Genesys' own limit for the skills and for the languages of a user in SCIM. */
const MOST_RATINGS = 50;
const LOWEST = 0;
const HIGHEST = 5;

export interface AskedRating {
  readonly name: string;
  /** Undefined keeps the present one. */
  readonly proficiency: number | undefined;
}

/** As `Change.touches` names it. */
export function pathOf(entitlement: Entitlement): string {
  return entitlement === 'roles' ? 'roles' : `${GENESYS_URN}:${entitlement}`;
}

export function readEntitlement(attributes: JsonObject, entitlement: Entitlement): JsonObject[] {
  const holder = entitlement === 'roles' ? attributes : readObject(attributes, GENESYS_URN);
  return readObjects(holder, entitlement);
}

const BAD_ENTITLEMENT = 'user.bad-entitlement';

export function refuseValue(message: string): BridgeError {
  return new BridgeError(message, { code: BAD_ENTITLEMENT, status: 400, scimType: 'invalidValue' });
}

export function isUnknownEntitlement(error: unknown): boolean {
  return error instanceof BridgeError && error.code === BAD_ENTITLEMENT;
}

/** Names of roles, each once. */
export function readRoleNames(attributes: JsonObject): string[] {
  const names = readEntitlement(attributes, 'roles').map(
    (role) => readText(role, 'value') ?? readText(role, 'display'),
  );
  if (names.includes(undefined)) throw refuseValue('every role needs a value, the name of the role');
  return [...new Set(names.filter((name) => name !== undefined))];
}

export function readRatings(
  attributes: JsonObject,
  entitlement: Exclude<Entitlement, 'roles'>,
): AskedRating[] {
  const given = readEntitlement(attributes, entitlement);
  if (given.length > MOST_RATINGS) {
    throw refuseValue(`Genesys Cloud takes at most ${MOST_RATINGS} ${entitlement}, not ${given.length}`);
  }
  return given.map((item): AskedRating => {
    const name = readText(item, 'name');
    if (name === undefined) throw refuseValue(`every one of the ${entitlement} needs a name`);
    const proficiency = typeof item.proficiency === 'number' ? item.proficiency : undefined;
    if (proficiency !== undefined && (proficiency < LOWEST || proficiency > HIGHEST)) {
      throw refuseValue(
        `the proficiency of '${name}' in ${entitlement} is ${proficiency}, but must be from ${LOWEST} to ${HIGHEST}`,
      );
    }
    return { name, proficiency };
  });
}
