import type { Division, Role } from '../organisation/model.ts';
import { selfUri } from './render-user.ts';

export function renderAuthzDivision({ id, name, description, home }: Division): object {
  return { id, name, description, homeDivision: home, selfUri: selfUri('authorization/divisions', id) };
}

function policiesOf(role: Role): { domain: string; entityName: string; action: string }[] {
  return role.permissions.map((permission) => {
    const [domain = '*', entityName = '*', action = '*'] = permission.split(':');
    return { domain, entityName, action };
  });
}

/** `AuthzGrantRole`: the role as a grant shows it. */
export function renderGrantRole(role: Role): object {
  const { id, name, description } = role;
  const policies = policiesOf(role).map(({ domain, entityName, action }) => ({
    domain,
    entityName,
    actions: [action],
  }));
  return { id, name, description, policies, default: true, selfUri: selfUri('authorization/roles', id) };
}

/** `DomainOrganizationRole`: the role as the role listing shows it. */
export function renderRole(role: Role): object {
  const { id, name, description, defaultRoleId, permissions } = role;
  return {
    id,
    name,
    description,
    defaultRoleId,
    permissions,
    permissionPolicies: policiesOf(role).map(({ domain, entityName, action }) => ({
      domain,
      entityName,
      actionSet: [action],
      allowConditions: false,
    })),
    default: true,
    base: false,
    selfUri: selfUri('authorization/roles', id),
  };
}
