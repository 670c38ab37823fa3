/** PUT and PATCH: brings a person from what was read to what is wanted, with the fewest writes. */

import type { CallOptions } from '../genesys/call-options.ts';
import type { ExternalId, GenesysUser, RoleGrant } from '../genesys/models.ts';
import type { Intent } from '../offboarding/intent.ts';
import type { Offboardings, Standing } from '../offboarding/offboardings.ts';
import { isUnderWay } from '../offboarding/progress.ts';
import type { Change, JsonObject, ScimContext } from '../scim/backend.ts';
import { readText } from './attribute-values.ts';
import { readUserName } from './desired-user.ts';
import { readEntitlement } from './entitlements/asked.ts';
import { waitingOf } from './entitlements/sent.ts';
import type { EntitlementWriter } from './entitlements/writer.ts';
import { followName } from './follow-name.ts';
import type { ForeignIds } from './foreign-ids.ts';
import { toCall } from './interactive-call.ts';
import { decideKept } from './kept-decision.ts';
import {
  identityOf,
  isActive,
  type KnownUser,
  type MappingRules,
  toScimUser,
  userNameOf,
} from './scim-user.ts';
import { isRemoved, type UserDirectory } from './user-directory.ts';
import type { UserPlan, UserPlanner } from './user-plan.ts';
import { conflictOf, type UserWriter } from './user-writer.ts';

export interface ChangeDependencies {
  readonly directory: UserDirectory;
  readonly planner: UserPlanner;
  readonly writer: UserWriter;
  readonly entitlementWriter: EntitlementWriter;
  readonly foreignIds: ForeignIds;
  readonly offboardings: Offboardings;
  readonly keep: readonly string[];
  readonly rules: MappingRules;
}

/** What is known of a person after a change without reading again. */
export interface Changed {
  /** Undefined when a write raised the version without saying to what. */
  readonly user: GenesysUser | undefined;
  /** Undefined when roles were left alone. */
  readonly grants: readonly RoleGrant[] | undefined;
  /** Undefined when foreign ids were left alone. */
  readonly foreignIds: readonly ExternalId[] | undefined;
}

/** True until the lock-out of a leaver is done: a repeated request joins it. */
export function isLockOutUnderWay(standing: Standing | undefined): boolean {
  const offboarding = standing?.offboarding;
  if (offboarding === undefined || offboarding.kind === 'restore' || !isUnderWay(offboarding)) return false;
  return offboarding.lockedOutAt === undefined;
}

export class UserChange {
  readonly #dependencies: ChangeDependencies;

  constructor(dependencies: ChangeDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Who leaves is locked out first, whatever becomes of the rest of the request. Anybody else's request is refused
   * as a whole before anything is written; who returns is let in before the rest, since Genesys' restoration
   * would undo it otherwise.
   */
  async apply(known: KnownUser, asked: JsonObject, context: ScimContext, change: Change): Promise<Changed> {
    const { planner, rules } = this.#dependencies;
    const call = toCall(context);
    const next = followName(toScimUser(known, context.baseUrl, rules).attributes, asked);
    const leaves = next.active === false;
    const locked = leaves && (await this.#deactivateIfNeeded(known, context));
    const plan = await planner.planChange(known, next, change, context);
    await this.#refuseTakenNames(known, next, context, call);
    const returned = !leaves && (await this.#reactivateIfNeeded(known, context));
    return await this.writeAll(known, next, plan, { stale: locked || returned }, context);
  }

  /** `stale`: the person came or went since `known` was read. */
  async writeAll(
    known: KnownUser,
    attributes: JsonObject,
    plan: UserPlan,
    { stale }: { readonly stale: boolean },
    context: ScimContext,
  ): Promise<Changed> {
    const { writer, foreignIds } = this.#dependencies;
    const { id } = known.user;
    const call = toCall(context);
    // First, because only Genesys knows whether it meets the rules: a request that is refused has written nothing.
    await writer.writePassword(id, attributes, call);
    const user = await writer.writeProfile(known.user, plan.desired, { stale }, call);
    const moved = await writer.moveToDivision(known.user, plan.divisionId, call);
    const externalId = readText(attributes, 'externalId');
    await writer.writeExternalId(id, known.externalId, externalId, context.client.authority, call);
    if (plan.foreignIds !== undefined) await foreignIds.write(id, plan.foreignIds, call);
    const isAway = attributes.active === false;
    const given = isAway ? undefined : await this.#giveEntitlements(known, plan, { stale }, context);
    await this.#keep(known, attributes, plan, isAway, context);
    const isKnown = !stale && !moved && given?.userChanged !== true;
    return {
      user: isKnown ? user : undefined,
      grants: given?.grants,
      foreignIds: plan.foreignIds?.after,
    };
  }

  async deactivate(userId: string, context: ScimContext): Promise<void> {
    await this.#carryOut({ userId, kind: 'deactivate' }, context);
  }

  async #carryOut(intent: Omit<Intent, 'clientName' | 'requestId'>, context: ScimContext): Promise<void> {
    const { client, requestId } = context;
    await this.#dependencies.offboardings.carryOut(
      { ...intent, clientName: client.name, requestId },
      context,
    );
  }

  /** After a return under way, which gives back what the person held before: the request has the last word. */
  async #giveEntitlements(
    known: KnownUser,
    { entitlements }: UserPlan,
    { stale }: { readonly stale: boolean },
    context: ScimContext,
  ) {
    const { offboardings, entitlementWriter } = this.#dependencies;
    if (Object.keys(entitlements).length === 0) return undefined;
    const { user, grants } = known;
    const waited = await offboardings.waitForEntitlements(user.id, context);
    const held = waited || stale ? {} : { grants, skills: user.skills, languages: user.languages };
    return await entitlementWriter.write(user.id, entitlements, held, toCall(context));
  }

