/**
 * Sees to it that what Genesys has accepted comes true: members that were to join or leave, groups that were to be
 * deleted. Runs beside the requests, on one instance at a time.
 */

import { randomUUID } from 'node:crypto';
import { tellWrites, WriteLog } from '../../genesys/audited-writes.ts';
import type { CallOptions } from '../../genesys/call-options.ts';
import type { Genesys } from '../../genesys/client.ts';
import { isNotFound } from '../../genesys/errors.ts';
import { recordAudit } from '../../store/audit.ts';
import {
  findGroupsToSettle,
  findMemberWrites,
  forgetMemberWrites,
  forgetWritesOfLeavers,
  type GroupMemberWrite,
  noteRepeatedWrites,
} from '../../store/group-member-writes.ts';
import { forgetGroup, listRemovedGroups } from '../../store/kept-groups.ts';
import type { Store } from '../../store/open.ts';
import { endTurn, takeTurn } from '../../store/turns.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { inBatches, MOST_MEMBERS_AT_ONCE } from './group-members.ts';

/** What is not visible after this time is sent again. */
const SETTLED_AFTER_MS = 15_000;
const LOOK_EVERY_MS = 15_000;
const GROUPS_AT_ONCE = 50;
const MOST_ATTEMPTS = 5;
const TURN = ['settle groups'];
const TURN_SECONDS = 120;
const CALL: CallOptions = { priority: 'background' };

export interface SettlingDependencies {
  readonly store: Store;
  readonly genesys: Genesys;
  readonly log: Logger;
  readonly now?: () => Date;
}

export class GroupSettling {
  readonly #dependencies: SettlingDependencies;
  readonly #now: () => Date;
  readonly #owner = randomUUID();
  #timer: NodeJS.Timeout | undefined;
  #look: Promise<void> = Promise.resolve();

  constructor(dependencies: SettlingDependencies) {
    this.#dependencies = dependencies;
    this.#now = dependencies.now ?? (() => new Date());
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#look = this.#look.then(() => this.#lookInTurn());
    }, LOOK_EVERY_MS);
    this.#timer.unref();
  }

  /** Waits for a look that is under way; closing Genesys' border before ends it at once. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#look;
  }

  async #lookInTurn(): Promise<void> {
    const { store, log } = this.#dependencies;
    try {
      if (!(await takeTurn(store.db, TURN, this.#owner, TURN_SECONDS))) return;
      await this.settle().finally(() => endTurn(store.db, TURN, this.#owner));
    } catch (error) {
      log.warn('could not see to what Genesys Cloud has accepted of groups', { error });
    }
  }

  /** One look at everything that is due. */
  async settle(): Promise<void> {
    const { store, log } = this.#dependencies;
    const before = new Date(this.#now().getTime() - SETTLED_AFTER_MS);
    for (const { groupId } of await listRemovedGroups(store.db)) await this.#settleRemoval(groupId);
    for (const groupId of await findGroupsToSettle(store.db, before, GROUPS_AT_ONCE)) {
      try {
        await this.#settleMembers(groupId, before);
      } catch (error) {
        // The other groups are not held up by one that fails.
        log.warn('could not see to the members of a group', { groupId, error });
      }
    }
  }

  async #settleRemoval(groupId: string): Promise<void> {
    const { store, genesys, log } = this.#dependencies;
    const group = await genesys.groups.find(groupId, CALL);
    if (group === undefined || group.state === 'deleted') return await forgetGroup(store.db, groupId);
    log.warn('Genesys Cloud has not deleted a group that it said it would; asking again', { groupId });
    await genesys.groups.remove(groupId, CALL);
  }

  async #settleMembers(groupId: string, before: Date): Promise<void> {
    const { store } = this.#dependencies;
    await forgetWritesOfLeavers(store.db, groupId);
    const writes = (await findMemberWrites(store.db, groupId)).filter(({ writtenAt }) => writtenAt <= before);
    const present = await this.#readMemberIds(groupId);
    if (present === undefined) return await forgetGroup(store.db, groupId);
    const isSeen = ({ userId, joined }: GroupMemberWrite): boolean => present.has(userId) === joined;
    await forgetMemberWrites(store.db, groupId, idsOf(writes.filter(isSeen)), before);
    const lost = writes.filter((write) => !isSeen(write));
    const hopeless = lost.filter(({ attempts }) => attempts >= MOST_ATTEMPTS);
    for (const [requestId, writes] of byRequest(hopeless)) {
      await this.#giveUp(groupId, requestId, writes, before);
    }
    const again = lost.filter(({ attempts }) => attempts < MOST_ATTEMPTS);
    for (const [requestId, writes] of byRequest(again)) await this.#repeat(groupId, requestId, writes);
    await noteRepeatedWrites(store.db, groupId, idsOf(again), this.#now());
  }

  async #repeat(groupId: string, requestId: string, lost: readonly GroupMemberWrite[]): Promise<void> {
    const { store, genesys } = this.#dependencies;
    const written = new WriteLog();
    const call: CallOptions = { ...CALL, onCall: written.note };
    const [leaving, joining] = [false, true].map((way) => idsOf(lost.filter(({ joined }) => joined === way)));
    try {
      for (const userIds of inBatches(leaving ?? [], MOST_MEMBERS_AT_ONCE)) {
        await genesys.groups.removeMembers(groupId, userIds, call);
      }
      for (const userIds of inBatches(joining ?? [], MOST_MEMBERS_AT_ONCE)) {
        await genesys.groups.addMembers(groupId, userIds, call);
      }
    } finally {
      const entry = { at: this.#now(), actor: 'bridge', requestId, subject: groupId };
      const writes = written.take();
      const told = tellWrites(writes, { added: joining, removed: leaving });
      if (writes.length > 0) {
        await recordAudit(store.db, { ...entry, action: 'group.members-repeated', ...told });
      }
    }
  }

  async #readMemberIds(groupId: string): Promise<ReadonlySet<string> | undefined> {
    try {
      const individuals = await this.#dependencies.genesys.groups.individuals(groupId, CALL);
      return new Set(individuals.map(({ id }) => id));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async #giveUp(
    groupId: string,
    requestId: string,
    lost: readonly GroupMemberWrite[],
    before: Date,
  ): Promise<void> {
    const { store, log } = this.#dependencies;
    log.error('Genesys Cloud accepts a change of group members and does not carry it out', {
      groupId,
      userIds: idsOf(lost),
      attempts: MOST_ATTEMPTS,
    });
    await recordAudit(store.db, {
      at: this.#now(),
      actor: 'bridge',
      action: 'group.members-not-changed',
      requestId,
      subject: groupId,
      detail: {
        notAdded: idsOf(lost.filter(({ joined }) => joined)),
        notRemoved: idsOf(lost.filter(({ joined }) => !joined)),
      },
    });
    await forgetMemberWrites(store.db, groupId, idsOf(lost), before);
  }
}

/** Each request's own; what an older version wrote belongs to none and is one run of its own. */
function byRequest(writes: readonly GroupMemberWrite[]): Map<string, GroupMemberWrite[]> {
  const run = randomUUID();
  return Map.groupBy(writes, ({ requestId }) => requestId ?? run);
}

function idsOf(writes: readonly GroupMemberWrite[]): string[] {
  return writes.map(({ userId }) => userId);
}
