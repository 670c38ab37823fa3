/** What a SCIM client may do: `users` and `groups` give full access to the type, `read` lets it read both. */

import type { RequestHandler, Response } from 'express';
import { BridgeError } from '../../errors.ts';
import type { ScimClient } from '../../scim/backend.ts';
import { isRecord } from '../../scim/json.ts';
import type { Endpoint } from './endpoints.ts';
import { endpointOf } from './request-state.ts';

type TypeScope = 'users' | 'groups';

const TYPE_SCOPES: readonly TypeScope[] = ['users', 'groups'];

/** Throws 403 naming the scope that the client lacks. */
export const checkScope: RequestHandler = (request, response, next) => {
  const endpoint = endpointOf(response);
  if (endpoint !== undefined && endpoint.kind !== 'discovery') {
    requireScope(endpoint, request.method, clientOf(response));
  }
  next();
};

/** The types that the client may read, in the order in which a search over all of them lists them. */
export function readableTypes({ scopes }: ScimClient): readonly TypeScope[] {
  return TYPE_SCOPES.filter((scope) => scopes.includes(scope) || scopes.includes('read'));
}

/** Throws 403 when the client may not change resources of this type. */
export function requireWrite(client: ScimClient, type: TypeScope): void {
  if (client.settings.readOnly) throw readOnlyClient(client);
  if (!writableTypes(client).includes(type)) throw missingScope(type);
}

function writableTypes({ scopes }: ScimClient): readonly TypeScope[] {
  return TYPE_SCOPES.filter((scope) => scopes.includes(scope));
}

/** The client that the authentication handler left in `response.locals`. */
export function clientOf({ locals }: Response): ScimClient {
  const client: unknown = locals.client;
  if (isScimClient(client)) return client;
  throw new Error('The authentication handler must set response.locals.client');
}

function requireScope(endpoint: Endpoint, method: string, client: ScimClient): void {
  const isRead = method === 'GET' || method === 'HEAD' || endpoint.kind === 'search';
  if (!isRead && endpoint.kind !== 'me' && client.settings.readOnly) throw readOnlyClient(client);
  const type =
    endpoint.kind === 'collection' || endpoint.kind === 'resource' || endpoint.kind === 'search'
      ? endpoint.type
      : undefined;
  if (type === undefined) {
    if (endpoint.kind === 'bulk' && writableTypes(client).length === 0) throw missingScope('users');
    if (endpoint.kind === 'search' && readableTypes(client).length === 0) throw missingScope('read');
    return;
  }
  if (client.scopes.includes(type) || (isRead && client.scopes.includes('read'))) return;
  throw missingScope(type);
}

function missingScope(scope: string): BridgeError {
  return new BridgeError(`The token lacks the scope '${scope}': issue one that has it`, {
    code: 'scim.missing-scope',
    status: 403,
  });
}

function readOnlyClient({ name }: ScimClient): BridgeError {
  return new BridgeError(
    `Client '${name}' may only read: its policy says readOnly (clients.${name}.readOnly); nothing was changed`,
    { code: 'scim.read-only-client', status: 403 },
  );
}

function isScimClient(value: unknown): value is ScimClient {
  if (!isRecord(value)) return false;
  const { name, authority, scopes, settings } = value;
  return (
    typeof name === 'string' && typeof authority === 'string' && Array.isArray(scopes) && isRecord(settings)
  );
}
