/** Writes one person's profile, division, externalId and kept attributes. Reads and decides nothing else. */

import { BridgeError } from '../errors.ts';
import type { CallOptions } from '../genesys/call-options.ts';
import type { Genesys } from '../genesys/client.ts';
import { GenesysError, isDuplicateEmail, isNotFound, isVersionConflict } from '../genesys/errors.ts';
import type { GenesysUser } from '../genesys/models.ts';
import type { JsonObject, ScimContext } from '../scim/backend.ts';
import {
  findUserIdByExternalId,
  findUserIdByUserName,
  releaseUserName,
  removeExternalId,
  saveExternalId,
  saveKeptUser,
  toKey,
} from '../store/kept-users.ts';
import type { Store } from '../store/open.ts';
import { findPerson } from '../store/people.ts';
import { readText } from './attribute-values.ts';
import type { DesiredUser } from './desired-user.ts';
import { findChanges, findOverlap, type ProfileUpdate, toUpdate } from './mapping/profile-changes.ts';
import { USER_EXPAND } from './user-directory.ts';

const CONFLICT_RETRIES = 4;

export interface WriterDependencies {
  readonly store: Store;
  readonly genesys: Genesys;
  readonly now: () => Date;
}

interface KeptEntry {
  readonly userName: string;
  readonly desired: DesiredUser;
  /** What is kept of the person's attributes. */
  readonly attributes: JsonObject;
}

/** The answer to an update has nothing expanded: what was not written is as it was. */
function expandAs(known: GenesysUser, answer: GenesysUser, update: ProfileUpdate): GenesysUser {
  const { groups, skills, languages, employerInfo = {} } = known;
  return {
    ...(groups && { groups }),
    ...(skills && { skills }),
    ...(languages && { languages }),
    ...answer,
    employerInfo: update.employerInfo ?? employerInfo,
  };
}

export function conflictOf(what: string, holderId: string | undefined): BridgeError {
  const holder = holderId === undefined ? 'another user' : `user ${holderId}`;
  return new BridgeError(`${what} is already in use by ${holder}`, {
    code: 'user.conflict',
    status: 409,
    scimType: 'uniqueness',
  });
}

export class UserWriter {
  readonly #store: Store;
  readonly #genesys: Genesys;
  readonly #now: () => Date;

  constructor({ store, genesys, now }: WriterDependencies) {
    this.#store = store;
    this.#genesys = genesys;
    this.#now = now;
  }

