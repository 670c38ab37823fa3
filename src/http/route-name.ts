/** What metrics and traces call the path of a request: one of a few names, whatever a client sends. */

const SCIM = '/scim/v2';
const RESOURCES = ['Users', 'Groups', 'Schemas', 'ResourceTypes'].map((name) => `${SCIM}/${name}`);
const SCIM_ROUTES: ReadonlySet<string> = new Set([
  ...RESOURCES,
  ...['.search', 'Users/.search', 'Groups/.search', 'Bulk', 'Me', 'ServiceProviderConfig'].map(
    (name) => `${SCIM}/${name}`,
  ),
]);
const ROUTES_BY_ID: ReadonlyMap<string, string> = new Map(RESOURCES.map((path) => [path, `${path}/:id`]));
const OTHER_ROUTE = /^\/(?:healthz|readyz|metrics|oauth2\/token|\.well-known\/oauth-authorization-server)$/;
const CONSOLE_ENDPOINT = /^\/console\/(?:session|oidc\/(?:start|callback))$/;
const ADMIN_ROUTE = /^\/admin\/v1(?:\/(?::id|:client|[a-z-]{1,20})){1,4}$/;

/** Ids and names would make a series of each person: a path keeps its shape only, and only one that there is. */
export function toRoute(path: string, status: number): string {
  // The busiest first, without looking for what only other paths hold.
  if (path.startsWith('/scim/')) return toScimRoute(path);
  if (path === '/console' || path.startsWith('/console/')) {
    return CONSOLE_ENDPOINT.test(path) ? path : status < 400 ? '/console' : 'unknown';
  }
  const shape = path
    .replace(/\/guard\/[^/]+/, '/guard/:client')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, ':id');
  // Below the admin API whoever was let in, and found something, has asked for what there is.
  const isKnown = OTHER_ROUTE.test(shape) || (status < 400 && ADMIN_ROUTE.test(shape));
  return isKnown ? shape : 'unknown';
}

/** By look-ups alone: patterns take several times as long, and every request is named. */
function toScimRoute(path: string): string {
  if (SCIM_ROUTES.has(path)) return path;
  const slash = path.lastIndexOf('/');
  const byId = slash + 1 < path.length ? ROUTES_BY_ID.get(path.slice(0, slash)) : undefined;
  return byId ?? 'unknown';
}
