/** The endpoints below the SCIM root, as far as guards have to know them. */

import { BridgeError } from '../../errors.ts';
import { badRequest } from '../../scim/bad-request.ts';

export type Endpoint =
  | { readonly kind: 'collection'; readonly type: 'users' | 'groups' }
  | { readonly kind: 'resource'; readonly type: 'users' | 'groups'; readonly id: string }
  | { readonly kind: 'search'; readonly type?: 'users' | 'groups' }
  | { readonly kind: 'discovery'; readonly name: DiscoveryName; readonly id?: string }
  | { readonly kind: 'bulk' | 'me' };

export type DiscoveryName = 'Schemas' | 'ResourceTypes' | 'ServiceProviderConfig';

const METHODS: Readonly<Record<Endpoint['kind'], readonly string[]>> = {
  collection: ['GET', 'HEAD', 'POST'],
  resource: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'],
  search: ['POST'],
  discovery: ['GET', 'HEAD'],
  bulk: ['POST'],
  me: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
};

const DISCOVERY_NAMES: readonly DiscoveryName[] = ['Schemas', 'ResourceTypes', 'ServiceProviderConfig'];

/** The endpoint at `path`, without regard to case; undefined for none. Throws 400 for a malformed id. */
export function findEndpoint(path: string): Endpoint | undefined {
  const [first = '', second, ...rest] = splitPath(path);
  if (rest.length > 0) return undefined;
  const name = first.toLowerCase();
  if (name === 'users' || name === 'groups') return findTypeEndpoint(name, second);
  const discovery = DISCOVERY_NAMES.find((known) => known.toLowerCase() === name);
  if (discovery !== undefined) {
    if (second === undefined) return { kind: 'discovery', name: discovery };
    return discovery === 'ServiceProviderConfig'
      ? undefined
      : { kind: 'discovery', name: discovery, id: second };
  }
  if (second !== undefined) return undefined;
  if (name === '.search') return { kind: 'search' };
  return name === 'bulk' || name === 'me' ? { kind: name } : undefined;
}

function findTypeEndpoint(type: 'users' | 'groups', id: string | undefined): Endpoint {
  if (id === undefined) return { kind: 'collection', type };
  return id.toLowerCase() === '.search' ? { kind: 'search', type } : { kind: 'resource', type, id };
}

export function allowedMethods({ kind }: Endpoint): readonly string[] {
  return METHODS[kind];
}

export function notFound(): BridgeError {
  return new BridgeError('There is no such SCIM endpoint', { code: 'scim.unknown-endpoint', status: 404 });
}

function splitPath(path: string): readonly string[] {
  try {
    const parts = path.replace(/^\//, '').replace(/\/$/, '').split('/');
    return path.includes('%') ? parts.map(decodeURIComponent) : parts;
  } catch {
    throw badRequest('invalidSyntax', 'The URL holds a malformed percent-encoding');
  }
}