  /** Creates with everything Genesys takes on creation; the rest follows as a profile write. */
  async create(desired: DesiredUser, divisionId: string, call: CallOptions): Promise<GenesysUser> {
    const { name, email, title, department } = desired;
    const addresses = [...desired.phones.values()].filter((contact) => contact !== undefined);
    try {
      return await this.#genesys.users.create(
        {
          name,
          email,
          divisionId,
          state: 'active',
          ...(title === '' ? {} : { title }),
          ...(department === '' ? {} : { department }),
          ...(addresses.length === 0 ? {} : { addresses }),
        },
        call,
      );
    } catch (error) {
      if (!isDuplicateEmail(error)) throw error;
      throw conflictOf(`E-mail address ${email}`, undefined);
    }
  }

  /**
   * Writes what differs and answers the user as it is then, the way `user` was expanded. A version conflict is
   * read again and merged where the fields do not overlap; a field that somebody else has changed to another
   * value meanwhile is 503, so that the repeat decides on what is there now. `stale`: the version of `user` is
   * known to be old.
   */
  async writeProfile(
    user: GenesysUser,
    desired: DesiredUser,
    { stale }: { readonly stale: boolean },
    call: CallOptions,
  ): Promise<GenesysUser> {
    const changes = findChanges(user, desired);
    if (changes.length === 0) return user;
    let known = stale ? await this.#readAgain(user.id, changes, call) : user;
    for (let attempt = 1; ; attempt += 1) {
      const update = toUpdate(known, changes);
      if (update === undefined) return known;
      try {
        const answer = await this.#genesys.users.update(user.id, { ...update, version: known.version }, call);
        return expandAs(known, answer, update);
      } catch (error) {
        if (isDuplicateEmail(error)) throw conflictOf(`E-mail address ${desired.email}`, undefined);
        if (!isVersionConflict(error) || attempt > CONFLICT_RETRIES) throw error;
        known = await this.#readAgain(user.id, changes, call);
      }
    }
  }

  async #readAgain(
    userId: string,
    changes: ReturnType<typeof findChanges>,
    call: CallOptions,
  ): Promise<GenesysUser> {
    const user = await this.#genesys.users.get(userId, { expand: USER_EXPAND }, call);
    const overlap = findOverlap(user, changes);
    if (overlap === undefined) return user;
    throw new BridgeError(
      `Somebody else changed ${overlap.attribute} of this user at the same time; repeat the request`,
      { code: 'user.changed-meanwhile', status: 503, retryAfterSeconds: 1, expose: true },
    );
  }

  /** True when the person moved. */
  async moveToDivision(
    user: GenesysUser,
    divisionId: string | undefined,
    call: CallOptions,
  ): Promise<boolean> {
    if (divisionId === undefined || user.division?.id === divisionId) return false;
    await this.#genesys.divisions.moveUsers(divisionId, [user.id], call);
    return true;
  }

  /** Removed here or gone from Genesys: such a person gives up userName and externalId. */
  async #isGone(userId: string, call: CallOptions): Promise<boolean> {
    const person = await findPerson(this.#store.db, userId);
    if (person?.wanted === 'removed') return true;
    return (await this.#genesys.users.find(userId, {}, call)) === undefined;
  }

  /** One live person for each userName. */
  async claimUserName(userName: string, userId: string | undefined, call: CallOptions): Promise<void> {
    const holder = await findUserIdByUserName(this.#store.db, userName);
    if (holder === undefined || holder === userId) return;
    if (!(await this.#isGone(holder, call))) throw conflictOf(`userName ${userName}`, holder);
    await releaseUserName(this.#store.db, holder);
  }

  /** One live person for each externalId of an authority. */
  async refuseTakenExternalId(
    externalId: string | undefined,
    userId: string | undefined,
    authority: string,
    call: CallOptions,
  ): Promise<void> {
    if (externalId === undefined) return;
    const holder = await findUserIdByExternalId(this.#store.db, authority, externalId);
    if (holder === undefined || holder === userId) return;
    if (!(await this.#isGone(holder, call))) throw conflictOf(`externalId ${externalId}`, holder);
  }

  async writeExternalId(
    userId: string,
    before: string | undefined,
    after: string | undefined,
    authority: string,
    call: CallOptions,
  ): Promise<void> {
    if (before === after) return;
    const { db } = this.#store;
    if (before !== undefined) {
      await this.#genesys.externalIds.remove(userId, { authority, key: before }, call);
      await removeExternalId(db, authority, userId);
    }
    if (after === undefined) return;
    await this.#takeFromRemoved(after, userId, authority, call);
    await this.#addExternalId(userId, after, authority, call);
    await saveExternalId(db, { authority, externalId: after, userId });
  }

  async #takeFromRemoved(
    externalId: string,
    userId: string,
    authority: string,
    call: CallOptions,
  ): Promise<void> {
    const holder = await findUserIdByExternalId(this.#store.db, authority, externalId);
    if (holder === undefined || holder === userId) return;
    await this.#genesys.externalIds.remove(holder, { authority, key: externalId }, call);
    await removeExternalId(this.#store.db, authority, holder);
  }

  async #addExternalId(userId: string, key: string, authority: string, call: CallOptions): Promise<void> {
    try {
      await this.#genesys.externalIds.add(userId, { authority, key }, call);
    } catch (error) {
      if (!(error instanceof GenesysError) || error.genesysStatus !== 409) throw error;
      const holder = await this.#genesys.externalIds.findUser(authority, key, {}, call);
      if (holder?.id !== userId) throw conflictOf(`externalId ${key}`, holder?.id);
    }
  }

  async keep(
    userId: string,
    { userName, desired, attributes }: KeptEntry,
    context: ScimContext,
  ): Promise<void> {
    const { db } = this.#store;
    const kept = {
      userId,
      userName,
      emailKey: toKey(desired.email),
      genesysName: desired.name,
      attributes,
      clientName: context.client.name,
    };
    try {
      await saveKeptUser(db, kept, this.#now());
    } catch (error) {
      // Somebody else may have got the userName since it was found free.
      const holder = await findUserIdByUserName(db, userName);
      throw holder === undefined || holder === userId ? error : conflictOf(`userName ${userName}`, holder);
    }
  }

  async writePassword(userId: string, attributes: JsonObject, call: CallOptions): Promise<void> {
    const password = readText(attributes, 'password');
    if (password === undefined) return;
    try {
      await this.#genesys.users.setPassword(userId, password, call);
    } catch (error) {
      if (isNotFound(error) || !(error instanceof GenesysError) || error.genesysStatus !== 400) throw error;
      throw new BridgeError("Genesys Cloud refused the password: it does not meet the organisation's rules", {
        code: 'user.bad-password',
        status: 400,
        scimType: 'invalidValue',
      });
    }
  }
}
