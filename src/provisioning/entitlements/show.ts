/** What SCIM shows of a person's entitlements. */

import type { GenesysUser, Proficiency, RoleGrant } from '../../genesys/models.ts';
import { isSameName } from '../../genesys/same-name.ts';
import type { JsonObject } from '../../scim/backend.ts';
import type { KeptUser } from '../../store/kept-users.ts';
import { definedOnly, readText } from '../attribute-values.ts';
import { type EntitlementRules, isDefaultRole, isInRoleDivision } from './rules.ts';
import { sentOf } from './sent.ts';

interface Holder {
  readonly user: GenesysUser;
  readonly kept: KeptUser | undefined;
  /** Direct grants of all divisions; undefined when they were not read. */
  readonly grants?: readonly RoleGrant[] | undefined;
}

/**
 * Grants in the configured division, as they were sent where they were. Default roles that nobody sent stay
 * hidden: an identity provider that does not manage them must not see something to take away.
 */
export function showRoles(
  { kept, grants }: Holder,
  isAway: boolean,
  rules: EntitlementRules,
): JsonObject[] | undefined {
  const sent = sentOf(kept, 'roles') ?? [];
  if (isAway) return sent;
  if (grants === undefined) return undefined;
  const names = grants
    .filter((grant) => isInRoleDivision(grant, rules))
    .flatMap(({ roleName }) => roleName ?? []);
  const nameOf = (role: JsonObject) => readText(role, 'value') ?? readText(role, 'display') ?? '';
  const isSent = (name: string) => sent.some((role) => isSameName(nameOf(role), name));
  return [
    ...sent.filter((role) => names.some((name) => isSameName(name, nameOf(role)))),
    ...names.filter((name) => !isSent(name) && !isDefaultRole(name, rules)).map((value) => ({ value })),
  ];
}

function showProficiencies(held: readonly Proficiency[] | undefined): JsonObject[] | undefined {
  return held?.map(({ name, proficiency }) => definedOnly({ name, proficiency }));
}

export function showRatings(
  { user, kept }: Holder,
  entitlement: 'routingSkills' | 'routingLanguages',
  isAway: boolean,
): JsonObject[] | undefined {
  const held = showProficiencies(entitlement === 'routingSkills' ? user.skills : user.languages);
  return isAway ? (sentOf(kept, entitlement) ?? held) : held;
}
