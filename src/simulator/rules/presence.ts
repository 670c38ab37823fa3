import {
  OFFLINE_PRESENCE_ID,
  ON_QUEUE_PRESENCE_ID,
  SYSTEM_PRESENCES,
  type SystemPresence,
} from '../organisation/catalogue.ts';
import type { Conversation, RoutingStatusName, UserRecord } from '../organisation/model.ts';

export interface RoutingStatusNow {
  readonly status: RoutingStatusName;
  readonly since: number;
}

export function systemPresence(id: string): SystemPresence | undefined {
  return SYSTEM_PRESENCES.find((presence) => presence.id === id);
}

/** FACTS 5: an agent leaves the queue by taking a presence that is not On Queue. */
export function setPresence(user: UserRecord, presenceId: string, message: string, now: number): void {
  user.presenceId = presenceId;
  user.presenceMessage = message;
  user.presenceAt = now;
  user.routingStatus = presenceId === ON_QUEUE_PRESENCE_ID ? 'IDLE' : 'OFF_QUEUE';
  user.routingStatusAt = now;
}

/** The person's sessions are over: no token is left and presence shows it. */
export function endSessions(user: UserRecord, now: number): void {
  user.tokens = 0;
  setPresence(user, OFFLINE_PRESENCE_ID, '', now);
}

/** The conversation the agent is in, until its time is over. */
export function currentConversation(user: UserRecord, now: number): Conversation | undefined {
  const conversation = user.conversation;
  if (conversation === undefined) return undefined;
  return conversation.endsAt === undefined || now < conversation.endsAt ? conversation : undefined;
}

export function routingStatusOf(user: UserRecord, now: number): RoutingStatusNow {
  const conversation = currentConversation(user, now);
  if (conversation !== undefined) return { status: 'INTERACTING', since: conversation.startedAt };
  return { status: user.routingStatus, since: user.routingStatusAt };
}
