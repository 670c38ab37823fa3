/**
 * Direct queue memberships. A membership that a group brings cannot be removed singly and ends when the group
 * is left (FACTS section 3); the verification names it instead of fighting it.
 */

import { GenesysError, isNotFound } from '../../genesys/errors.ts';
import type { EntityRef } from '../../genesys/models.ts';
import type { Holdings } from '../holdings.ts';
import type { Membership } from '../queue-memberships.ts';
import type { Snapshot } from '../snapshot.ts';
import { explainLeftAlone, groupsOwed } from './groups.ts';
import { findLacking } from './lacking.ts';
import {
  done,
  labelOf,
  type Remains,
  type Step,
  type StepContext,
  type StepResult,
  waitFor,
} from './step.ts';

const WRAP_UP_SECONDS = 30;
const GROUP_SECONDS = 15;
/** How often a return looks for the membership that a group should bring. */
const GROUP_LOOKS = 20;

/** A conflict on removal is what administrators report of agents in wrap-up; nothing documents it. */
function isBusy(error: unknown): boolean {
  return error instanceof GenesysError && error.genesysStatus === 409;
}

async function leaveQueues({ genesys, userId, call, held }: StepContext): Promise<StepResult> {
  const queues = await held.queues();
  const busy: Membership[] = [];
  // All at once: the more calls wait for their turn, the more of them leave the same queue in one.
  const leave = async (queue: Membership) => {
    try {
      await genesys.queues.removeMembers(queue.id, [userId], call);
    } catch (error) {
      if (isBusy(error)) busy.push(queue);
      else if (!isNotFound(error)) throw error;
    }
  };
  await Promise.all(queues.map(leave));
  if (busy.length === 0) return done({ left: queues });
  return waitFor(`the end of wrap-up in ${busy.map(labelOf).join(', ')}`, WRAP_UP_SECONDS);
}

/** Those of the groups that the person is in which make their members members of this queue. */
async function groupsThatBring(
  queueId: string,
  groupIds: ReadonlySet<string>,
  readMemberGroups: (queueId: string) => Promise<readonly EntityRef[]>,
): Promise<EntityRef[]> {
  if (groupIds.size === 0) return [];
  return (await readMemberGroups(queueId)).filter(({ id }) => groupIds.has(id));
}

function idsOf(groups: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(groups.map(({ id }) => id));
}

async function sortRemains(
  now: Holdings,
  context: StepContext,
  remaining: readonly Membership[],
): Promise<Remains> {
  const { genesys, call } = context;
  const groupIds = idsOf(remaining.length === 0 ? [] : await now.groups());
  // Leavers share queues and are looked at again: an answer of minutes ago will do.
  const memberGroups = (id: string) => genesys.queues.memberGroupsLately(id, call);
  const open: string[] = [];
  const broughtByGroup: (Membership & { readonly groups: readonly EntityRef[] })[] = [];
  for (const queue of remaining) {
    const groups = await groupsThatBring(queue.id, groupIds, memberGroups);
    if (groups.length > 0) broughtByGroup.push({ ...queue, groups });
    else open.push(labelOf(queue));
  }
  if (broughtByGroup.length === 0) return { open };
  const bringing = broughtByGroup.flatMap(({ groups }) => groups);
  const leftAlone = await explainLeftAlone(bringing, context);
  return { open, kept: { broughtByGroup, ...(leftAlone === undefined ? {} : { cure: leftAlone.cure }) } };
}

async function findRemains(now: Holdings, context: StepContext): Promise<Remains> {
  const { genesys, userId, call, snapshot } = context;
  const left = snapshot?.queues ?? [];
  const ids = left.map(({ id }) => id);
  const stillIn = await genesys.queues.stillIn(userId, ids, call);
  return await sortRemains(
    now,
    context,
    left.filter(({ id }) => stillIn.includes(id)),
  );
}

