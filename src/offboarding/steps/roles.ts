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

async function findDefaultGrants(context: StepContext, held: readonly GrantKey[]): Promise<GrantKey[]> {
  const { genesys, policy, call } = context;
  const user = await findPersonAnyState(context);
  const divisionId = user?.division?.id ?? (await genesys.divisions.home(call)).id;
  const heldRoles = new Set(held.map((grant) => grant.roleId));
  const grants: GrantKey[] = [];
  for (const name of policy.defaultRoles) {
    const role = await genesys.roles.findByName(name, call);
    if (role !== undefined && !heldRoles.has(role.id)) grants.push({ roleId: role.id, divisionId });
  }
  return grants;
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
    const direct = await context.genesys.grants.direct(context.userId, context.call);
    const held = new Set(direct.map(keyOf));
    const returning = (context.snapshot?.roles ?? []).filter((grant) => !held.has(keyOf(grant)));
    const defaults = await findDefaultGrants(context, [...direct, ...returning]);
    const wanted = [...returning, ...defaults];
    const missing = await addGrants(context, wanted);
    return done({ added: wanted.length - missing.length, ...(missing.length > 0 ? { missing } : {}) });
  },
};
