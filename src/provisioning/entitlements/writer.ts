/** The fewest calls that give a person the entitlements that are wanted. */

import type { CallOptions } from '../../genesys/call-options.ts';
import type { Genesys } from '../../genesys/client.ts';
import { isNotFound } from '../../genesys/errors.ts';
import type { Proficiency, Rating, RoleGrant } from '../../genesys/models.ts';
import type { WantedEntitlements, WantedRating, WantedRoles } from './resolver.ts';
import { type EntitlementRules, isDefaultRole } from './rules.ts';

/** What a person has, as far as it is known; the rest is read before it is written. */
export interface HeldEntitlements {
  readonly grants?: readonly RoleGrant[] | undefined;
  readonly skills?: readonly Proficiency[] | undefined;
  readonly languages?: readonly Proficiency[] | undefined;
}

export interface WrittenEntitlements {
  /** True when the writes raised the user's version. */
  readonly userChanged: boolean;
  /** What the person holds afterwards; undefined where roles were left alone. */
  readonly grants: readonly RoleGrant[] | undefined;
}

interface WriterDependencies {
  readonly genesys: Genesys;
  readonly rules: EntitlementRules;
}

export class EntitlementWriter {
  readonly #genesys: Genesys;
  readonly #rules: EntitlementRules;

  constructor({ genesys, rules }: WriterDependencies) {
    this.#genesys = genesys;
    this.#rules = rules;
  }

  async write(
    userId: string,
    wanted: WantedEntitlements,
    held: HeldEntitlements,
    call: CallOptions,
  ): Promise<WrittenEntitlements> {
    const { roles, routingSkills, routingLanguages } = wanted;
    const grants = roles && (await this.#writeRoles(userId, roles, held.grants, call));
    const skills = routingSkills && (await this.#writeSkills(userId, routingSkills, held.skills, call));
    const languages =
      routingLanguages && (await this.#writeLanguages(userId, routingLanguages, held.languages, call));
    return { userChanged: skills === true || languages === true, grants };
  }

  /** New roles come first, so that nobody is without in between. Other divisions are never touched. */
  async #writeRoles(
    userId: string,
    { divisionId, roles }: WantedRoles,
    known: readonly RoleGrant[] | undefined,
    call: CallOptions,
  ): Promise<RoleGrant[]> {
    const { grants } = this.#genesys;
    const held = known ?? (await grants.direct(userId, call));
    const here = held.filter((grant) => grant.divisionId === divisionId);
    const added = roles
      .filter(({ id }) => !here.some(({ roleId }) => roleId === id))
      .map(({ id, name }) => ({
        roleId: id,
        roleName: name,
        divisionId,
        divisionName: this.#rules.roleDivision,
      }));
    const ended = here.filter(
      ({ roleId, roleName }) =>
        !roles.some(({ id }) => id === roleId) && !isDefaultRole(roleName, this.#rules),
    );
    await grants.add(userId, added, call);
    await this.#endGrants(userId, ended, call);
    return [...held.filter((grant) => !ended.includes(grant)), ...added];
  }

  /** One call for several; a role that is gone fails it, and then each ends alone (FACTS section 6). */
  async #endGrants(userId: string, ended: readonly RoleGrant[], call: CallOptions): Promise<void> {
    const { grants } = this.#genesys;
    const [first, ...others] = ended;
    if (first === undefined) return;
    if (others.length === 0) return await grants.remove(userId, first, call);
    try {
      await grants.removeAll(userId, ended, call);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      for (const grant of ended) await grants.remove(userId, grant, call);
    }
  }

  async #writeSkills(
    userId: string,
    wanted: readonly WantedRating[],
    known: readonly Proficiency[] | undefined,
    call: CallOptions,
  ): Promise<boolean> {
    const { skills } = this.#genesys;
    const held = known ?? (await skills.ofUser(userId, call));
    const ratings = toRatings(wanted, held);
    const { changed, ended } = compare(ratings, held);
    if (changed.length === 0 && ended.length === 0) return false;
    await skills.replace(userId, ratings, call);
    return true;
  }

  /** No call replaces the languages of a user: one adds and changes, and each that ends takes one more. */
  async #writeLanguages(
    userId: string,
    wanted: readonly WantedRating[],
    known: readonly Proficiency[] | undefined,
    call: CallOptions,
  ): Promise<boolean> {
    const { languages } = this.#genesys;
    const held = known ?? (await languages.ofUser(userId, call));
    const { changed, ended } = compare(toRatings(wanted, held), held);
    await languages.assign(userId, changed, call);
    for (const { id } of ended) await languages.remove(userId, id, call);
    return changed.length > 0 || ended.length > 0;
  }
}

function toRatings(wanted: readonly WantedRating[], held: readonly Proficiency[]): Rating[] {
  return wanted.map(({ id, proficiency }) => ({
    id,
    proficiency: proficiency ?? held.find((item) => item.id === id)?.proficiency ?? 0,
  }));
}

function compare(ratings: readonly Rating[], held: readonly Proficiency[]) {
  const isHeld = ({ id, proficiency }: Rating) =>
    held.some((item) => item.id === id && item.proficiency === proficiency);
  return {
    changed: ratings.filter((rating) => !isHeld(rating)),
    ended: held.filter(({ id }) => !ratings.some((rating) => rating.id === id)),
  };
}
