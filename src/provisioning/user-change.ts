/** PUT and PATCH: brings a person from what was read to what is wanted, with the fewest writes. */

import { isDeepStrictEqual } from 'node:util';
import type { CallOptions } from '../genesys/call-options.ts';
import type { Intent } from '../offboarding/intent.ts';
import type { Offboardings, Standing } from '../offboarding/offboardings.ts';
import { isUnderWay } from '../offboarding/progress.ts';
import type { JsonObject, ScimContext } from '../scim/backend.ts';
import { readText } from './attribute-values.ts';
import { type DesiredUser, readUserName } from './desired-user.ts';
import { followName } from './follow-name.ts';
import { toCall } from './interactive-call.ts';
import { selectKept } from './kept-attributes.ts';
import { isActive, type KnownUser, toScimUser, userNameOf } from './scim-user.ts';
import { isRemoved, type UserDirectory } from './user-directory.ts';
import { planUser, type UserPlan } from './user-plan.ts';
import { conflictOf, type UserWriter } from './user-writer.ts';

export interface ChangeDependencies {
  readonly directory: UserDirectory;
  readonly writer: UserWriter;
  readonly offboardings: Offboardings;
  readonly keep: readonly string[];
  readonly emailDomain: string | undefined;
}

/** True until the lock-out of a leaver is done: a repeated request joins it. */
export function isLockOutUnderWay(standing: Standing | undefined): boolean {
  const offboarding = standing?.offboarding;
  if (offboarding === undefined || offboarding.kind === 'restore' || !isUnderWay(offboarding)) return false;
  return offboarding.lockedOutAt === undefined;
}

export class UserChange {
  readonly #directory: UserDirectory;
  readonly #writer: UserWriter;
  readonly #offboardings: Offboardings;
  readonly #keep: readonly string[];
  readonly #emailDomain: string | undefined;

  constructor({ directory, writer, offboardings, keep, emailDomain }: ChangeDependencies) {
    this.#directory = directory;
    this.#writer = writer;
    this.#offboardings = offboardings;
    this.#keep = keep;
    this.#emailDomain = emailDomain;
  }

  /** Who leaves is locked out before anything else is written; who returns is let in first as well. */
  async apply(known: KnownUser, asked: JsonObject, context: ScimContext): Promise<void> {
    const call = toCall(context);
    const next = followName(toScimUser(known, context.baseUrl, undefined).attributes, asked);
    const plan = await planUser(next, known.user, this.#emailDomain, this.#writer, call);
    await this.#refuseTakenNames(known, next, context, call);
    await this.#settleActive(known, next.active !== false, context);
    await this.writeAll(known, next, plan, context);
  }

  async writeAll(
    known: KnownUser,
    attributes: JsonObject,
    plan: UserPlan,
    context: ScimContext,
  ): Promise<void> {
    const { user } = known;
    const call = toCall(context);
    await this.#writer.writeProfile(user, plan.desired, call);
    await this.#writer.moveToDivision(user, plan.divisionId, call);
    const externalId = readText(attributes, 'externalId');
    await this.#writer.writeExternalId(user.id, known.externalId, externalId, context.client.authority, call);
    if (this.#mustKeep(known, attributes, plan.desired, context)) {
      await this.#writer.keep(user.id, attributes, plan.desired, context);
    }
    await this.#writer.writePassword(user.id, attributes, call);
  }

  async deactivate(userId: string, context: ScimContext): Promise<void> {
    await this.#carryOut({ userId, kind: 'deactivate' }, context);
  }

  async #carryOut(intent: Pick<Intent, 'userId' | 'kind' | 'seen'>, context: ScimContext): Promise<void> {
    const { client, requestId } = context;
    await this.#offboardings.carryOut({ ...intent, clientName: client.name, requestId }, context);
  }

  async #refuseTakenNames(
    known: KnownUser,
    next: JsonObject,
    context: ScimContext,
    call: CallOptions,
  ): Promise<void> {
    const { authority } = context.client;
    const { id } = known.user;
    const userName = readUserName(next);
    if (userName.toLowerCase() !== userNameOf(known).toLowerCase()) {
      const holders = await this.#directory.findByUserName(userName, authority, ['active', 'inactive'], call);
      const other = holders.find((holder) => holder.user.id !== id && !isRemoved(holder));
      if (other !== undefined) throw conflictOf(`userName ${userName}`, other.user.id);
      await this.#writer.claimUserName(userName, id, call);
    }
    await this.#writer.refuseTakenExternalId(readText(next, 'externalId'), id, authority, call);
  }

  /** Compares with what was last accepted and with Genesys; what is under way already is joined. */
  async #settleActive(known: KnownUser, active: boolean, context: ScimContext): Promise<void> {
    const { user, standing } = known;
    const seen = { userId: user.id, seen: user.state };
    if (active) {
      const restoring = standing?.offboarding?.status === 'restoring';
      if (isActive(known) && user.state === 'active' && !restoring) return;
      return await this.#carryOut({ ...seen, kind: 'reactivate' }, context);
    }
    const mayGetIn = isActive(known) || user.state === 'active';
    if (mayGetIn || isLockOutUnderWay(standing)) {
      await this.#carryOut({ ...seen, kind: 'deactivate' }, context);
    }
  }

  /** Nothing is kept of a person for whom Genesys alone already answers what the client sent. */
  #mustKeep(known: KnownUser, attributes: JsonObject, desired: DesiredUser, context: ScimContext): boolean {
    const shown = toScimUser(known, context.baseUrl, undefined).attributes;
    return (
      readUserName(attributes) !== userNameOf(known) ||
      desired.name !== known.user.name ||
      desired.email !== known.user.email ||
      !isDeepStrictEqual(selectKept(shown, this.#keep), selectKept(attributes, this.#keep))
    );
  }
}
