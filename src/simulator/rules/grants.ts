import { badRequest, notFound } from '../http/platform-error.ts';
import type { Grant, Group, UserRecord } from '../organisation/model.ts';
import type { Organisation } from '../organisation/organisation.ts';
import type { World } from '../world.ts';
import { recordAudit } from './audit.ts';
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
  const own = seenGrants(world, grantee).map((grant) => ({ ...grant, subjectId: grantee.id }));
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
    .flatMap((group) => seenGrants(world, group).map((grant) => ({ ...grant, subjectId: group.id })));
}

/** FACTS 6: who reads at once may get the grants of a moment ago. */
function seenGrants(world: World, { id, grants }: Grantee): readonly Grant[] {
  const lagMs = world.behaviour.amount('grantLagMs');
  return world.organisation.grantLag.before(id, world.now(), lagMs)?.value ?? grants;
}

/** FACTS 6: one unknown role or division fails the whole request. */
export function requireKnown(organisation: Organisation, pairs: readonly RoleInDivision[]): void {
  for (const { roleId, divisionId } of pairs) {
    if (!organisation.roles.has(roleId)) throw notFound(`role ${roleId}`);
    if (!organisation.divisions.has(divisionId)) throw notFound(`division ${divisionId}`);
  }
}

export function addGrants(
  world: World,
  clientId: string,
  grantee: Grantee,
  pairs: readonly RoleInDivision[],
): void {
  setGrants(world, clientId, grantee, withGrants(grantee.grants, pairs, world.now()));
}

function withGrants(held: readonly Grant[], pairs: readonly RoleInDivision[], grantMadeAt: number): Grant[] {
  const grants = [...held];
  for (const pair of pairs) {
    if (!grants.some((grant) => isSame(grant, pair))) grants.push({ ...pair, grantMadeAt });
  }
  if (grants.length > MAX_GRANTS) {
    throw badRequest('The maximum number of role assignments is exceeded.', 'max.role.assignments.exceeded');
  }
  return grants;
}

export function removeGrants(
  world: World,
  clientId: string,
  grantee: Grantee,
  pairs: readonly RoleInDivision[],
): void {
  const left = grantee.grants.filter((held) => !pairs.some((pair) => isSame(held, pair)));
  setGrants(world, clientId, grantee, left);
}

/** Replaces the own grants; one that stays keeps its date. */
export function replaceGrants(
  world: World,
  clientId: string,
  grantee: Grantee,
  pairs: readonly RoleInDivision[],
): void {
  const kept = grantee.grants.filter((held) => pairs.some((pair) => isSame(held, pair)));
  setGrants(world, clientId, grantee, withGrants(kept, pairs, world.now()));
}

/** Every change of somebody's own grants goes through here: it is audited, and seen with a lag. */
export function setGrants(world: World, clientId: string, grantee: Grantee, grants: Grant[]): void {
  const { organisation, behaviour } = world;
  const before = grantee.grants;
  organisation.grantLag.note(grantee.id, before, world.now(), behaviour.amount('grantLagMs'));
  grantee.grants = grants;
  const without = (list: readonly Grant[], others: readonly Grant[]) =>
    list.filter((grant) => !others.some((other) => isSame(grant, other)));
  for (const grant of without(before, grants)) auditGrant(world, clientId, grantee, grant, 'MemberRemove');
  for (const grant of without(grants, before)) auditGrant(world, clientId, grantee, grant, 'MemberAdd');
}

function auditGrant(
  world: World,
  clientId: string,
  grantee: Grantee,
  { roleId, divisionId }: Grant,
  action: 'MemberAdd' | 'MemberRemove',
): void {
  const name = world.organisation.roles.get(roleId)?.name ?? '';
  const values = [`${grantee.id}:${divisionId}`];
  const added = action === 'MemberAdd';
  recordAudit(world, clientId, {
    service: 'PeoplePermissions',
    entityType: 'Role',
    action,
    entity: { id: roleId, name },
    changes: [{ property: 'members', oldValues: added ? [] : values, newValues: added ? values : [] }],
  });
}
