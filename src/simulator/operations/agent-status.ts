import type { UserRecord } from '../organisation/model.ts';
import { type CurrentWork, currentWork } from '../rules/conversations.ts';
import { anyUser } from '../rules/find-record.ts';
import { routingStatusOf, systemPresence } from '../rules/presence.ts';
import { anyOf, type Call, type Operation, ok, pathId, type Reply } from './operation.ts';

function renderSession({ conversation, leg, phase }: CurrentWork): object {
  const queueId = conversation.queues[0]?.queueId;
  const segmentStart = phase === 'connected' ? leg.startedAt : (leg.connectedUntil ?? leg.startedAt);
  return {
    conversationId: conversation.id,
    sessionId: leg.sessionId,
    sessionStart: new Date(leg.startedAt).toISOString(),
    segmentStart: new Date(segmentStart).toISOString(),
    segmentType: phase === 'connected' ? 'interact' : 'wrapup',
    ...(queueId === undefined ? {} : { routedQueueId: queueId }),
    originatingDirection: 'inbound',
    mediaType: 'voice',
  };
}

function renderStatus(user: UserRecord, now: number): object {
  const work = currentWork(user, now);
  const sessions = work === undefined ? [] : [renderSession(work)];
  const routing = routingStatusOf(user, now);
  return {
    userId: user.id,
    userName: user.name,
    divisionId: user.divisionId,
    sessionCount: sessions.length,
    sessions,
    systemPresence: systemPresence(user.presenceId)?.analytics ?? 'UNKNOWN',
    organizationPresenceId: user.presenceId,
    presenceDate: new Date(user.presenceAt).toISOString(),
    routingStatus: routing.status,
    routingStatusDate: new Date(routing.since).toISOString(),
    isOutOfOffice: false,
    ...(user.managerId === undefined ? {} : { managerId: user.managerId }),
    ...(user.managementUnitId === undefined ? {} : { managementUnitId: user.managementUnitId }),
  };
}

function getStatus(call: Call): Reply {
  return ok(renderStatus(anyUser(call.world.organisation, pathId(call, 'userId')), call.now));
}

export const agentStatusOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/analytics/agents/{userId}/status',
    permissions: anyOf('analytics:agentState:view'),
    handle: getStatus,
  },
];
