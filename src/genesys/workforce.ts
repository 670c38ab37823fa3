import type { WorkforceManagementApi } from 'purecloud-platform-client-v2';
import { entityRef, managementUnit, pageOf } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { GenesysError, isNotFound } from './errors.ts';
import { assertUuid, assertUuids } from './ids.ts';
import type { EntityRef } from './models.ts';
import type { Operation } from './operation.ts';

/** Workforce management: an agent is in one management unit at most. */
export interface Workforce {
  /**
   * Undefined for whoever is in none. Many who ask within two minutes are looked for in the lists of the units; one
   * that somebody else asked for counts only if that was later than `since`, in milliseconds since the epoch.
   */
  unitOf(
    userId: string,
    query: { readonly since: number },
    options: CallOptions,
  ): Promise<EntityRef | undefined>;
  /** Whether the user is in that unit; many who ask at once share its list. */
  isIn(userId: string, unitId: string, options: CallOptions): Promise<boolean>;
  /** Without a unit they leave theirs (FACTS section 8). */
  move(userIds: readonly string[], unitId: string | undefined, options: CallOptions): Promise<void>;
}

const GET_UNIT: Operation = {
  method: 'GET',
  path: '/api/v2/workforcemanagement/agents/{agentId}/managementunit',
};
const LIST_UNITS: Operation = { method: 'GET', path: '/api/v2/workforcemanagement/managementunits' };
/** All of them: there are no pages. */
const LIST_AGENTS: Operation = {
  method: 'GET',
  path: '/api/v2/workforcemanagement/managementunits/{managementUnitId}/users',
};
const MOVE: Operation = { method: 'POST', path: '/api/v2/workforcemanagement/agents', repeatable: true };

/** What the calls of those who leave their unit, or ask for it, are combined under. */
const NOWHERE = '';
const ANYWHERE = '';
const MOVES_A_CALL = 100;
const ASKERS_AT_ONCE = 1_000;
/** So many have to share the list of a unit. */
const ASKERS_A_LIST = 3;
const REMEMBER_UNITS_MS = 5 * 60_000;
const REMEMBER_AGENTS_MS = 2 * 60_000;

/** The SDK's types leave out that the destination may be null, which is how agents leave their unit. */
interface AgentMover
  extends Pick<
    WorkforceManagementApi,
    | 'getWorkforcemanagementAgentManagementunit'
    | 'getWorkforcemanagementManagementunits'
    | 'getWorkforcemanagementManagementunitUsers'
  > {
  postWorkforcemanagementAgents(body: {
    userIds: string[];
    destinationManagementUnitId?: string | null;
  }): Promise<unknown>;
}

/** Who asks alone can do without the lists. */
function isListRefused(error: unknown): boolean {
  return error instanceof GenesysError && [403, 404].includes(error.genesysStatus ?? 0);
}

async function orNothing<T>(list: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await list;
  } catch (error) {
    if (!isListRefused(error)) throw error;
    return [];
  }
}

/** The turn that was waited for is the first call's; the others wait for theirs. */
class FirstTurn {
  readonly #options: CallOptions;
  #isTaken = false;

  constructor(options: CallOptions) {
    this.#options = options;
  }

  take(): CallOptions {
    if (this.#isTaken) return { ...this.#options, pass: undefined };
    this.#isTaken = true;
    return this.#options;
  }

  /** Where no call was made after all. */
  giveBack(): void {
    if (!this.#isTaken) this.#options.pass?.leave('unsent');
  }
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
  const getUnit = async (userId: string, options: CallOptions): Promise<EntityRef | undefined> => {
    try {
      return await caller.read(managementUnit, GET_UNIT, options, () =>
        api.getWorkforcemanagementAgentManagementunit(userId),
      );
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return undefined;
    }
  };
  const units = caller.remember<readonly EntityRef[]>(REMEMBER_UNITS_MS);
  const listUnits = (turn: FirstTurn) =>
    units.get(ANYWHERE, async () => {
      const list = () => api.getWorkforcemanagementManagementunits();
      return await orNothing(
        caller.read(pageOf(entityRef), LIST_UNITS, turn.take(), list).then(({ items }) => items),
      );
    });
  const listAgents = async (unitId: string, options: CallOptions): Promise<readonly EntityRef[]> => {
    const list = () => api.getWorkforcemanagementManagementunitUsers(unitId);
    return (await caller.read(pageOf(entityRef), LIST_AGENTS, options, list)).items;
  };

  const whereabouts = caller.remember<ReadonlyMap<string, EntityRef>>(REMEMBER_AGENTS_MS);
  const recentAskers = caller.countAskers(REMEMBER_AGENTS_MS);

  /** Where the agents of the units are, as far as the lists show; undefined where so few are not worth the lists. */
  async function mapAgents(askers: number, options: CallOptions) {
    const turn = new FirstTurn(options);
    try {
      const all = await listUnits(turn);
      // Whoever has asked for the lists meanwhile has them for those who came of late.
      if (all.length * ASKERS_A_LIST > Math.max(askers, recentAskers.count)) return undefined;
      recentAskers.reset();
      return await whereabouts.ask(ANYWHERE, async () => {
        const lists = all.map(async (unit) => {
          const found = await orNothing(listAgents(unit.id, turn.take()));
          return found.map(({ id }) => [id, unit] as const);
        });
        return new Map((await Promise.all(lists)).flat());
      });
    } finally {
      turn.giveBack();
    }
  }

  const searches = caller.combine<EntityRef | undefined>(GET_UNIT, {
    most: ASKERS_AT_ONCE,
    async send(_key, userIds, options) {
      const askers = Math.max(userIds.length, recentAskers.count);
      const [first = ''] = userIds;
      if (askers < ASKERS_A_LIST) {
        const found = await getUnit(first, options);
        return (id, own) => (id === first ? found : getUnit(id, own));
      }
      const found = await mapAgents(userIds.length, options);
      // A list is no proof of absence: it holds what the bridge may see.
      return (id, own) => found?.get(id) ?? getUnit(id, own);
    },
  });

  const presences = caller.combine<boolean>(GET_UNIT, {
    most: ASKERS_AT_ONCE,
    async send(unitId, userIds, options) {
      const [first = ''] = userIds;
      const ask = async (id: string, own: CallOptions) => (await getUnit(id, own))?.id === unitId;
      if (userIds.length < ASKERS_A_LIST) {
        const found = await ask(first, options);
        return (id, own) => (id === first ? found : ask(id, own));
      }
      try {
        const agents = new Set((await listAgents(unitId, options)).map(({ id }) => id));
        return (id) => agents.has(id);
      } catch (error) {
        if (!isListRefused(error)) throw error;
        return ask;
      }
    },
  });

  return {
    async unitOf(userId, { since }, options) {
      assertUuid(userId);
      recentAskers.add();
      const known = await whereabouts.find(ANYWHERE, since)?.catch(() => undefined);
      if (known !== undefined) return known.get(userId) ?? (await getUnit(userId, options));
      return await searches.ask(ANYWHERE, userId, options);
    },

    async isIn(userId, unitId, options) {
      assertUuids([userId, unitId]);
      return await presences.ask(unitId, userId, options);
    },

    async move(userIds, unitId, options) {
      assertUuids(userIds);
      if (unitId !== undefined) assertUuid(unitId);
      await Promise.all(userIds.map((id) => moves.ask(unitId ?? NOWHERE, id, options)));
    },
  };
}