  /** Nothing is kept of a person for whom Genesys alone already answers what the client sent. */
  async #keep(
    known: KnownUser,
    attributes: JsonObject,
    { desired, sent, asked }: UserPlan,
    isAway: boolean,
    context: ScimContext,
  ): Promise<void> {
    const { writer, keep, rules } = this.#dependencies;
    const { user, kept } = known;
    const shown = toScimUser(known, context.baseUrl, rules).attributes;
    // An empty list that comes with the deactivation is part of leaving, and no wish for the return.
    const wishes = asked.filter((each) => !isActive(known) || readEntitlement(attributes, each).length > 0);
    const waiting = isAway ? [...new Set([...waitingOf(kept), ...wishes])] : [];
    const decision = decideKept({ kept, shown, next: attributes, keep, sent, waiting });
    const userName = readUserName(attributes);
    const isNew =
      userName !== userNameOf(known) || desired.name !== user.name || desired.email !== user.email;
    if (!isNew && !decision.differs) return;
    await writer.keep(user.id, { userName, desired, attributes: decision.attributes }, context);
  }

  async #refuseTakenNames(
    known: KnownUser,
    next: JsonObject,
    context: ScimContext,
    call: CallOptions,
  ): Promise<void> {
    const { directory, writer } = this.#dependencies;
    const { authority } = context.client;
    const { id } = known.user;
    const userName = readUserName(next);
    if (userName.toLowerCase() !== userNameOf(known).toLowerCase()) {
      const holders = await directory.findByUserName(userName, authority, ['active', 'inactive'], call);
      const other = holders.find((holder) => holder.user.id !== id && !isRemoved(holder));
      if (other !== undefined) throw conflictOf(`userName ${userName}`, other.user.id);
      await writer.claimUserName(userName, id, call);
    }
    await writer.refuseTakenExternalId(readText(next, 'externalId'), id, authority, call);
  }

  /** Compares with what was last accepted and with Genesys; what is under way already is joined. */
  async #reactivateIfNeeded(known: KnownUser, context: ScimContext): Promise<boolean> {
    const { user, standing } = known;
    const restoring = standing?.offboarding?.status === 'restoring';
    if (isActive(known) && user.state === 'active' && !restoring) return false;
    await this.#carryOut({ userId: user.id, seen: user.state, kind: 'reactivate' }, context);
    return true;
  }

  async #deactivateIfNeeded(known: KnownUser, context: ScimContext): Promise<boolean> {
    const { user, standing } = known;
    const mayGetIn = isActive(known) || user.state === 'active';
    if (!mayGetIn && !isLockOutUnderWay(standing)) return false;
    await this.#carryOut(
      { userId: user.id, seen: user.state, kind: 'deactivate', personal: identityOf(known) },
      context,
    );
    return true;
  }
}
