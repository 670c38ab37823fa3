import {
  type AgentLeg,
  type Conversation,
  customerLeftAt,
  endedAt,
  phaseOf,
  type QueueLeg,
} from '../organisation/conversation.ts';
import type { World } from '../world.ts';
import { selfUri } from './render-user.ts';

interface Span {
  readonly from: number;
  readonly until: number | undefined;
}

function times({ from, until }: Span, now: number): object {
  const start = new Date(from).toISOString();
  const over = until !== undefined && until <= now;
  return {
    startTime: start,
    connectedTime: start,
    ...(over ? { endTime: new Date(until).toISOString() } : {}),
  };
}

function call(id: string, { from, until }: Span, now: number, disconnectType: string | undefined): object {
  const over = until !== undefined && until <= now;
  const ended = over
    ? { disconnectedTime: new Date(until).toISOString(), disconnectType: disconnectType ?? 'peer' }
    : {};
  return {
    id,
    state: over ? 'disconnected' : 'connected',
    initialState: 'connected',
    direction: 'inbound',
    recording: false,
    muted: false,
    confined: false,
    held: false,
    connectedTime: new Date(from).toISOString(),
    ...ended,
    provider: 'Edge',
    afterCallWorkRequired: false,
  };
}

function renderCustomer(conversation: Conversation, now: number): object {
  const span = { from: conversation.startedAt, until: customerLeftAt(conversation, now) };
  return {
    id: conversation.customerParticipantId,
    ...times(span, now),
    purpose: 'customer',
    calls: [call(conversation.customerSessionId, span, now, 'peer')],
  };
}

function renderQueueLeg({ organisation }: World, leg: QueueLeg, now: number): object {
  const span = { from: leg.startedAt, until: leg.endedAt };
  const queueName = organisation.queues.get(leg.queueId)?.name ?? '';
  return {
    id: leg.participantId,
    ...times(span, now),
    name: queueName,
    queueId: leg.queueId,
    queueName,
    purpose: 'acd',
    calls: [call(leg.sessionId, span, now, 'transfer')],
  };
}

function renderAgent({ organisation }: World, leg: AgentLeg, now: number): object {
  const span = { from: leg.startedAt, until: leg.connectedUntil };
  const phase = phaseOf(leg, now);
  const acw = phase === 'wrapup' || (phase === 'ended' && leg.endsAt !== leg.connectedUntil);
  return {
    id: leg.participantId,
    ...times(span, now),
    name: organisation.users.get(leg.userId)?.name ?? '',
    userId: leg.userId,
    userUri: selfUri('users', leg.userId),
    purpose: 'agent',
    wrapupRequired: true,
    wrapupPrompt: 'mandatory',
    ...(leg.wrapUpCode === undefined ? {} : { wrapup: { code: leg.wrapUpCode, provisional: false } }),
    ...(acw && leg.connectedUntil !== undefined
      ? { startAcwTime: new Date(leg.connectedUntil).toISOString() }
      : {}),
    ...(acw && phase === 'ended' && leg.endsAt !== undefined
      ? { endAcwTime: new Date(leg.endsAt).toISOString() }
      : {}),
    calls: [call(leg.sessionId, span, now, leg.disconnectType)],
  };
}

/** `Conversation` of the conversations API. */
export function renderConversation(world: World, conversation: Conversation, now: number): object {
  const end = endedAt(conversation, now);
  const left = customerLeftAt(conversation, now);
  return {
    id: conversation.id,
    startTime: new Date(conversation.startedAt).toISOString(),
    ...(end === undefined ? {} : { endTime: new Date(end).toISOString() }),
    participants: [
      renderCustomer(conversation, now),
      ...conversation.queues.map((leg) => renderQueueLeg(world, leg, now)),
      ...conversation.agents.map((leg) => renderAgent(world, leg, now)),
    ],
    recordingState: 'NONE',
    state: left === undefined ? 'connected' : 'disconnected',
    selfUri: selfUri('conversations', conversation.id),
  };
}
