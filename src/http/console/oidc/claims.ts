/** What a provider says of somebody: who it is, and which role that gives. */

import { isRecord } from '../../../scim/json.ts';
import { isStorable } from '../../../scim/storable-text.ts';
import type { Person, Role } from '../../../store/console-sessions.ts';
import { ROLES } from '../../admin/roles.ts';
import type { OidcSettings } from './settings.ts';

export type Claims = Readonly<Record<string, unknown>>;

const LONGEST_NAME = 200;

/** A claim of that name, which may hold dots, before a path: `https://example.com/roles`, `realm_access.roles`. */
export function findClaim(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name
    .split('.')
    .reduce<unknown>(
      (value, part) => (isRecord(value) && Object.hasOwn(value, part) ? value[part] : undefined),
      claims,
    );
}

/** The highest role that the claim gives; undefined when it gives none. */
export function readRole(claims: Claims, { rolesClaim, roles }: OidcSettings): Role | undefined {
  const values: unknown[] = [findClaim(claims, rolesClaim) ?? []].flat();
  return ROLES.findLast((role) => roles[role].some((value) => values.includes(value)));
}

/** What the claims lack of the strength that is required; undefined when it is enough. */
export function findWeakness(
  claims: Claims,
  { require: { acr, amr = [] } }: OidcSettings,
): string | undefined {
  if (acr !== undefined && !acr.some((name) => claims.acr === name)) return `acr is not ${acr.join(' or ')}`;
  const methods = Array.isArray(claims.amr) ? claims.amr : [];
  const missing = amr.filter((name) => !methods.includes(name));
  return missing.length === 0 ? undefined : `amr lacks ${missing.join(', ')}`;
}

function readName(value: unknown): string | undefined {
  if (typeof value !== 'string' || !isStorable(value)) return undefined;
  const name = value.trim();
  return name === '' ? undefined : name.slice(0, LONGEST_NAME).toWellFormed();
}

/** Undefined for a subject that OpenID Connect does not allow (Core section 2: at most 255 ASCII characters). */
export function readPerson(claims: Claims, issuer: string): Person | undefined {
  const { sub: subject } = claims;
  if (typeof subject !== 'string' || !/^[\x20-\x7e]{1,255}$/.test(subject)) return undefined;
  const name = readName(claims.name) ?? readName(claims.preferred_username);
  return { issuer, subject, name, email: readName(claims.email) };
}
