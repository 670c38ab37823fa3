import { listPage, readPaging } from '../http/listing.ts';
import { type Call, NO_PERMISSION, type Operation, ok, type Reply } from './operation.ts';

interface Permission {
  readonly domain: string;
  readonly entityType: string;
  readonly action: string;
  readonly label: string;
  readonly allowsConditions: boolean;
  readonly divisionAware: boolean;
}

/** Every permission that a role of the organisation mentions, by domain. */
function permissionsByDomain({ world }: Call): Map<string, Permission[]> {
  const names = new Set([...world.organisation.roles.values()].flatMap(({ permissions }) => permissions));
  const domains = new Map<string, Permission[]>();
  for (const name of [...names].sort()) {
    const [domain = '', entityType = '', action = ''] = name.split(':');
    if ([domain, entityType, action].includes('*')) continue;
    const permission = {
      domain,
      entityType,
      action,
      label: name,
      allowsConditions: false,
      divisionAware: true,
    };
    domains.set(domain, [...(domains.get(domain) ?? []), permission]);
  }
  return domains;
}

/** `PermissionCollectionEntityListing`. */
function listPermissions(call: Call): Reply {
  const domain = call.query.get('domain') ?? '';
  const found = [...permissionsByDomain(call)].filter(([name]) => domain === '' || name === domain);
  const path = '/api/v2/authorization/permissions';
  return ok(
    listPage(found, readPaging(call.query, 100), path, ([name, permissions]) => ({
      id: name,
      name,
      domain: name,
      permissionMap: Object.fromEntries(
        permissions.map(({ entityType }) => [
          entityType,
          permissions.filter((permission) => permission.entityType === entityType),
        ]),
      ),
      selfUri: `${path}?domain=${name}`,
    })),
  );
}

export const permissionCatalogueOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/authorization/permissions',
    permissions: NO_PERMISSION,
    handle: listPermissions,
  },
];
