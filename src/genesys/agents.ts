import type { AnalyticsApi } from 'purecloud-platform-client-v2';
import { agentStatus } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { isNotFound } from './errors.ts';
import { assertUuid } from './ids.ts';
import type { AgentStatus } from './models.ts';
import type { Operation } from './operation.ts';

export interface Agents {
  /** What the agent works on now; somebody who was never an agent has no sessions. */
  status(userId: string, options: CallOptions): Promise<AgentStatus>;
}

const GET_STATUS: Operation = { method: 'GET', path: '/api/v2/analytics/agents/{userId}/status' };

export function createAgents(api: AnalyticsApi, caller: Caller): Agents {
  return {
    async status(userId, options) {
      assertUuid(userId);
      try {
        return await caller.read(agentStatus, GET_STATUS, options, () => api.getAnalyticsAgentStatus(userId));
      } catch (error) {
        if (isNotFound(error)) return { sessions: [] };
        throw error;
      }
    },
  };
}
