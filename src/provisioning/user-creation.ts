/** POST: a new Genesys user, or the return of the one who held the name before. One person, one id. */

import { BridgeError } from '../errors.ts';
import type { CallOptions } from '../genesys/call-options.ts';
import type { Offboardings } from '../offboarding/offboardings.ts';
import type { JsonObject, ScimContext } from '../scim/backend.ts';
import { toKey } from '../store/kept-users.ts';
import { readText } from './attribute-values.ts';
import { type DesiredUser, readUserName } from './desired-user.ts';
import { toCall } from './interactive-call.ts';
import { KeyedLock } from './keyed-lock.ts';
import { isActive, type KnownUser } from './scim-user.ts';
import type { UserChange } from './user-change.ts';
import { isRemoved, type UserDirectory } from './user-directory.ts';
import { planUser, type UserPlan } from './user-plan.ts';
import { conflictOf, type UserWriter } from './user-writer.ts';

const ALL_STATES = ['active', 'inactive', 'deleted'] as const;

export interface CreationDependencies {
  readonly directory: UserDirectory;
  readonly writer: UserWriter;
  readonly change: UserChange;
  readonly offboardings: Offboardings;
  readonly emailDomain: string | undefined;
  /** Name of the division that new users are created in. */
  readonly division: string;
}

export interface Created {
  readonly userId: string;
  readonly revived: boolean;
  /** Why the first password was not set; the person is there all the same. */
  readonly passwordProblem?: string;
}

export class UserCreation {
  readonly #dependencies: CreationDependencies;
  readonly #turns = new KeyedLock();

  constructor(dependencies: CreationDependencies) {
    this.#dependencies = dependencies;
  }

  /** Two creations of one userName or externalId at once take turns, so that the second finds the first. */
  create(attributes: JsonObject, context: ScimContext): Promise<Created> {
    const create = () => this.#createOrRevive(attributes, context);
    const externalId = readText(attributes, 'externalId');
    const createInTurn =
      externalId === undefined
        ? create
        : () => this.#turns.run(`externalId ${context.client.authority} ${externalId}`, create);
    return this.#turns.run(`userName ${toKey(readUserName(attributes))}`, createInTurn);
  }

  async #createOrRevive(attributes: JsonObject, context: ScimContext): Promise<Created> {
    const { writer, emailDomain, change } = this.#dependencies;
    const call = toCall(context);
    const plan = await planUser(attributes, undefined, emailDomain, writer, call);
    const holder = await this.#findHolder(attributes, plan.desired, context, call);
    if (holder !== undefined && isActive(holder) && !isRemoved(holder)) {
      const userName = readUserName(attributes);
      throw conflictOf(`The userName, externalId or e-mail address of '${userName}'`, holder.user.id);
    }
    if (holder !== undefined) await this.#refuseTakenEmail(plan.desired.email, holder, context, call);
    await this.#claimNames(attributes, holder, context, call);
    const userId =
      holder === undefined
        ? await this.#createUser(attributes, plan, context, call)
        : await this.#revive(holder, attributes, plan, context, call);
    const passwordProblem = await this.#setFirstPassword(userId, attributes, call);
    if (attributes.active === false) await change.deactivate(userId, context);
    const revived = holder !== undefined;
    return passwordProblem === undefined ? { userId, revived } : { userId, revived, passwordProblem };
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
    const byName = await directory.findByUserName(userName, authority, ALL_STATES, call);
    if (byName[0] !== undefined) return byName[0];
    if (externalId !== undefined) {
      const byExternalId = await directory.findByExternalId(externalId, authority, ALL_STATES, call);
      if (byExternalId !== undefined) return byExternalId;
    }
    return (await directory.findByEmail(desired.email, authority, ALL_STATES, call))[0];
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
    { desired, divisionId }: UserPlan,
    context: ScimContext,
    call: CallOptions,
  ): Promise<string> {
    const { writer, division } = this.#dependencies;
    const { authority } = context.client;
    const user = await writer.create(
      desired,
      divisionId ?? (await writer.resolveDivision(division, call)),
      call,
    );
    await writer.keep(user.id, attributes, desired, context);
    await writer.writeProfile(user, desired, call);
    await writer.writeExternalId(user.id, undefined, readText(attributes, 'externalId'), authority, call);
    return user.id;
  }

  async #revive(
    holder: KnownUser,
    attributes: JsonObject,
    plan: UserPlan,
    context: ScimContext,
    call: CallOptions,
  ): Promise<string> {
    const { offboardings, directory, change } = this.#dependencies;
    const { client, requestId } = context;
    const { id } = holder.user;
    const intent = { userId: id, kind: 'revive', clientName: client.name, requestId } as const;
    await offboardings.carryOut(intent, context);
    const { password: _password, ...profile } = attributes;
    await change.writeAll(await directory.get(id, client.authority, call), profile, plan, context);
    return id;
  }
}
