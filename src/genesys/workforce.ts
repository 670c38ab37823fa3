import type { WorkforceManagementApi } from 'purecloud-platform-client-v2';
import { managementUnit } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { isNotFound } from './errors.ts';
import { assertUuid, assertUuids } from './ids.ts';
import type { EntityRef } from './models.ts';
import type { Operation } from './operation.ts';

/** Workforce management: an agent is in one management unit at most. */
export interface Workforce {
  /** Undefined for whoever is in none. */
  unitOf(userId: string, options: CallOptions): Promise<EntityRef | undefined>;
  /** Without a unit they leave theirs (FACTS section 8). */
  move(userIds: readonly string[], unitId: string | undefined, options: CallOptions): Promise<void>;
}

const GET_UNIT: Operation = {
  method: 'GET',
  path: '/api/v2/workforcemanagement/agents/{agentId}/managementunit',
};
const MOVE: Operation = { method: 'POST', path: '/api/v2/workforcemanagement/agents', repeatable: true };

/** What the moves of those who leave their unit are combined under. */
const NOWHERE = '';
const MOVES_A_CALL = 100;

/** The SDK's types leave out that the destination may be null, which is how agents leave their unit. */
interface AgentMover extends Pick<WorkforceManagementApi, 'getWorkforcemanagementAgentManagementunit'> {
  postWorkforcemanagementAgents(body: {
    userIds: string[];
    destinationManagementUnitId?: string | null;
  }): Promise<unknown>;
}

export function createWorkforce(api: AgentMover, caller: Caller): Workforce {
  const moves = caller.combine<void>(MOVE, {
    most: MOVES_A_CALL,
    async send(unitId, userIds, options) {
      const body = {
        userIds: [...userIds],
        destinationManagementUnitId: unitId === NOWHERE ? null : unitId,
      };
      await caller.run(MOVE, options, () => api.postWorkforcemanagementAgents(body));
      return () => undefined;
    },
  });
  return {
    async unitOf(userId, options) {
      assertUuid(userId);
      try {
        return await caller.read(managementUnit, GET_UNIT, options, () =>
          api.getWorkforcemanagementAgentManagementunit(userId),
        );
      } catch (error) {
        if (!isNotFound(error)) throw error;
        return undefined;
      }
    },

    async move(userIds, unitId, options) {
      assertUuids(userIds);
      if (unitId !== undefined) assertUuid(unitId);
      await Promise.all(userIds.map((id) => moves.ask(unitId ?? NOWHERE, id, options)));
    },
  };
}
