/**
 * Members of one group: reads them, and writes the difference in calls of at most 50. Genesys accepts changes
 * (202) and carries them out later, so what was accepted corrects what is read until it is seen there.
 */

import { BridgeError } from '../../errors.ts';
import type { CallOptions } from '../../genesys/call-options.ts';
import type { Genesys } from '../../genesys/client.ts';
import { GenesysError, isMissingPermission, isNotFound } from '../../genesys/errors.ts';
import { isUuid } from '../../genesys/ids.ts';
import type { EntityRef, GenesysGroup } from '../../genesys/models.ts';
import type { ScimContext } from '../../scim/backend.ts';
import { findAwayMembers, forgetAwayMembers } from '../../store/away-members.ts';
import { findMemberWrites, findRemovedAmong, saveMemberWrites } from '../../store/group-member-writes.ts';
import { noteManagedGroup } from '../../store/kept-groups.ts';
import type { Store } from '../../store/open.ts';
import { recordAction } from '../audited-action.ts';
import { toCall } from '../interactive-call.ts';
import type { Ownership } from '../ownership.ts';

/** FACTS section 7. */
export const MOST_MEMBERS_AT_ONCE = 50;
const MOST_USERS_AT_ONCE = 100;
const NAMED_IN_ERROR = 10;
/** Groups hardly ever turn dynamic, or cease to be. */
const REMEMBER_KIND_MS = 10 * 60_000;

export interface Member extends EntityRef {
  /** Taken out of the group by an offboarding, and put back by the return. */
  readonly away?: boolean;
}

/** By user id. */
export type Members = ReadonlyMap<string, Member>;

export interface MemberChange {
  readonly joining: readonly string[];
  readonly leaving: readonly Member[];
}

export class GroupMembers {
  readonly #store: Store;
  readonly #genesys: Genesys;
  readonly #ownership: Ownership;
  readonly #now: () => Date;
  readonly #kinds = new Map<string, { readonly dynamic: boolean; readonly until: number }>();

  constructor(store: Store, genesys: Genesys, ownership: Ownership, now: () => Date) {
    this.#store = store;
    this.#ownership = ownership;
    this.#genesys = genesys;
    this.#now = now;
  }

