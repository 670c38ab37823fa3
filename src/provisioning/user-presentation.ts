/** People of Genesys as SCIM resources, with the details, groups and progress that are wanted of them. */

import type { Offboardings } from '../offboarding/offboardings.ts';
import type { Progress } from '../offboarding/progress.ts';
import type { ScimContext, ScimResource, Wanted } from '../scim/backend.ts';
import type { UserGroups } from './groups/user-groups.ts';
import { toCall } from './interactive-call.ts';
import { type KnownUser, type MappingRules, toScimUser } from './scim-user.ts';
import { OFFBOARDING_URN } from './urns.ts';
import { type DetailChoice, detailsNamedBy, type UserDetails } from './user-details.ts';
import { userNotFound } from './user-directory.ts';

interface UserPresentationOptions {
  readonly rules: MappingRules;
  readonly groups: UserGroups;
  readonly details: UserDetails;
  readonly offboardings: Pick<Offboardings, 'readProgress'>;
}

export class UserPresentation {
  readonly #options: UserPresentationOptions;
  /** What a resource was read from, so that its update does not read Genesys again. */
  readonly #origins = new WeakMap<ScimResource, KnownUser>();

  constructor(options: UserPresentationOptions) {
    this.#options = options;
  }

  /** Undefined for a resource that was not presented here. */
  originOf(resource: ScimResource): KnownUser | undefined {
    return this.#origins.get(resource);
  }

  /** @throws BridgeError 404 when the person is not to be shown. */
  async presentOne(
    known: KnownUser,
    wanted: Wanted,
    choice: DetailChoice,
    context: ScimContext,
  ): Promise<ScimResource> {
    const [resource] = await this.present([known], wanted, choice, context);
    if (resource === undefined) throw userNotFound(known.user.id);
    return resource;
  }

  /** With those details only that were asked for by name: they are a call for each person. */
  presentPage(people: readonly KnownUser[], wanted: Wanted, context: ScimContext): Promise<ScimResource[]> {
    return this.present(people, wanted, detailsNamedBy(wanted), context);
  }

  async present(
    people: readonly KnownUser[],
    wanted: Wanted,
    choice: DetailChoice,
    context: ScimContext,
  ): Promise<ScimResource[]> {
    const { details } = this.#options;
    const complete: KnownUser[] = [];
    for (const known of people) complete.push(await details.add(known, choice, context));
    const shown = wanted.has('groups') ? await this.#withGroups(complete, context) : complete;
    const resources: ScimResource[] = [];
    for (const [index, known] of complete.entries()) {
      resources.push(await this.#toResource(known, shown[index] ?? known, wanted, context));
    }
    return resources;
  }

  /** Groups are read with every person; what they are called, and what has just changed, is added here. */
  async #withGroups(people: readonly KnownUser[], context: ScimContext): Promise<KnownUser[]> {
    const users = await this.#options.groups.correct(
      people.map(({ user }) => user),
      toCall(context),
    );
    return people.map((known, index) => ({ ...known, user: users[index] ?? known.user }));
  }

  async #toResource(
    known: KnownUser,
    shown: KnownUser,
    wanted: Wanted,
    context: ScimContext,
  ): Promise<ScimResource> {
    const { rules, offboardings } = this.#options;
    const progress: Progress | undefined = wanted.has(OFFBOARDING_URN)
      ? await offboardings.readProgress(known.standing?.offboarding)
      : undefined;
    const resource = toScimUser(shown, context.baseUrl, rules, progress);
    this.#origins.set(resource, known);
    return resource;
  }
}