interface Rejoined {
  /** The memberships that the person has by now, with the joined flag as far as known. */
  readonly present: Map<string, Membership>;
  readonly missing: (Membership & { readonly why?: string })[];
  /** A group brings them, but Genesys does not show them yet. */
  readonly awaited: Membership[];
}

const CAME_WITH_GROUP = 'it came with a group that the person does not come back to';

/**
 * What a group brings is left to the group: a direct membership beside it would outlive the group's. The groups
 * that come back count too, since Genesys may not show it yet; what came with another one stays away with it.
 */
async function rejoin(context: StepContext, snapshot: Snapshot): Promise<Rejoined> {
  const { genesys, userId, call, held } = context;
  const present = new Map((await held.queues()).map((queue) => [queue.id, queue]));
  const absent = snapshot.queues.filter(({ id }) => !present.has(id));
  const back = idsOf(absent.length === 0 ? [] : [...(await groupsOwed(context)), ...(await held.groups())]);
  const before = idsOf([...snapshot.groups, ...snapshot.lostGroups]);
  // A direct membership given by mistake would stay: what holds now counts.
  const memberGroups = async (id: string) => (await genesys.queues.get(id, call)).memberGroups;
  const missing: Rejoined['missing'] = [];
  const awaited: Membership[] = [];
  for (const queue of absent) {
    try {
      const bringing = await groupsThatBring(queue.id, back.union(before), memberGroups);
      if (bringing.some(({ id }) => back.has(id))) {
        awaited.push(queue);
        continue;
      }
      if (bringing.length > 0) {
        missing.push({ ...queue, why: CAME_WITH_GROUP });
        continue;
      }
      await genesys.queues.addMembers(queue.id, [userId], call);
      present.set(queue.id, { ...queue, joined: true });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      missing.push(queue);
    }
  }
  return { present, missing, awaited };
}

async function rejoinQueues(context: StepContext): Promise<StepResult> {
  const { genesys, userId, call, snapshot, attempts } = context;
  if (snapshot === undefined || snapshot.queues.length === 0) return done({ queues: 0 });
  const { present, missing, awaited } = await rejoin(context, snapshot);
  const changed = snapshot.queues.filter((queue) => (present.get(queue.id) ?? queue).joined !== queue.joined);
  await genesys.queues.setJoined(
    userId,
    changed.map(({ id, joined }) => ({ id, joined })),
    call,
  );
  // A membership begins joined, so that only the others have to be there before the flag can be set.
  const unsettled = awaited.filter(({ joined }) => !joined);
  if (unsettled.length > 0 && attempts < GROUP_LOOKS) {
    return waitFor(`a group to bring back ${unsettled.map(labelOf).join(', ')}`, GROUP_SECONDS);
  }
  const gone = [...missing, ...unsettled];
  return done({ queues: present.size, ...(gone.length > 0 ? { missing: gone } : {}) });
}

export const queuesStep: Step = {
  name: 'queues',
  about: {
    does: 'takes the person out of all queues, joined and not',
    calls: [
      'POST /routing/queues/{queueId}/members?delete=true [n]',
      'afterwards GET /users/{id}/queues [2]',
      'GET /routing/queues/{queueId} for one that stays',
    ],
    permissions: ['routing:queueMember:manage', 'routing:queue:view'],
    evidence:
      'the queues left; those that a group brings, with the group and the cure, are in the evidence of the verification',
    undo: 'direct memberships and the joined flags; what a group brings comes back with the group',
  },
  plan: async (held) => (await held.queues()).map(labelOf),
  perform: leaveQueues,
  verify: findRemains,
  recheck: async (now, context) => sortRemains(now, context, await now.queues()),
  undo: rejoinQueues,
  async confirm(now, { snapshot }, outcome) {
    const present = await now.queues();
    const joined = new Map(present.map((queue) => [queue.id, queue.joined]));
    const asBefore = (snapshot?.queues ?? []).filter((queue) => joined.get(queue.id) === queue.joined);
    return findLacking(snapshot?.queues, asBefore, outcome).map(labelOf);
  },
};
