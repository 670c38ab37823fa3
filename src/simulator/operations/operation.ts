import type { AccessToken } from '../http/access-tokens.ts';
import { isUuid } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';
import type { World } from '../world.ts';

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Permissions as Genesys documents them for an operation: one of the names, or all of them. */
export interface RequiredPermissions {
  readonly mode: 'any' | 'all';
  readonly names: readonly string[];
}

/** One authenticated request to one operation. */
export interface Call {
  readonly world: World;
  readonly now: number;
  readonly client: AccessToken;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** A header of the request by its name in lower case. */
  readonly header: (name: string) => string | undefined;
}

/** What an operation answers; a reply without a body is sent empty. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One row of the Platform API as the simulator knows it; `path` starts after `/api/v2`. */
export interface Operation {
  readonly method: Method;
  readonly path: string;
  readonly permissions: RequiredPermissions;
  readonly handle: (call: Call) => Reply;
}

/** An operation as people read it: one of the permissions is needed, or all of them. */
export function describeOperation({ method, path, permissions }: Operation): object {
  const { mode, names } = permissions;
  return { method, path: `/api/v2${path}`, permissions: { mode, names } };
}

export function anyOf(...names: string[]): RequiredPermissions {
  return { mode: 'any', names };
}

export function allOf(...names: string[]): RequiredPermissions {
  return { mode: 'all', names };
}

/** Operations whose documentation names no permission. */
export const NO_PERMISSION: RequiredPermissions = { mode: 'any', names: [] };

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

/** FACTS 18: `void` operations whose success code is documented as 200. */
export const EMPTY_200: Reply = { status: 200 };
export const ACCEPTED: Reply = { status: 202 };
export const NO_CONTENT: Reply = { status: 204 };

export function pathText(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`The operation has no path parameter ${name}`);
  return value;
}

/** A path parameter that must be a UUID, in lower case. */
export function pathId(call: Call, name: string): string {
  const value = pathText(call, name);
  if (isUuid(value)) return value.toLowerCase();
  throw badRequest(`Path parameter '${name}' must be a valid UUID.`, 'invalid.value');
}
