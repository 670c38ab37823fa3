import {
  OFFLINE_PRESENCE_ID,
  ON_QUEUE_PRESENCE_ID,
  SYSTEM_PRESENCES,
  type SystemPresence,
} from '../organisation/catalogue.ts';
import type { PastActivity, RoutingStatusName, UserRecord } from '../organisation/model.ts';
import { currentWork } from './conversations.ts';

export interface RoutingStatusNow {
  readonly status: RoutingStatusName;
  readonly since: number;
}

export function systemPresence(id: string): SystemPresence | undefined {
  return SYSTEM_PRESENCES.find((presence) => presence.id === id);
}

/** How many past periods of one person are kept. */
const MAX_PAST_ACTIVITY = 500;

function remember(user: UserRecord, activity: PastActivity): void {
  user.pastActivity = [...user.pastActivity, activity].slice(-MAX_PAST_ACTIVITY);
}

/** FACTS 5: an agent leaves the queue by taking a presence that is not On Queue. */
export function setPresence(user: UserRecord, presenceId: string, message: string, now: number): void {
  remember(user, { kind: 'presence', value: user.presenceId, from: user.presenceAt, until: now });
  user.presenceId = presenceId;
  user.presenceMessage = message;
  user.presenceAt = now;
  setRoutingStatus(user, presenceId === ON_QUEUE_PRESENCE_ID ? 'IDLE' : 'OFF_QUEUE', now);
}

export function setRoutingStatus(user: UserRecord, status: RoutingStatusName, now: number): void {
  remember(user, { kind: 'routing', value: user.routingStatus, from: user.routingStatusAt, until: now });
  user.routingStatus = status;
  user.routingStatusAt = now;
}

/** The person's sessions are over: no token is left and presence shows it. */
export function endSessions(user: UserRecord, now: number): void {
  user.tokens = 0;
  setPresence(user, OFFLINE_PRESENCE_ID, '', now);
}

export function routingStatusOf(user: UserRecord, now: number): RoutingStatusNow {
  const work = currentWork(user, now);
  if (work !== undefined) return { status: 'INTERACTING', since: work.leg.startedAt };
  return { status: user.routingStatus, since: user.routingStatusAt };
}
