/**
 * Direct queue memberships. A membership that a group brings cannot be removed singly and ends when the group
 * is left (FACTS section 3); the step names it instead of fighting it.
 */

import { GenesysError, isNotFound } from '../../genesys/errors.ts';
import { type Membership, readMemberships } from '../queue-memberships.ts';
import { done, freshSnapshot, type Step, type StepContext, type StepResult, waitFor } from './step.ts';

function labelOf(queue: Membership): string {
  return queue.name ?? queue.id;
}

/** A conflict on removal is what administrators report of agents in wrap-up; nothing documents it. */
function isBusy(error: unknown): boolean {
  return error instanceof GenesysError && error.genesysStatus === 409;
}

async function leave(context: StepContext, memberships: readonly Membership[]): Promise<Membership[]> {
  const busy: Membership[] = [];
  for (const queue of memberships) {
    try {
      await context.genesys.queues.removeMembers(queue.id, [context.userId], context.call);
    } catch (error) {
      if (isBusy(error)) busy.push(queue);
      else if (!isNotFound(error)) throw error;
    }
  }
  return busy;
}

async function findBroughtByGroup(
  context: StepContext,
  memberships: readonly Membership[],
): Promise<Membership[]> {
  if (memberships.length === 0) return [];
  const user = await context.genesys.users.find(context.userId, { expand: ['groups'] }, context.call);
  const groups = new Set((user?.groups ?? context.snapshot?.groups ?? []).map((group) => group.id));
  const brought: Membership[] = [];
  for (const membership of memberships) {
    const queue = await context.genesys.queues.get(membership.id, context.call);
    if (queue.memberGroups.some((group) => groups.has(group.id))) brought.push(membership);
  }
  return brought;
}

async function leaveQueues(context: StepContext): Promise<StepResult> {
  const { genesys, userId, call } = context;
  const before = freshSnapshot(context)?.queues ?? (await readMemberships(genesys, userId, call));
  if (before.length === 0) return done({ left: [], broughtByGroup: [] });
  const busy = await leave(context, before);
  if (busy.length > 0) return waitFor(`the end of wrap-up in ${busy.map(labelOf).join(', ')}`, 30);
  const remaining = await readMemberships(genesys, userId, call);
  const broughtByGroup = await findBroughtByGroup(context, remaining);
  const late = remaining.filter((queue) => !broughtByGroup.includes(queue));
  if (late.length > 0)
    return waitFor(`Genesys to take the person out of ${late.map(labelOf).join(', ')}`, 15);
  const kept = new Set(broughtByGroup.map((queue) => queue.id));
  return done({ left: before.filter((queue) => !kept.has(queue.id)), broughtByGroup });
}

async function rejoinQueues(context: StepContext): Promise<StepResult> {
  const { genesys, userId, call, snapshot } = context;
  if (snapshot === undefined) return done();
  const held = await readMemberships(genesys, userId, call);
  const present = new Map(held.map((queue) => [queue.id, queue]));
  const missing: Membership[] = [];
  const changed: Membership[] = [];
  for (const queue of snapshot.queues) {
    if (present.has(queue.id)) continue;
    try {
      await genesys.queues.addMembers(queue.id, [userId], call);
      present.set(queue.id, { ...queue, joined: true });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      missing.push(queue);
    }
  }
  for (const queue of snapshot.queues) {
    const now = present.get(queue.id);
    if (now !== undefined && now.joined !== queue.joined) changed.push(queue);
  }
  if (changed.length > 0) {
    await genesys.queues.setJoined(
      userId,
      changed.map(({ id, joined }) => ({ id, joined })),
      call,
    );
  }
  return done({ queues: present.size, missing });
}

export const queuesStep: Step = { name: 'queues', offboard: leaveQueues, restore: rejoinQueues };
