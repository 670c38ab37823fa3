import type { RoleGrant } from '../../genesys/models.ts';
import { isSameName } from '../../genesys/same-name.ts';

export interface EntitlementRules {
  /** Name of the division in which SCIM's roles are granted; `*` stands for all divisions. */
  readonly roleDivision: string;
  /** Names of roles that everybody has: no identity provider has to name them, and none takes them away. */
  readonly defaultRoles: readonly string[];
}

export const ALL_DIVISIONS = '*';

export function isDefaultRole(name: string | undefined, { defaultRoles }: EntitlementRules): boolean {
  return name !== undefined && defaultRoles.some((role) => isSameName(role, name));
}

/** Whether SCIM's roles are about this grant; those of other divisions are none of their business. */
export function isInRoleDivision(grant: RoleGrant, { roleDivision }: EntitlementRules): boolean {
  if (roleDivision === ALL_DIVISIONS) return grant.divisionId === ALL_DIVISIONS;
  return grant.divisionName !== undefined && isSameName(grant.divisionName, roleDivision);
}
