/** From the names that an identity provider sends to Genesys' ids, decided before the first write. */

import { BridgeError } from '../../errors.ts';
import type { CallOptions } from '../../genesys/call-options.ts';
import type { Genesys } from '../../genesys/client.ts';
import type { JsonObject } from '../../scim/backend.ts';
import { type AskedRating, type Entitlement, readRatings, readRoleNames, refuseValue } from './asked.ts';
import { NameCatalogue, type Named } from './name-catalogue.ts';
import { ALL_DIVISIONS, type EntitlementRules } from './rules.ts';

export interface WantedRating {
  readonly id: string;
  /** Undefined keeps the present one. */
  readonly proficiency: number | undefined;
}

export interface WantedRoles {
  readonly divisionId: string;
  readonly roles: readonly Named[];
}

/** What a person is to have; a part that is undefined is left alone. */
export interface WantedEntitlements {
  readonly roles?: WantedRoles;
  readonly routingSkills?: readonly WantedRating[];
  readonly routingLanguages?: readonly WantedRating[];
}

interface ResolverDependencies {
  readonly genesys: Genesys;
  readonly rules: EntitlementRules;
  readonly now: () => Date;
}

export class EntitlementResolver {
  readonly #rules: EntitlementRules;
  readonly #roles: NameCatalogue;
  readonly #skills: NameCatalogue;
  readonly #languages: NameCatalogue;
  readonly #divisions: NameCatalogue;

  constructor({ genesys, rules, now }: ResolverDependencies) {
    this.#rules = rules;
    this.#roles = new NameCatalogue({ read: (call) => genesys.roles.list(call), now });
    this.#skills = new NameCatalogue({ read: (call) => genesys.skills.list(call), now });
    this.#languages = new NameCatalogue({ read: (call) => genesys.languages.list(call), now });
    this.#divisions = new NameCatalogue({ read: (call) => genesys.divisions.list(call), now });
  }

  /** The division's id; undefined when there is none of that name. */
  async findDivision(name: string, call: CallOptions): Promise<string | undefined> {
    return (await this.#divisions.find([name], call))[0]?.id;
  }

  /** Throws a 400 that names what Genesys does not know. */
  async resolve(
    attributes: JsonObject,
    asked: readonly Entitlement[],
    call: CallOptions,
  ): Promise<WantedEntitlements> {
    const roles = asked.includes('roles') ? readRoleNames(attributes) : undefined;
    const ratings = (entitlement: 'routingSkills' | 'routingLanguages') =>
      asked.includes(entitlement) ? readRatings(attributes, entitlement) : undefined;
    const [skills, languages] = [ratings('routingSkills'), ratings('routingLanguages')];
    return {
      ...(roles && { roles: await this.#resolveRoles(roles, call) }),
      ...(skills && {
        routingSkills: await resolveRatings('routing skill', skills, this.#skills, call),
      }),
      ...(languages && {
        routingLanguages: await resolveRatings('routing language', languages, this.#languages, call),
      }),
    };
  }

  /** To be called when Genesys does not know a role that was found. */
  forgetRoles(): void {
    this.#roles.forget();
  }

  async #resolveRoles(names: readonly string[], call: CallOptions): Promise<WantedRoles> {
    const found = await this.#roles.find(names, call);
    refuseUnknown('role', names, found);
    const roles = new Map(found.flatMap((role) => (role === undefined ? [] : [[role.id, role]])));
    return { divisionId: await this.#findRoleDivision(call), roles: [...roles.values()] };
  }

  async #findRoleDivision(call: CallOptions): Promise<string> {
    const { roleDivision } = this.#rules;
    if (roleDivision === ALL_DIVISIONS) return ALL_DIVISIONS;
    const id = await this.findDivision(roleDivision, call);
    if (id !== undefined) return id;
    throw new BridgeError(
      `roles are granted in division '${roleDivision}', which does not exist in Genesys Cloud: correct provisioning.roleDivision`,
      { code: 'user.no-role-division', status: 500, expose: true },
    );
  }
}

function refuseUnknown(what: string, names: readonly string[], found: readonly unknown[]): void {
  const unknown = names.filter((_, index) => found[index] === undefined).map((name) => `'${name}'`);
  if (unknown.length === 0) return;
  const subject = unknown.length === 1 ? `${what} ${unknown[0]} does` : `${what}s ${unknown.join(', ')} do`;
  throw refuseValue(`${subject} not exist in Genesys Cloud; create it there or correct the mapping`);
}

async function resolveRatings(
  what: string,
  asked: readonly AskedRating[],
  catalogue: NameCatalogue,
  call: CallOptions,
): Promise<WantedRating[]> {
  const names = asked.map(({ name }) => name);
  const found = await catalogue.find(names, call);
  refuseUnknown(what, names, found);
  const wanted = new Map<string, WantedRating>();
  for (const [index, { proficiency }] of asked.entries()) {
    const id = found[index]?.id;
    if (id !== undefined) wanted.set(id, { id, proficiency });
  }
  return [...wanted.values()];
}
