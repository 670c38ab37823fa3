import { randomUUID } from 'node:crypto';
import {
  type AgentLeg,
  type Conversation,
  type ConversationPhase,
  phaseOf,
} from '../organisation/conversation.ts';
import type { UserRecord } from '../organisation/model.ts';
import type { World } from '../world.ts';

/** Genesys' code for wrap-up that nobody entered. */
const SYSTEM_WRAP_UP = 'ININ-WRAP-UP-TIMEOUT';

/** The conversation that an agent is busy with, talking or wrapping up. */
export interface CurrentWork {
  readonly conversation: Conversation;
  readonly leg: AgentLeg;
  readonly phase: Exclude<ConversationPhase, 'ended'>;
}

function legOf(conversation: Conversation, userId: string): AgentLeg | undefined {
  return conversation.agents.findLast((leg) => leg.userId === userId);
}

export function currentWork(user: UserRecord, now: number): CurrentWork | undefined {
  const { conversation } = user;
  const leg = conversation && legOf(conversation, user.id);
  if (conversation === undefined || leg === undefined) return undefined;
  const phase = phaseOf(leg, now);
  return phase === 'ended' ? undefined : { conversation, leg, phase };
}

/** Lets a customer reach the agent through the queue. */
export function startConversation(world: World, user: UserRecord, queueId: string | undefined): CurrentWork {
  const now = world.now();
  const leg: AgentLeg = {
    participantId: randomUUID(),
    sessionId: randomUUID(),
    userId: user.id,
    startedAt: now,
    connectedUntil: undefined,
    endsAt: undefined,
    wrapUpCode: undefined,
    disconnectType: undefined,
  };
  const waited = { participantId: randomUUID(), sessionId: randomUUID(), startedAt: now, endedAt: now };
  const conversation: Conversation = {
    id: randomUUID(),
    customerParticipantId: randomUUID(),
    customerSessionId: randomUUID(),
    startedAt: now,
    queues: queueId === undefined ? [] : [{ ...waited, queueId }],
    agents: [leg],
  };
  world.organisation.conversations.set(conversation.id, conversation);
  user.conversation = conversation;
  return { conversation, leg, phase: 'connected' };
}

const TALK_MS = 180_000;
const WRAP_UP_MS = 30_000;

/** A call that is over, with talk and wrap-up of a usual length. */
export function addPastConversation(
  world: World,
  user: UserRecord,
  queueId: string | undefined,
  startedAt: number,
): void {
  const connectedUntil = startedAt + TALK_MS;
  const waited = { participantId: randomUUID(), sessionId: randomUUID(), startedAt, endedAt: startedAt };
  const conversation: Conversation = {
    id: randomUUID(),
    customerParticipantId: randomUUID(),
    customerSessionId: randomUUID(),
    startedAt,
    queues: queueId === undefined ? [] : [{ ...waited, queueId }],
    agents: [
      {
        participantId: randomUUID(),
        sessionId: randomUUID(),
        userId: user.id,
        startedAt,
        connectedUntil,
        endsAt: connectedUntil + WRAP_UP_MS,
        wrapUpCode: SYSTEM_WRAP_UP,
        disconnectType: 'endpoint',
      },
    ],
  };
  world.organisation.conversations.set(conversation.id, conversation);
}

/** Ends the agent's part at these times; what has already happened stays as it was. */
export function endLeg(
  leg: AgentLeg,
  times: { connectedUntil: number; endsAt: number | undefined },
  how: AgentLeg['disconnectType'],
): void {
  const { connectedUntil, endsAt } = times;
  leg.connectedUntil = Math.min(leg.connectedUntil ?? connectedUntil, connectedUntil);
  leg.endsAt = endsAt === undefined ? undefined : Math.max(endsAt, leg.connectedUntil);
  leg.disconnectType ??= how;
}

/** FACTS 9: everybody is disconnected, and whoever still had to wrap up gets the system's code. */
export function tearDown(conversation: Conversation, now: number): void {
  for (const queue of conversation.queues) queue.endedAt ??= now;
  for (const leg of conversation.agents) {
    if (phaseOf(leg, now) === 'ended') continue;
    leg.wrapUpCode = SYSTEM_WRAP_UP;
    endLeg(leg, { connectedUntil: now, endsAt: now }, 'system');
  }
}

/** The customer waits in the queue again, and the agent is free. */
export function giveToQueue(conversation: Conversation, leg: AgentLeg, queueId: string, now: number): void {
  endLeg(leg, { connectedUntil: now, endsAt: now }, 'transfer');
  conversation.queues.push({
    participantId: randomUUID(),
    sessionId: randomUUID(),
    queueId,
    startedAt: now,
    endedAt: undefined,
  });
}
