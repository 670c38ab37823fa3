import type { JsonObject } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';
import type { UserRecord } from '../organisation/model.ts';
import { currentWork, endLeg, startConversation } from '../rules/conversations.ts';
import { queuesOf } from '../rules/queue-membership.ts';
import type { World } from '../world.ts';

function positiveSeconds(body: JsonObject, field: 'seconds' | 'wrapupSeconds'): number | undefined {
  const value = body[field];
  if (value === undefined || (typeof value === 'number' && value > 0)) return value;
  throw badRequest(`The field '${field}' must be a positive number.`);
}

/**
 * Puts an agent to work, or ends it. Talking ends by itself after `seconds` and wrapping up another
 * `wrapupSeconds` later; wrapping up alone ends after `seconds`.
 */
export function setConversation(world: World, user: UserRecord, body: JsonObject): void {
  const { state } = body;
  const now = world.now();
  const running = currentWork(user, now);
  if (state === 'none') {
    if (running !== undefined) endLeg(running.leg, { connectedUntil: now, endsAt: now }, 'endpoint');
    return;
  }
  if (state !== 'connected' && state !== 'wrapup') {
    throw badRequest("The field 'state' must be connected, wrapup or none.");
  }
  const seconds = positiveSeconds(body, 'seconds');
  const wrapupSeconds = positiveSeconds(body, 'wrapupSeconds') ?? 0;
  const { leg } = running ?? startConversation(world, user, queuesOf(world, user)[0]?.queue.id);
  const end = seconds === undefined ? undefined : now + seconds * 1000;
  if (state === 'wrapup') {
    endLeg(leg, { connectedUntil: now, endsAt: end }, 'endpoint');
    return;
  }
  leg.connectedUntil = end;
  leg.endsAt = end === undefined ? undefined : end + wrapupSeconds * 1000;
  leg.disconnectType = end === undefined ? undefined : 'endpoint';
}

function describeWork(user: UserRecord, now: number): object {
  const work = currentWork(user, now);
  if (work === undefined) return { state: 'none' };
  const { conversation, leg, phase } = work;
  const { sessionId, startedAt, endsAt } = leg;
  const queueId = conversation.queues[0]?.queueId;
  return { id: conversation.id, sessionId, state: phase, startedAt, endsAt, queueId };
}

/** What a test wants to know of a person and no Platform API operation tells. */
export function describePerson(world: World, user: UserRecord): object {
  const { id, name, email, state, version, tokens, presenceId, stateChanges } = user;
  return {
    id,
    name,
    email,
    state,
    version,
    tokens,
    conversation: describeWork(user, world.now()),
    presence: presenceId,
    stateHistory: stateChanges.map((change) => ({ ...change, at: new Date(change.at).toISOString() })),
  };
}
