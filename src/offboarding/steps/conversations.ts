/**
 * Conversations in progress. Policy decides: wait for their end, at most so long, or end them. An administrator
 * can have them ended at any time while the step waits.
 */

import type { AgentSession } from '../../genesys/models.ts';
import type { Deed, Evidence, Step, StepContext, StepResult } from './step.ts';
import { done } from './step.ts';

const FIRST_LOOK_SECONDS = 15;
const LONGEST_LOOK_SECONDS = 300;
/** After a disconnect Genesys needs a moment to show it. */
const AFTER_DISCONNECT_SECONDS = 5;

/**
 * A look costs a call: the longer a conversation has lasted, the rarer the next one. A quarter of the time waited
 * keeps what a late look adds within 25 %.
 */
function nextLookSeconds(waitedMs: number, leftMs: number): number {
  const rare = Math.min(Math.max(waitedMs / 4_000, FIRST_LOOK_SECONDS), LONGEST_LOOK_SECONDS);
  return Math.max(1, Math.ceil(Math.min(rare, leftMs / 1_000)));
}

/** At the first look the summary that comes with the user spares a call for everybody who is free. */
async function readSessions({ genesys, userId, call, held, attempts }: StepContext) {
  if (attempts === 0 && (await held.user())?.liveConversations === 0) return [];
  return (await genesys.agents.status(userId, call)).sessions;
}

function describe(sessions: readonly AgentSession[]): string {
  const each = sessions.map(({ mediaType, segmentType, sessionStart, conversationId }) => {
    const what = `${mediaType ?? 'conversation'}${segmentType === 'wrapup' ? ' in wrap-up' : ''}`;
    const since = sessionStart === undefined ? '' : ` since ${sessionStart}`;
    return `${what}${since}${conversationId === undefined ? '' : ` (${conversationId})`}`;
  });
  return `the end of ${each.join(', ')}`;
}

function idsOf(sessions: readonly AgentSession[]): string[] {
  return [...new Set(sessions.flatMap(({ conversationId }) => conversationId ?? []))];
}

/** Who wants the conversations ended: an administrator's name, or `policy`. */
function disconnector({ evidence, leaving }: StepContext): string | undefined {
  if (typeof evidence.disconnectBy === 'string') return evidence.disconnectBy;
  return leaving.conversations === 'disconnect' ? 'policy' : undefined;
}

async function disconnect(
  { genesys, call }: StepContext,
  sessions: readonly AgentSession[],
  by: string,
  evidence: Evidence,
): Promise<StepResult> {
  const conversations = idsOf(sessions);
  for (const id of conversations) await genesys.conversations.disconnect(id, call);
  const deed: Deed = { action: 'conversations.disconnected', detail: { by, conversations } };
  return {
    done: false,
    waitingFor: describe(sessions),
    seconds: AFTER_DISCONNECT_SECONDS,
    evidence: { ...evidence, disconnected: conversations },
    deeds: [deed],
  };
}

function limitMs({ leaving }: StepContext): number {
  return leaving.lockOut === 'first' ? leaving.maxWait : leaving.lockOut.afterDrain;
}

export const conversationsStep: Step = {
  name: 'conversations',
  about: {
    does: 'waits for the end of conversations in progress, at most as long as policy says, or ends them',
    calls: [
      'GET /analytics/agents/{id}/status',
      'POST /conversations/{conversationId}/disconnect [n] by policy or command',
    ],
    permissions: ['analytics:agentState:view', 'conversation:communication:disconnect'],
    evidence: 'what was still in progress when the wait ended, and which conversations were ended by whom',
    undo: 'nothing to undo',
  },
  async perform(context) {
    const { evidence, journey, now } = context;
    const sessions = await readSessions(context);
    if (sessions.length === 0) return done({ ...evidence, inProgress: [] });
    const waitedMs = now().getTime() - journey.requestedAt.getTime();
    const leftMs = limitMs(context) - waitedMs;
    if (leftMs <= 0) return done({ ...evidence, inProgress: sessions, gaveUpAfterMs: waitedMs });
    const by = disconnector(context);
    const already = Array.isArray(evidence.disconnected) ? evidence.disconnected : [];
    const fresh = sessions.filter(({ conversationId }) => !already.includes(conversationId));
    if (by !== undefined && fresh.length > 0) return await disconnect(context, fresh, by, evidence);
    return {
      done: false,
      waitingFor: describe(sessions),
      seconds: nextLookSeconds(waitedMs, leftMs),
      evidence,
    };
  },
};
