/**
 * Groups whose members Genesys lets us choose. Those that an identity provider manages are its business unless policy
 * says `all`: it takes the person out of them by itself, and nothing that it decided meanwhile is undone by a return.
 * A group that a rule fills cannot be left by hand (FACTS section 7). The verification lists both as kept.
 */

import { GenesysError, isNotFound } from '../../genesys/errors.ts';
import type { EntityRef } from '../../genesys/models.ts';
import type { Holdings } from '../holdings.ts';
import { findLacking } from './lacking.ts';
import { done, labelOf, type Remains, type Step, type StepContext } from './step.ts';

const CURE =
  'take the person out of the group at the identity provider, or set groups: all in the policy and repeat the request';

/** Gone, or filled by a rule. */
function isClosed(error: unknown): boolean {
  return isNotFound(error) || (error instanceof GenesysError && error.genesysStatus === 400);
}

/** Those of the groups that an identity provider manages and policy leaves to it. */
async function groupsLeftAlone(
  groups: readonly EntityRef[],
  { leaving, findManagedGroups }: Pick<StepContext, 'leaving' | 'findManagedGroups'>,
): Promise<ReadonlySet<string>> {
  return leaving.groups === 'all' ? new Set() : await findManagedGroups(groups.map(({ id }) => id));
}

/** Those that the step takes the person out of. */
export async function groupsToLeave(
  groups: readonly EntityRef[],
  context: Pick<StepContext, 'leaving' | 'findManagedGroups'>,
): Promise<EntityRef[]> {
  const alone = await groupsLeftAlone(groups, context);
  return groups.filter(({ id }) => !alone.has(id));
}

/** How it reads where something stays with a group that the step leaves alone. */
export async function explainLeftAlone(
  groups: readonly EntityRef[],
  context: StepContext,
): Promise<{ readonly managed: readonly EntityRef[]; readonly cure: string } | undefined> {
  const alone = context.planned.includes('groups') ? await groupsLeftAlone(groups, context) : new Set();
  const managed = groups.filter(({ id }) => alone.has(id));
  return managed.length === 0 ? undefined : { managed, cure: CURE };
}

async function findRemains(now: Holdings, context: StepContext): Promise<Remains> {
  const { genesys, call } = context;
  const held = await now.groups();
  const alone = await groupsLeftAlone(held, context);
  const open: string[] = [];
  const byRule: EntityRef[] = [];
  for (const group of held) {
    if (alone.has(group.id)) continue;
    if (await genesys.groups.isDynamicLately(group.id, call)) byRule.push(group);
    else open.push(labelOf(group));
  }
  const leftAlone = await explainLeftAlone(held, context);
  const kept = { ...(byRule.length > 0 ? { byRule } : {}), ...leftAlone };
  return Object.keys(kept).length > 0 ? { open, kept } : { open };
}

/**
 * Groups of before that the return gives back: not one that an identity provider manages by now, unless the bridge
 * itself took the person out.
 */
export async function groupsOwed({
  snapshot,
  findManagedGroups,
}: StepContext): Promise<readonly EntityRef[]> {
  const groups = snapshot?.groups ?? [];
  const managed = await findManagedGroups(groups.map(({ id }) => id));
  return groups.filter(({ id, taken }) => taken === true || !managed.has(id));
}

export const groupsStep: Step = {
  name: 'groups',
  about: {
    does: 'takes the person out of the groups that no identity provider manages, or out of all where policy says so, and with them out of queues and roles that the groups bring',
    calls: [
      'DELETE /groups/{groupId}/members [n]',
      'GET /groups/{groupId}/dynamicsettings for one that stays',
    ],
    permissions: ['directory:group:edit'],
    evidence:
      'the groups left; those kept by a rule or left to the identity provider, with the cure, are in the evidence of the verification',
    undo: 'the groups that the step took the person out of, and others that no identity provider manages; what no longer exists or is filled by a rule is listed as missing',
  },
  plan: async (held, context) => (await groupsToLeave(await held.groups(), context)).map(labelOf),
  async perform(context) {
    const { genesys, userId, call, held } = context;
    const groups = await groupsToLeave(await held.groups(), context);
    // All at once: what waits for its turn together leaves a group in one call.
    await Promise.all(
      groups.map(async ({ id }) => {
        try {
          await genesys.groups.removeMembers(id, [userId], call);
        } catch (error) {
          if (!isNotFound(error)) throw error;
        }
      }),
    );
    return done({ left: groups });
  },
  verify: findRemains,
  async undo(context) {
    const { genesys, userId, call, held } = context;
    const present = new Set((await held.groups()).map(({ id }) => id));
    const owed = (await groupsOwed(context)).filter(({ id }) => !present.has(id));
    const missing: EntityRef[] = [];
    for (const group of owed) {
      try {
        await genesys.groups.addMembers(group.id, [userId], call);
      } catch (error) {
        if (!isClosed(error)) throw error;
        missing.push(group);
      }
    }
    return done({ joined: owed.length - missing.length, ...(missing.length > 0 ? { missing } : {}) });
  },
  async confirm(now, context, outcome) {
    const lacking: string[] = [];
    for (const group of findLacking(await groupsOwed(context), await now.groups(), outcome)) {
      const { genesys, call } = context;
      if (!(await genesys.groups.isDynamicLately(group.id, call))) lacking.push(labelOf(group));
    }
    return lacking;
  },
};
