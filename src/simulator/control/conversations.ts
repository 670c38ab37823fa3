import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';
import type { Conversation, UserRecord } from '../organisation/model.ts';
import { currentConversation } from '../rules/presence.ts';
import { queuesOf } from '../rules/queue-membership.ts';
import type { World } from '../world.ts';

/** Puts an agent to work, or ends it; `seconds` later the agent is free by itself. */
export function setConversation(world: World, user: UserRecord, body: JsonObject): void {
  const { state, seconds } = body;
  if (state === 'none') {
    user.conversation = undefined;
    return;
  }
  if (state !== 'connected' && state !== 'wrapup') {
    throw badRequest("The field 'state' must be connected, wrapup or none.");
  }
  if (seconds !== undefined && (typeof seconds !== 'number' || seconds <= 0)) {
    throw badRequest("The field 'seconds' must be a positive number.");
  }
  const now = world.now();
  const running = currentConversation(user, now);
  user.conversation = {
    id: running?.id ?? randomUUID(),
    sessionId: running?.sessionId ?? randomUUID(),
    state,
    startedAt: running?.startedAt ?? now,
    segmentStartedAt: now,
    endsAt: seconds === undefined ? undefined : now + seconds * 1000,
    queueId: running?.queueId ?? queuesOf(world, user)[0]?.queue.id,
  } satisfies Conversation;
}

/** What a test wants to know of a person and no Platform API operation tells. */
export function describePerson(world: World, user: UserRecord): object {
  const conversation = currentConversation(user, world.now());
  const { id, name, email, state, version, tokens, presenceId, stateChanges } = user;
  return {
    id,
    name,
    email,
    state,
    version,
    tokens,
    conversation: conversation === undefined ? { state: 'none' } : conversation,
    presence: presenceId,
    stateHistory: stateChanges.map((change) => ({ ...change, at: new Date(change.at).toISOString() })),
  };
}
