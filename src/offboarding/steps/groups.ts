/**
 * Groups whose members Genesys lets us choose, those that an identity provider fills included: it may leave a
 * deactivated account in them, and a group can bring queues and roles. SCIM goes on showing who is away. A group that a
 * rule fills cannot be left by hand (FACTS section 7): the verification lists it as kept.
 */

import { GenesysError, isNotFound } from '../../genesys/errors.ts';
import type { EntityRef } from '../../genesys/models.ts';
import { findLacking } from './lacking.ts';
import { done, labelOf, type Step } from './step.ts';

/** Gone, or filled by a rule. */
function isClosed(error: unknown): boolean {
  return isNotFound(error) || (error instanceof GenesysError && error.genesysStatus === 400);
}

export const groupsStep: Step = {
  name: 'groups',
  about: {
    does: 'takes the person out of groups, those of the identity provider included, and with them out of queues and roles that the groups bring',
    calls: [
      'DELETE /groups/{groupId}/members [n]',
      'GET /groups/{groupId}/dynamicsettings for one that stays',
    ],
    permissions: ['directory:group:edit'],
    evidence: 'the groups left; those kept by a rule are in the evidence of the verification',
    undo: 'the groups; what no longer exists or is filled by a rule is listed as missing',
  },
  plan: async (held) => (await held.groups()).map(labelOf),
  async perform({ genesys, userId, call, held }) {
    const groups = await held.groups();
    for (const { id } of groups) {
      try {
        await genesys.groups.removeMembers(id, [userId], call);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
    return done({ left: groups });
  },
  async verify(now, { genesys, call }) {
    const open: string[] = [];
    const kept: EntityRef[] = [];
    for (const group of await now.groups()) {
      if (await genesys.groups.isDynamicLately(group.id, call)) kept.push(group);
      else open.push(labelOf(group));
    }
    return kept.length > 0 ? { open, kept: { byRule: kept } } : { open };
  },
  async undo({ genesys, userId, call, snapshot, held }) {
    const present = new Set((await held.groups()).map(({ id }) => id));
    const owed = (snapshot?.groups ?? []).filter(({ id }) => !present.has(id));
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
  async confirm(now, { genesys, call, snapshot }, outcome) {
    const lacking: string[] = [];
    for (const group of findLacking(snapshot?.groups, await now.groups(), outcome)) {
      if (!(await genesys.groups.isDynamicLately(group.id, call))) lacking.push(labelOf(group));
    }
    return lacking;
  },
};