  /** Those whom the client may see; whoever SCIM has removed is never among them. */
  async read(group: GenesysGroup, context: ScimContext): Promise<Members> {
    const call = toCall(context);
    const read = await this.#readFromGenesys(group, call);
    const members = new Map<string, Member>(read.map((member) => [member.id, member]));
    for (const person of await findAwayMembers(this.#store.db, group.id)) {
      if (!members.has(person.id)) members.set(person.id, { ...person, away: true });
    }
    const unseen: string[] = [];
    for (const { userId, joined } of await findMemberWrites(this.#store.db, group.id)) {
      if (!joined) members.delete(userId);
      else if (!members.has(userId)) unseen.push(userId);
    }
    for (const user of await this.#findUsers(unseen, call)) members.set(user.id, user);
    for (const id of await findRemovedAmong(this.#store.db, [...members.keys()])) members.delete(id);
    const visible = await this.#ownership.findVisible([...members.keys()], context.client);
    return new Map([...members].filter(([id]) => visible.has(id)));
  }

  /** Members that a rule brings are no individuals: they are listed otherwise. */
  async #readFromGenesys(group: GenesysGroup, call: CallOptions): Promise<EntityRef[]> {
    const { groups } = this.#genesys;
    const individuals = await groups.individuals(group.id, call).catch((error: unknown) => {
      throw isNotFound(error) ? goneMeanwhile(group) : error;
    });
    if (individuals.length > 0 || group.memberCount === 0) return individuals;
    return (await this.#isDynamic(group.id, call)) ? await groups.members(group.id, call) : individuals;
  }

  /** Throws 400 `mutability` for a group whose members a rule computes. */
  async refuseDynamic({ id, name }: GenesysGroup, call: CallOptions): Promise<void> {
    if (!(await this.#isDynamic(id, call))) return;
    throw new BridgeError(
      `Group '${name}' is dynamic: a rule in Genesys Cloud decides who is in it, so it is read-only here`,
      { code: 'group.dynamic', status: 400, scimType: 'mutability' },
    );
  }

  /** Spares a question: a group that was just created by name has no rule. */
  noteCreated(groupId: string): void {
    this.#kinds.set(groupId, { dynamic: false, until: this.#now().getTime() + REMEMBER_KIND_MS });
  }

  async #isDynamic(groupId: string, call: CallOptions): Promise<boolean> {
    const now = this.#now().getTime();
    const known = this.#kinds.get(groupId);
    if (known !== undefined && now < known.until) return known.dynamic;
    const dynamic = await this.#askIfDynamic(groupId, call);
    this.#kinds.set(groupId, { dynamic, until: now + REMEMBER_KIND_MS });
    return dynamic;
  }

  /** A preview operation: who may not use it takes the group for an ordinary one, and Genesys decides. */
  async #askIfDynamic(groupId: string, call: CallOptions): Promise<boolean> {
    try {
      return await this.#genesys.groups.isDynamic(groupId, call);
    } catch (error) {
      if (isMissingPermission(error)) return false;
      throw error;
    }
  }

  /** The people behind these ids; 400 that names those who are none. */
  async require(ids: readonly string[], context: ScimContext): Promise<EntityRef[]> {
    const removed = await findRemovedAmong(this.#store.db, ids);
    const visible = await this.#ownership.findVisible(ids, context.client);
    const possible = ids.filter(
      (id) => isUuid(id) && id === id.toLowerCase() && visible.has(id) && !removed.has(id),
    );
    const users = await this.#findUsers(possible, toCall(context));
    const found = new Set(users.map(({ id }) => id));
    const unknown = ids.filter((id) => !found.has(id));
    if (unknown.length > 0) throw unknownMembers(unknown);
    return users;
  }

  async #findUsers(ids: readonly string[], call: CallOptions): Promise<EntityRef[]> {
    const users: EntityRef[] = [];
    for (const some of inBatches(ids, MOST_USERS_AT_ONCE)) {
      const found = await this.#genesys.users.getMany(some, {}, call);
      users.push(...found.filter(({ state }) => state !== 'deleted').map(({ id, name }) => ({ id, name })));
    }
    return users;
  }

  /**
   * Those who leave first, then those who join; each call is remembered as soon as Genesys has accepted it, so
   * that the repeat of a request that failed half-way sends the rest only.
   */
  async write(group: GenesysGroup, { joining, leaving }: MemberChange, context: ScimContext): Promise<void> {
    const { groups } = this.#genesys;
    const call = toCall(context);
    let { version } = group;
    const away = leaving.filter((member) => member.away === true).map(({ id }) => id);
    if (away.length > 0) await this.#remember(group, away, false, context);
    const present = leaving.filter((member) => member.away !== true).map(({ id }) => id);
    for (const userIds of inBatches(present, MOST_MEMBERS_AT_ONCE)) {
      await groups.removeMembers(group.id, userIds, call).catch(explainRefusal(group));
      version += 1;
      await this.#remember(group, userIds, false, context);
    }
    for (const userIds of inBatches(joining, MOST_MEMBERS_AT_ONCE)) {
      version = await groups.addMembers(group.id, userIds, call, version).catch(explainRefusal(group));
      await this.#remember(group, userIds, true, context);
    }
  }

  async #remember(
    group: GenesysGroup,
    userIds: readonly string[],
    joined: boolean,
    context: ScimContext,
  ): Promise<void> {
    const at = this.#now();
    await this.#store.db.transaction().execute(async (transaction) => {
      const managed = { groupId: group.id, name: group.name, clientName: context.client.name };
      await noteManagedGroup(transaction, managed, at);
      await saveMemberWrites(
        transaction,
        { groupId: group.id, userIds, joined, requestId: context.requestId },
        at,
      );
      if (!joined) await forgetAwayMembers(transaction, group.id, userIds);
      await recordAction(transaction, context, {
        at,
        action: joined ? 'group.members-added' : 'group.members-removed',
        subject: group.id,
        // Where the group carries roles, this is a change of what people may do.
        detail: { userIds, rolesEnabled: group.rolesEnabled ?? false },
      });
    });
  }
}

export function inBatches<T>(all: readonly T[], size: number): T[][] {
  const batches: T[][] = [];
  for (let from = 0; from < all.length; from += size) batches.push(all.slice(from, from + size));
  return batches;
}

/** Genesys says 400 where a rule decides and where somebody cannot be a member; the request is at fault either way. */
function explainRefusal(group: GenesysGroup): (error: unknown) => never {
  const { name } = group;
  return (error) => {
    // The group or one of the people: the repeat finds out, and names them.
    if (isNotFound(error)) throw goneMeanwhile(group);
    if (!(error instanceof GenesysError) || error.genesysStatus !== 400) throw error;
    throw new BridgeError(
      `Genesys Cloud refuses to change the members of group '${name}': look there whether a rule decides who is in it`,
      { code: 'group.members-refused', status: 400, scimType: 'invalidValue', cause: error },
    );
  };
}

/** It was there when the request began. */
function goneMeanwhile({ name }: GenesysGroup): BridgeError {
  return new BridgeError(`Group '${name}' or somebody in it was deleted meanwhile; repeat the request`, {
    code: 'group.gone-meanwhile',
    status: 503,
    retryAfterSeconds: 1,
    expose: true,
  });
}

function unknownMembers(ids: readonly string[]): BridgeError {
  const named = ids
    .slice(0, NAMED_IN_ERROR)
    .map((id) => `'${id.slice(0, 64)}'`)
    .join(', ');
  const more = ids.length > NAMED_IN_ERROR ? ` and ${ids.length - NAMED_IN_ERROR} more` : '';
  return new BridgeError(`members: no user has the id ${named}${more}; nothing was changed`, {
    code: 'group.unknown-member',
    status: 400,
    scimType: 'invalidValue',
  });
}
