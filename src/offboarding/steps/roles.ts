/**
 * Direct role grants. Whoever returns has at least what a newly created user has, since Genesys does not give
 * the default role back by itself (FACTS section 1.2).
 */

import { z } from 'zod';
import type { RoleGrant } from '../../genesys/models.ts';
import type { Holdings } from '../holdings.ts';
import { readItems } from './lacking.ts';
import { allElseOneByOne } from './one-by-one.ts';
import { findPersonAnyState } from './person.ts';
import { done, type Evidence, type Step, type StepContext, type StepResult } from './step.ts';

type GrantKey = Pick<RoleGrant, 'roleId' | 'divisionId'>;

const grantKey = z.object({ roleId: z.string(), divisionId: z.string() });

function keyOf(grant: GrantKey): string {
  return `${grant.roleId}@${grant.divisionId}`;
}

function toKey({ roleId, divisionId }: GrantKey): GrantKey {
  return { roleId, divisionId };
}

function labelOf({ roleId, roleName, divisionId, divisionName }: GrantKey & Partial<RoleGrant>): string {
  return `${roleName ?? roleId} in ${divisionName ?? divisionId}`;
}

/**
 * Grants that are still in force. Genesys may have taken them away by itself at the lock-out (FACTS section 1):
 * the roles shown with the user tell without a call for each person.
 */
async function grantsInForce(held: Holdings): Promise<readonly RoleGrant[]> {
  const inForce = (await held.user())?.roles;
  if (inForce?.length === 0) return [];
  const grants = await held.roles();
  if (inForce === undefined) return grants;
  const ids = new Set(inForce.map(({ id }) => id));
  return grants.filter(({ roleId }) => ids.has(roleId));
}

async function removeGrants(context: StepContext): Promise<StepResult> {
  const { genesys, userId, call, held } = context;
  const grants = await grantsInForce(held);
  const refused = await allElseOneByOne(grants, async (some) => {
    const [only] = some;
    if (some.length > 1) await genesys.grants.removeAll(userId, some, call);
    else if (only !== undefined) await genesys.grants.remove(userId, only, call);
  });
  return done({ taken: grants, ...(refused.length > 0 ? { refused } : {}) });
}

/**
 * A role shown with the user may come from a group: only a direct grant counts. Where all roles shown are `known`,
 * nobody asks for the grants.
 */
export async function findGrantsBeyond(now: Holdings, known: ReadonlySet<string>): Promise<string[]> {
  const inForce = (await now.user())?.roles;
  if (inForce?.every(({ id }) => known.has(id))) return [];
  return (await now.roles()).filter(({ roleId }) => !known.has(roleId)).map(labelOf);
}

interface DefaultGrants {
  readonly grants: readonly GrantKey[];
  /** Configured names that no role of the organisation has. */
  readonly unknown: readonly string[];
}

/** A default role that Genesys shows is given again where it shows it, for the reason that `giveBack` has. */
async function findDefaultGrants(
  context: StepContext,
  given: readonly GrantKey[],
  shown: readonly GrantKey[],
): Promise<DefaultGrants> {
  const { genesys, policy, call } = context;
  const user = await findPersonAnyState(context);
  const divisionId = user?.division?.id ?? (await genesys.divisions.home(call)).id;
  const givenRoles = new Set(given.map((grant) => grant.roleId));
  const grants: GrantKey[] = [];
  const unknown: string[] = [];
  for (const name of policy.defaultRoles) {
    const role = await genesys.roles.findByName(name, call);
    if (role === undefined) {
      unknown.push(name);
      continue;
    }
    const { id: roleId } = role;
    if (givenRoles.has(roleId)) continue;
    const places = shown.filter((grant) => grant.roleId === roleId);
    grants.push(...(places.length > 0 ? places : [{ roleId, divisionId }]));
  }
  return { grants, unknown };
}

/**
 * All grants are given, also those that Genesys shows: whoever returns at once may be shown with what the departure has
 * just taken away (FACTS section 6), and to give a grant again changes nothing.
 */
async function giveBack(context: StepContext): Promise<StepResult> {
  const { genesys, userId, call, snapshot, held } = context;
  const add = (grants: readonly GrantKey[]) => genesys.grants.add(userId, grants, call);
  const direct = await held.roles();
  const shown = new Set(direct.map(keyOf));
  const isNew = (grant: GrantKey) => !shown.has(keyOf(grant));
  const owed = snapshot?.roles ?? [];
  const lost = (await allElseOneByOne(owed, add)).filter(isNew);
  const given = owed.filter((grant) => !lost.includes(grant));
  const defaults = await findDefaultGrants(context, given, direct);
  const refused = (await allElseOneByOne(defaults.grants, add)).filter(isNew);
  const missing = [...lost, ...refused, ...defaults.unknown.map((roleName) => ({ roleName }))];
  const defaultsGiven = defaults.grants.filter((grant) => !refused.includes(grant));
  return done({
    added: [...given, ...defaultsGiven].filter(isNew).length,
    ...(defaultsGiven.length > 0 ? { defaults: defaultsGiven.map(toKey) } : {}),
    ...(missing.length > 0 ? { missing } : {}),
  });
}

async function findLackingGrants(now: Holdings, { snapshot }: StepContext, outcome: Evidence) {
  const excused = new Set([...(await now.roles()), ...readItems(outcome.missing, grantKey)].map(keyOf));
  const owed: readonly (GrantKey & Partial<RoleGrant>)[] = [
    ...(snapshot?.roles ?? []),
    ...readItems(outcome.defaults, grantKey),
  ];
  return owed.filter((grant) => !excused.has(keyOf(grant))).map(labelOf);
}

export const rolesStep: Step = {
  name: 'roles',
  about: {
    does: 'removes direct role grants, unless Genesys did so at the lock-out; those that a group brings end with the group',
    calls: [
      'POST /authorization/subjects/{id}/bulkremove',
      'DELETE /authorization/subjects/{id}/divisions/{divisionId}/roles/{roleId} [n] where that is refused',
    ],
    permissions: ['authorization:grant:delete'],
    evidence: 'the grants removed, and those that Genesys refused to remove',
    undo: 'the grants, and at least the default roles; what no longer exists is listed as missing',
  },
  plan: async (held) => (await grantsInForce(held)).map(labelOf),
  perform: removeGrants,
  verify: async (now) => ({ open: await findGrantsBeyond(now, new Set()) }),
  undo: giveBack,
  confirm: findLackingGrants,
};
