import type {
  AnalyticsConversation,
  AnalyticsParticipant,
  AnalyticsSegment,
} from '../organisation/analytics-conversation.ts';
import {
  type AgentLeg,
  type Conversation,
  customerLeftAt,
  endedAt,
  phaseOf,
  type QueueLeg,
} from '../organisation/conversation.ts';
import type { World } from '../world.ts';
import type { Dimensions } from './detail-predicates.ts';

function iso(time: number): string {
  return new Date(time).toISOString();
}

/** The end only when it has come. */
function ended(end: number | undefined, now: number): { segmentEnd?: string } {
  return end === undefined || end > now ? {} : { segmentEnd: iso(end) };
}

function session(sessionId: string, segments: readonly AnalyticsSegment[]): AnalyticsParticipant['sessions'] {
  return [{ sessionId, mediaType: 'voice', direction: 'inbound', segments }];
}

function customerOf(conversation: Conversation, now: number): AnalyticsParticipant {
  const end = ended(customerLeftAt(conversation, now), now);
  const segment: AnalyticsSegment = {
    segmentStart: iso(conversation.startedAt),
    ...end,
    segmentType: 'interact',
    conference: false,
    ...(end.segmentEnd === undefined ? {} : { disconnectType: 'peer' }),
  };
  const { customerParticipantId, customerSessionId } = conversation;
  return {
    participantId: customerParticipantId,
    purpose: 'customer',
    sessions: session(customerSessionId, [segment]),
  };
}

function queueOf(world: World, leg: QueueLeg, now: number): AnalyticsParticipant {
  const end = ended(leg.endedAt, now);
  const segment: AnalyticsSegment = {
    segmentStart: iso(leg.startedAt),
    ...end,
    segmentType: 'interact',
    conference: false,
    queueId: leg.queueId,
    ...(end.segmentEnd === undefined ? {} : { disconnectType: 'transfer' }),
  };
  return {
    participantId: leg.participantId,
    participantName: world.organisation.queues.get(leg.queueId)?.name ?? '',
    purpose: 'acd',
    sessions: session(leg.sessionId, [segment]),
  };
}

function agentOf(world: World, conversation: Conversation, leg: AgentLeg, now: number): AnalyticsParticipant {
  const phase = phaseOf(leg, now);
  const queueId = conversation.queues.findLast(({ startedAt }) => startedAt <= leg.startedAt)?.queueId;
  const inQueue = queueId === undefined ? {} : { queueId };
  const talk: AnalyticsSegment = {
    segmentStart: iso(leg.startedAt),
    ...ended(leg.connectedUntil, now),
    segmentType: 'interact',
    conference: false,
    ...inQueue,
    ...(phase === 'connected' || leg.disconnectType === undefined
      ? {}
      : { disconnectType: leg.disconnectType }),
  };
  const worked = leg.wrapUpCode !== undefined || leg.endsAt !== leg.connectedUntil;
  const wrapUp: AnalyticsSegment = {
    segmentStart: iso(leg.connectedUntil ?? leg.startedAt),
    ...ended(leg.endsAt, now),
    segmentType: 'wrapup',
    conference: false,
    ...inQueue,
    ...(leg.wrapUpCode === undefined ? {} : { wrapUpCode: leg.wrapUpCode }),
  };
  return {
    participantId: leg.participantId,
    participantName: world.organisation.users.get(leg.userId)?.name ?? '',
    purpose: 'agent',
    userId: leg.userId,
    sessions: session(leg.sessionId, worked && phase !== 'connected' ? [talk, wrapUp] : [talk]),
  };
}

/** The conversation as analytics shows it at `now`: what has not ended yet has no end. */
export function renderAnalytics(
  world: World,
  conversation: Conversation,
  now: number,
): AnalyticsConversation {
  const { organisation } = world;
  const end = endedAt(conversation, now);
  const divisionIds = conversation.queues.flatMap(
    ({ queueId }) => organisation.queues.get(queueId)?.divisionId ?? [],
  );
  return {
    conversationId: conversation.id,
    conversationStart: iso(conversation.startedAt),
    ...(end === undefined ? {} : { conversationEnd: iso(end) }),
    conversationInitiator: 'customer',
    customerParticipation: true,
    originatingDirection: 'inbound',
    divisionIds: [...new Set(divisionIds.length === 0 ? [organisation.homeDivision.id] : divisionIds)],
    participants: [
      customerOf(conversation, now),
      ...conversation.queues.map((leg) => queueOf(world, leg, now)),
      ...conversation.agents.map((leg) => agentOf(world, conversation, leg, now)),
    ],
  };
}

/** What conversation filters can be about. */
export const CONVERSATION_DIMENSIONS: ReadonlySet<string> = new Set([
  'conversationId',
  'conversationStart',
  'conversationEnd',
  'conversationInitiator',
  'customerParticipation',
  'originatingDirection',
  'divisionId',
]);

export function conversationDimensions(conversation: AnalyticsConversation): Dimensions[] {
  const { divisionIds, participants: _participants, customerParticipation, ...texts } = conversation;
  const shared = { ...texts, customerParticipation: String(customerParticipation) };
  return divisionIds.map((divisionId) => ({ ...shared, divisionId }));
}

/** What segment filters can be about. */
export const SEGMENT_DIMENSIONS: ReadonlySet<string> = new Set([
  'userId',
  'purpose',
  'participantName',
  'mediaType',
  'direction',
  'segmentType',
  'segmentEnd',
  'queueId',
  'disconnectType',
  'wrapUpCode',
  'conference',
]);

export function segmentDimensions({ participants }: AnalyticsConversation): Dimensions[] {
  return participants.flatMap(({ userId, purpose, participantName, sessions }) =>
    sessions.flatMap(({ mediaType, direction, segments }) =>
      segments.map(({ conference, ...segment }) => ({
        ...segment,
        userId,
        purpose,
        participantName,
        mediaType,
        direction,
        conference: String(conference),
      })),
    ),
  );
}
