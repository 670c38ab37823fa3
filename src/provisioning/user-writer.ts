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
import { type DesiredUser, readUserName } from './desired-user.ts';
import { selectKept } from './kept-attributes.ts';
import { findProfileUpdate } from './profile-changes.ts';
import { USER_EXPAND } from './user-directory.ts';

const CONFLICT_RETRIES = 4;

export interface WriterDependencies {
  readonly store: Store;
  readonly genesys: Genesys;
  readonly keep: readonly string[];
  readonly now: () => Date;
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
  readonly #keep: readonly string[];
  readonly #now: () => Date;

  constructor({ store, genesys, keep, now }: WriterDependencies) {
    this.#store = store;
    this.#genesys = genesys;
    this.#keep = keep;
    this.#now = now;
  }

  /** The division's id; 400 that names it when there is none of that name. */
  async resolveDivision(name: string, call: CallOptions): Promise<string> {
    const division = await this.#genesys.divisions.findByName(name, call);
    if (division !== undefined) return division.id;
    throw new BridgeError(
      `division '${name}' does not exist in Genesys Cloud; create it or correct the mapping`,
      {
        code: 'user.unknown-division',
        status: 400,
        scimType: 'invalidValue',
      },
    );
  }

  /** 400 that names the manager when Genesys knows nobody of that id. */
  async requireManager(id: string, call: CallOptions): Promise<void> {
    if ((await this.#genesys.users.find(id, {}, call)) !== undefined) return;
    throw new BridgeError(`manager '${id}' does not exist in Genesys Cloud; provision the manager first`, {
      code: 'user.unknown-manager',
      status: 400,
      scimType: 'invalidValue',
    });
  }

  /** Creates with everything Genesys takes on creation; the rest follows as a profile write. */
  async create(desired: DesiredUser, divisionId: string, call: CallOptions): Promise<GenesysUser> {
    const { name, email, title, department } = desired;
    try {
      return await this.#genesys.users.create(
        {
          name,
          email,
          divisionId,
          state: 'active',
          ...(title === '' ? {} : { title }),
          ...(department === '' ? {} : { department }),
        },
        call,
      );
    } catch (error) {
      if (!isDuplicateEmail(error)) throw error;
      throw conflictOf(`E-mail address ${email}`, undefined);
    }
  }

  /** Writes what differs; a version conflict is read again and merged, since only our fields are sent. */
  async writeProfile(user: GenesysUser, desired: DesiredUser, call: CallOptions): Promise<void> {
    let known: GenesysUser | undefined = user;
    for (let attempt = 1; known !== undefined; attempt += 1) {
      const update = findProfileUpdate(known, desired);
      if (update === undefined) return;
      try {
        await this.#genesys.users.update(known.id, { ...update, version: known.version }, call);
        return;
      } catch (error) {
        if (isDuplicateEmail(error)) throw conflictOf(`E-mail address ${desired.email}`, undefined);
        if (!isVersionConflict(error) || attempt > CONFLICT_RETRIES) throw error;
        known = await this.#genesys.users.find(known.id, { expand: USER_EXPAND }, call);
      }
    }
  }

  async moveToDivision(user: GenesysUser, divisionId: string | undefined, call: CallOptions): Promise<void> {
    if (divisionId === undefined || user.division?.id === divisionId) return;
    await this.#genesys.divisions.moveUsers(divisionId, [user.id], call);
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
    attributes: JsonObject,
    desired: DesiredUser,
    context: ScimContext,
  ): Promise<void> {
    const { db } = this.#store;
    const userName = readUserName(attributes);
    const kept = {
      userId,
      userName,
      emailKey: toKey(desired.email),
      genesysName: desired.name,
      attributes: selectKept(attributes, this.#keep),
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
