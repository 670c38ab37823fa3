/** Who is signed in: the console's own session, kept in a cookie that this code cannot read. */

import { ApiError, readRefusal, unreachable } from '../api/api-error.ts';

export const ROLES = ['viewer', 'operator', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

export interface Session {
  readonly who: string;
  readonly role: Role;
  readonly csrfToken: string;
}

/** The ways in that the bridge offers. */
export interface SignIn {
  readonly token: boolean;
  readonly oidc?: { readonly name: string } | undefined;
}

export type SessionState =
  | { readonly state: 'unknown' }
  | { readonly state: 'failed'; readonly failure: ApiError }
  | { readonly state: 'signedOut'; readonly signIn: SignIn; readonly hasEnded: boolean }
  | { readonly state: 'signedIn'; readonly session: Session };

const ADDRESS = '/console/session';

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function parseSession(body: unknown): Session {
  if (isObject(body) && typeof body.who === 'string' && typeof body.csrfToken === 'string') {
    const role = ROLES.find((known) => known === body.role);
    if (role !== undefined) return { who: body.who, role, csrfToken: body.csrfToken };
  }
  throw new ApiError(
    'failed',
    'The bridge answered with a session that this page does not understand; load it again.',
  );
}

/** A token unless the bridge says otherwise. */
export function parseSignIn(body: unknown): SignIn {
  const offered = isObject(body) && isObject(body.signIn) ? body.signIn : {};
  const oidc =
    isObject(offered.oidc) && typeof offered.oidc.name === 'string' ? { name: offered.oidc.name } : undefined;
  return { token: offered.token !== false, oidc };
}

async function ask(init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(ADDRESS, { credentials: 'same-origin', ...init });
  } catch {
    throw unreachable();
  }
}

export async function readSession(): Promise<Session | SignIn> {
  const response = await ask();
  if (response.ok) return parseSession(await response.json());
  if (response.status !== 401) throw await readRefusal(response);
  return parseSignIn(await response.json().catch(() => undefined));
}

export async function signInByToken(token: string): Promise<Session> {
  const response = await ask({
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  if (!response.ok) throw await readRefusal(response);
  return parseSession(await response.json());
}

export async function signOut(csrfToken: string): Promise<void> {
  const response = await ask({ method: 'DELETE', headers: { 'X-CSRF-Token': csrfToken } });
  if (!response.ok && response.status !== 401) throw await readRefusal(response);
}

/** Why somebody with this role may not do what needs another one; undefined where they may. */
export function refusalFor(role: Role, needed: Role): string | undefined {
  if (ROLES.indexOf(role) >= ROLES.indexOf(needed)) return undefined;
  return `needs the role ${needed}; you have ${role}`;
}
