export type ConversationPhase = 'connected' | 'wrapup' | 'ended';

/** A stay of an agent in a conversation. */
export interface AgentLeg {
  readonly participantId: string;
  readonly sessionId: string;
  readonly userId: string;
  readonly startedAt: number;
  /** Until when the agent talks, undefined until somebody ends it. */
  connectedUntil: number | undefined;
  /** Until when the agent works on it afterwards; never before `connectedUntil`. */
  endsAt: number | undefined;
  wrapUpCode: string | undefined;
  disconnectType: 'endpoint' | 'system' | 'transfer' | undefined;
}

/** A wait of the customer in a queue. */
export interface QueueLeg {
  readonly participantId: string;
  readonly sessionId: string;
  readonly queueId: string;
  readonly startedAt: number;
  endedAt: number | undefined;
}

/** An inbound call: the customer, the queues it waited in and the agents who took it. */
export interface Conversation {
  readonly id: string;
  readonly customerParticipantId: string;
  readonly customerSessionId: string;
  readonly startedAt: number;
  readonly queues: QueueLeg[];
  readonly agents: AgentLeg[];
}

export function phaseOf({ connectedUntil, endsAt }: AgentLeg, now: number): ConversationPhase {
  if (connectedUntil === undefined || now < connectedUntil) return 'connected';
  return endsAt === undefined || now < endsAt ? 'wrapup' : 'ended';
}

/** When the customer was gone, or undefined while the customer still talks or waits. */
export function customerLeftAt({ queues, agents }: Conversation, now: number): number | undefined {
  const ends = [...queues.map(({ endedAt }) => endedAt), ...agents.map((leg) => leg.connectedUntil)];
  return ends.some((end) => end === undefined || end > now) ? undefined : latest(ends);
}

/** When everything about the conversation was over, after-call work too. */
export function endedAt(conversation: Conversation, now: number): number | undefined {
  const left = customerLeftAt(conversation, now);
  if (left === undefined || conversation.agents.some((leg) => phaseOf(leg, now) !== 'ended'))
    return undefined;
  return latest([left, ...conversation.agents.map((leg) => leg.endsAt)]);
}

function latest(times: readonly (number | undefined)[]): number {
  return Math.max(...times.filter((time) => time !== undefined));
}
