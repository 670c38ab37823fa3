/** A role of Genesys Cloud with what the configured policy needs, as the body of `POST /api/v2/authorization/roles`. */

import type { NeededPermission } from './needed-permissions.ts';

interface PermissionPolicy {
  readonly domain: string;
  readonly entityName: string;
  readonly actionSet: readonly string[];
  readonly allowConditions: false;
}

export interface ReadyRole {
  readonly name: string;
  readonly description: string;
  readonly permissionPolicies: readonly PermissionPolicy[];
}

/** What depends on the identity provider or on a command is left out unless `everything`. */
export function makeRole(needed: readonly NeededPermission[], everything: boolean): ReadyRole {
  const actions = new Map<string, Set<string>>();
  for (const { name } of needed.filter(({ required }) => required || everything)) {
    const [domain = '', entityName = '', action = ''] = name.split(':');
    const entity = `${domain}:${entityName}`;
    actions.set(entity, (actions.get(entity) ?? new Set()).add(action));
  }
  return {
    name: 'SCIM bridge',
    description: 'What the OAuth client of genesys-scim-bridge needs; made by doctor --role.',
    permissionPolicies: [...actions]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([entity, set]) => {
        const [domain = '', entityName = ''] = entity.split(':');
        return { domain, entityName, actionSet: [...set].toSorted(), allowConditions: false };
      }),
  };
}
