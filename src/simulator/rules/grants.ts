import { badRequest, notFound } from '../http/platform-error.ts';
import type { Grant, Group, UserRecord } from '../organisation/model.ts';
import type { Organisation } from '../organisation/organisation.ts';
import type { World } from '../world.ts';
import { influences } from './group-influence.ts';

export interface RoleInDivision {
  readonly roleId: string;
  readonly divisionId: string;
}

/** A grant with the subject that it was made to: the user or one of the user's groups. */
export interface HeldGrant extends Grant {
  readonly subjectId: string;
}

/** Whoever can hold roles: users and groups. */
export type Grantee = UserRecord | Group;

/** Documented as `max.role.assignments.exceeded`; the number itself is not public. */
const MAX_GRANTS = 500;

export function findGrantee(organisation: Organisation, id: string): Grantee {
  const grantee = organisation.users.get(id) ?? organisation.groups.get(id);
  if (grantee === undefined) throw notFound(`subject ${id}`);
  return grantee;
}

function isSame(a: RoleInDivision, b: RoleInDivision): boolean {
  return a.roleId === b.roleId && a.divisionId === b.divisionId;
}

/** Own grants and those of groups. FACTS 1: group roles take no effect while the user is inactive. */
export function heldGrants(world: World, grantee: Grantee, includeDuplicates: boolean): HeldGrant[] {
  const own = grantee.grants.map((grant) => ({ ...grant, subjectId: grantee.id }));
  const inherited = 'members' in grantee ? [] : groupGrants(world, grantee);
  const fresh = includeDuplicates
    ? inherited
    : inherited.filter((grant) => !own.some((held) => isSame(held, grant)));
  return [...own, ...fresh];
}

function groupGrants(world: World, user: UserRecord): HeldGrant[] {
  if (user.state === 'deleted') return [];
  if (user.state === 'inactive' && world.behaviour.isOn('rolesRemovedOnInactive')) return [];
  return [...world.organisation.groups.values()]
    .filter((group) => group.rolesEnabled && influences(world, group, user.id))
    .flatMap((group) => group.grants.map((grant) => ({ ...grant, subjectId: group.id })));
}

/** FACTS 6: one unknown role or division fails the whole request. */
export function requireKnown(organisation: Organisation, pairs: readonly RoleInDivision[]): void {
  for (const { roleId, divisionId } of pairs) {
    if (!organisation.roles.has(roleId)) throw notFound(`role ${roleId}`);
    if (!organisation.divisions.has(divisionId)) throw notFound(`division ${divisionId}`);
  }
}

export function addGrants(grantee: Grantee, pairs: readonly RoleInDivision[], now: number): void {
  const grants = [...grantee.grants];
  for (const pair of pairs) {
    if (!grants.some((held) => isSame(held, pair))) grants.push({ ...pair, grantMadeAt: now });
  }
  if (grants.length > MAX_GRANTS) {
    throw badRequest('The maximum number of role assignments is exceeded.', 'max.role.assignments.exceeded');
  }
  grantee.grants = grants;
}

export function removeGrants(grantee: Grantee, pairs: readonly RoleInDivision[]): void {
  grantee.grants = grantee.grants.filter((held) => !pairs.some((pair) => isSame(held, pair)));
}
