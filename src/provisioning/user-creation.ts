/** POST: a new Genesys user, or the return of the one who held the name before. One person, one id. */

import { BridgeError } from '../errors.ts';
import type { CallOptions } from '../genesys/call-options.ts';
import type { ExternalId, GenesysUser, RoleGrant } from '../genesys/models.ts';
import type { Offboardings } from '../offboarding/offboardings.ts';
import type { JsonObject, ScimContext } from '../scim/backend.ts';
import { toKey } from '../store/kept-users.ts';
import type { CreationKey, OpenCreation } from '../store/open-creations.ts';
import { readText } from './attribute-values.ts';
import type { BegunCreations } from './begun-creations.ts';
import { listNames } from './claimed-names.ts';
import { type DesiredUser, readUserName } from './desired-user.ts';
import type { EntitlementWriter } from './entitlements/writer.ts';
import type { ForeignIds } from './foreign-ids.ts';
import { toCall } from './interactive-call.ts';
import { decideKept } from './kept-decision.ts';
import type { Ownership } from './ownership.ts';
import { isActive, type KnownUser, userNameOf } from './scim-user.ts';
import type { Turns } from './turns.ts';
import type { UserChange } from './user-change.ts';
import { isRemoved, type UserDirectory } from './user-directory.ts';
import type { UserPlan, UserPlanner } from './user-plan.ts';
import { conflictOf, type UserWriter } from './user-writer.ts';

const ALL_STATES = ['active', 'inactive', 'deleted'] as const;

export interface CreationDependencies {
  readonly directory: UserDirectory;
  readonly planner: UserPlanner;
  readonly writer: UserWriter;
  readonly entitlementWriter: EntitlementWriter;
  readonly foreignIds: ForeignIds;
  readonly change: UserChange;
  readonly offboardings: Offboardings;
  readonly turns: Turns;
  readonly creations: BegunCreations;
  readonly ownership: Ownership;
  readonly emailDomain: string | undefined;
  readonly keep: readonly string[];
  /** Name of the division that new users are created in. */
  readonly division: string;
}

export interface Created {
  readonly userId: string;
  readonly revived: boolean;
  /** Undefined when the person has to be read again. */
  readonly user: GenesysUser | undefined;
  /** Undefined when nobody looked; somebody new holds nothing but what was asked for and the default roles. */
  readonly grants: readonly RoleGrant[] | undefined;
  /** Undefined when nobody looked. */
  readonly foreignIds: readonly ExternalId[] | undefined;
  /** Why the first password was not set; the person is there all the same. */
  readonly passwordProblem?: string;
}

/** Which creation it is, and what an earlier request for the same has begun. */
interface Begin {
  readonly key: CreationKey;
  readonly begun: OpenCreation | undefined;
}

type Outcome = Pick<Created, 'userId' | 'user' | 'grants' | 'foreignIds'>;

export class UserCreation {
  readonly #dependencies: CreationDependencies;

  constructor(dependencies: CreationDependencies) {
    this.#dependencies = dependencies;
  }

  /** Creations with a name in common take turns, on all instances, so that the second finds the first. */
  create(attributes: JsonObject, context: ScimContext): Promise<Created> {
    const { turns, emailDomain } = this.#dependencies;
    const keys = listNames(attributes, emailDomain, context.client.authority);
    return turns.run(keys, context, () => this.#createInTurn(attributes, context));
  }

  async #createInTurn(attributes: JsonObject, context: ScimContext): Promise<Created> {
    const { creations } = this.#dependencies;
    const key: CreationKey = {
      clientName: context.client.name,
      type: 'User',
      name: readUserName(attributes),
    };
    const begun = await creations.find(key, readText(attributes, 'externalId'));
    const created = await this.#createOrRevive(attributes, { key, begun }, context);
    await creations.end(key, context);
    return created;
  }

