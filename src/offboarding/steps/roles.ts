/**
 * Direct role grants come back. Whoever returns has at least what a newly created user has, since Genesys does
 * not give the default role back by itself (FACTS section 1.2).
 */

import { GenesysError } from '../../genesys/errors.ts';
import type { RoleGrant } from '../../genesys/models.ts';
import { findPersonAnyState } from './person.ts';
import { done, type Step, type StepContext } from './step.ts';

type GrantKey = Pick<RoleGrant, 'roleId' | 'divisionId'>;

function keyOf(grant: GrantKey): string {
  return `${grant.roleId}@${grant.divisionId}`;
}

interface DefaultGrants {
  readonly grants: readonly GrantKey[];
  /** Configured names that no role of the organisation has. */
  readonly unknown: readonly string[];
}

async function findDefaultGrants(context: StepContext, held: readonly GrantKey[]): Promise<DefaultGrants> {
  const { genesys, policy, call } = context;
  const user = await findPersonAnyState(context);
  const divisionId = user?.division?.id ?? (await genesys.divisions.home(call)).id;
  const heldRoles = new Set(held.map((grant) => grant.roleId));
  const grants: GrantKey[] = [];
  const unknown: string[] = [];
  for (const name of policy.defaultRoles) {
    const role = await genesys.roles.findByName(name, call);
    if (role === undefined) unknown.push(name);
    else if (!heldRoles.has(role.id)) grants.push({ roleId: role.id, divisionId });
  }
  return { grants, unknown };
}

/** A role or division that no longer exists fails the whole call: then each grant is tried alone. */
async function addGrants(context: StepContext, grants: readonly GrantKey[]): Promise<GrantKey[]> {
  const { genesys, userId, call } = context;
  if (grants.length === 0) return [];
  try {
    await genesys.grants.add(userId, [...grants], call);
    return [];
  } catch (error) {
    if (!isRefused(error) || grants.length === 1) return missingOrThrow(error, grants);
  }
  const missing: GrantKey[] = [];
  for (const grant of grants) missing.push(...(await addGrants(context, [grant])));
  return missing;
}

function isRefused(error: unknown): boolean {
  return error instanceof GenesysError && (error.genesysStatus === 400 || error.genesysStatus === 404);
}

function missingOrThrow(error: unknown, grants: readonly GrantKey[]): GrantKey[] {
  if (!isRefused(error)) throw error;
  return [...grants];
}

export const rolesStep: Step = {
  name: 'roles',
  async restore(context) {
    const { genesys, userId, call, snapshot } = context;
    const direct = await genesys.grants.direct(userId, call);
    const held = new Set(direct.map(keyOf));
    const returning = (snapshot?.roles ?? []).filter((grant) => !held.has(keyOf(grant)));
    const lost = await addGrants(context, returning);
    const regained = returning.filter((grant) => !lost.includes(grant));
    const defaults = await findDefaultGrants(context, [...direct, ...regained]);
    const refused = await addGrants(context, defaults.grants);
    const missing = [...lost, ...refused, ...defaults.unknown.map((roleName) => ({ roleName }))];
    const added = regained.length + defaults.grants.length - refused.length;
    return done({ added, ...(missing.length > 0 ? { missing } : {}) });
  },
};