  async #createOrRevive(attributes: JsonObject, begin: Begin, context: ScimContext): Promise<Created> {
    const { planner, change, ownership } = this.#dependencies;
    const call = toCall(context);
    const plan = await planner.planNew(attributes, context);
    const holder = await this.#findHolder(attributes, plan.desired, context, call);
    const isOurs = holder !== undefined && isResult(begin.begun, holder, plan.desired);
    if (holder !== undefined && !isOurs && isActive(holder) && !isRemoved(holder)) {
      throw conflictOf(describeNames(attributes), holder.user.id);
    }
    if (holder !== undefined) await ownership.refuseForeign(holder, describeNames(attributes), context);
    if (holder !== undefined) await this.#refuseTakenEmail(plan.desired.email, holder, context, call);
    await this.#claimNames(attributes, holder, context, call);
    const goesOn = isOurs && (attributes.active === false ? !isRemoved(holder) : isBack(holder));
    const outcome =
      holder === undefined
        ? await this.#createUser(attributes, plan, begin, context, call)
        : goesOn
          ? await this.#complete(holder, attributes, plan, context)
          : await this.#revive(holder, attributes, plan, begin, context, call);
    const { userId } = outcome;
    const passwordProblem = await this.#setFirstPassword(userId, attributes, call);
    if (attributes.active === false) await change.deactivate(userId, context);
    const revived = holder !== undefined && !goesOn;
    return {
      ...outcome,
      revived,
      ...(passwordProblem === undefined ? {} : { passwordProblem }),
    };
  }

  /**
   * Okta sends a random placeholder with every creation. A password that Genesys refuses must not fail a
   * creation that has happened: each repeat would be a conflict with the person it created.
   */
  async #setFirstPassword(
    userId: string,
    attributes: JsonObject,
    call: CallOptions,
  ): Promise<string | undefined> {
    try {
      await this.#dependencies.writer.writePassword(userId, attributes, call);
      return undefined;
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      return error.message;
    }
  }

  /** Whoever holds the userName, else the externalId, else the e-mail address. */
  async #findHolder(
    attributes: JsonObject,
    desired: DesiredUser,
    context: ScimContext,
    call: CallOptions,
  ): Promise<KnownUser | undefined> {
    const { directory } = this.#dependencies;
    const { authority } = context.client;
    const userName = readUserName(attributes);
    const externalId = readText(attributes, 'externalId');
    const named = await directory.findByKeptUserName(userName, authority, ALL_STATES, call);
    if (named !== undefined) return named;
    // One search finds who has the address, whether it is the userName as well or not.
    const owners = await directory.findByEmail(desired.email, authority, ALL_STATES, call);
    const namesakes =
      toKey(userName) === toKey(desired.email)
        ? owners
        : await directory.findByUserName(userName, authority, ALL_STATES, call);
    const namesake = namesakes.find((known) => toKey(userNameOf(known)) === toKey(userName));
    if (namesake !== undefined) return namesake;
    if (externalId !== undefined) {
      const byExternalId = await directory.findByExternalId(externalId, authority, ALL_STATES, call);
      if (byExternalId !== undefined) return byExternalId;
    }
    return owners[0];
  }

  /** Found out before the return: who stays away because of a conflict must not be let in by it. */
  async #refuseTakenEmail(
    email: string,
    holder: KnownUser,
    { client }: ScimContext,
    call: CallOptions,
  ): Promise<void> {
    if (toKey(holder.user.email) === toKey(email)) return;
    const { directory } = this.#dependencies;
    const owners = await directory.findByEmail(email, client.authority, ALL_STATES, call);
    const other = owners.find(({ user }) => user.id !== holder.user.id);
    if (other !== undefined) throw conflictOf(`E-mail address ${email}`, other.user.id);
  }

  async #claimNames(
    attributes: JsonObject,
    holder: KnownUser | undefined,
    { client }: ScimContext,
    call: CallOptions,
  ): Promise<void> {
    const { writer } = this.#dependencies;
    const externalId = readText(attributes, 'externalId');
    await writer.refuseTakenExternalId(externalId, holder?.user.id, client.authority, call);
    await writer.claimUserName(readUserName(attributes), holder?.user.id, call);
  }

  /** Kept right after the creation: a repeat finds the person even when a later write fails. */
  async #createUser(
    attributes: JsonObject,
    plan: UserPlan,
    { key, begun }: Begin,
    context: ScimContext,
    call: CallOptions,
  ): Promise<Outcome> {
    const { planner, writer, foreignIds, creations, division } = this.#dependencies;
    const { authority } = context.client;
    const { desired } = plan;
    const divisionId = plan.divisionId ?? (await planner.resolveDivision(division, call));
    const user = await creations.create(key, readText(attributes, 'externalId'), begun, () =>
      writer.create(desired, divisionId, call),
    );
    await this.#keep(user.id, attributes, plan, plan.asked, context);
    const written = await writer.writeProfile(user, desired, { stale: false }, call);
    await writer.writeExternalId(user.id, undefined, readText(attributes, 'externalId'), authority, call);
    if (plan.foreignIds !== undefined) await foreignIds.write(user.id, plan.foreignIds, call);
    const { grants, userChanged } = await this.#giveEntitlements(user.id, attributes, plan, context, call);
    const isKnown = !userChanged && attributes.active !== false && written.division?.name !== undefined;
    return {
      userId: user.id,
      user: isKnown ? { groups: [], skills: [], languages: [], ...written } : undefined,
      grants,
      foreignIds: plan.foreignIds?.after ?? [],
    };
  }

  /** Entitlements of somebody who is created inactive wait for the first activation. */
  async #giveEntitlements(
    userId: string,
    attributes: JsonObject,
    plan: UserPlan,
    context: ScimContext,
    call: CallOptions,
  ): Promise<{ grants: readonly RoleGrant[]; userChanged: boolean }> {
    if (plan.asked.length === 0 || attributes.active === false) return { grants: [], userChanged: false };
    const nothing = { grants: [], skills: [], languages: [] };
    const { entitlementWriter } = this.#dependencies;
    const given = await entitlementWriter.write(userId, plan.entitlements, nothing, call);
    await this.#keep(userId, attributes, plan, [], context);
    return { grants: given.grants ?? [], userChanged: given.userChanged };
  }

  async #keep(
    userId: string,
    attributes: JsonObject,
    { desired, sent }: UserPlan,
    waiting: UserPlan['asked'],
    context: ScimContext,
  ): Promise<void> {
    const { writer, keep } = this.#dependencies;
    const kept = decideKept({ kept: undefined, shown: {}, next: attributes, keep, sent, waiting });
    const userName = readUserName(attributes);
    await writer.keep(userId, { userName, desired, attributes: kept.attributes }, context);
  }

  /** What an earlier request for the same person left to do. */
  async #complete(
    holder: KnownUser,
    { password: _password, ...profile }: JsonObject,
    plan: UserPlan,
    context: ScimContext,
  ): Promise<Outcome> {
    const { change } = this.#dependencies;
    const { grants } = await change.writeAll(holder, profile, plan, { stale: false }, context);
    return { userId: holder.user.id, user: undefined, grants, foreignIds: undefined };
  }

  async #revive(
    holder: KnownUser,
    attributes: JsonObject,
    plan: UserPlan,
    { key }: Begin,
    context: ScimContext,
    call: CallOptions,
  ): Promise<Outcome> {
    const { offboardings, directory, creations } = this.#dependencies;
    const { client, requestId } = context;
    const { id } = holder.user;
    await creations.noteRevival(key, readText(attributes, 'externalId'), id);
    const intent = { userId: id, kind: 'revive', clientName: client.name, requestId } as const;
    await offboardings.carryOut(intent, context);
    return await this.#complete(await directory.get(id, client.authority, call), attributes, plan, context);
  }
}

function describeNames(attributes: JsonObject): string {
  return `The userName, externalId or e-mail address of '${readUserName(attributes)}'`;
}

/** The person whom an earlier POST for the same led to, or may have led to when Genesys' answer got lost. */
function isResult(begun: OpenCreation | undefined, { user, kept }: KnownUser, desired: DesiredUser): boolean {
  if (begun === undefined) return false;
  if (begun.resourceId !== undefined) return begun.resourceId === user.id;
  return kept === undefined && toKey(user.email) === toKey(desired.email) && user.name === desired.name;
}

/** Let in already, rather than on the way. */
function isBack(known: KnownUser): boolean {
  const restoring = known.standing?.offboarding?.status === 'restoring';
  return isActive(known) && !isRemoved(known) && known.user.state === 'active' && !restoring;
}
