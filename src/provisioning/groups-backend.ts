/** SCIM Groups on Genesys groups. */

import type { GroupsPolicy } from '../config/policy-groups.ts';
import type { Genesys } from '../genesys/client.ts';
import type {
  Change,
  JsonObject,
  ListQuery,
  ResourceBackend,
  ResourcePage,
  ScimContext,
  ScimResource,
  Wanted,
} from '../scim/backend.ts';
import { matches } from '../scim/filter/match.ts';
import { takePage } from '../scim/pages.ts';
import type { Store } from '../store/open.ts';
import { auditHalfDone, type Trail } from './audited-action.ts';
import { BegunCreations } from './begun-creations.ts';
import { type FilledGroup, GroupChange } from './groups/group-change.ts';
import { GroupCreation } from './groups/group-creation.ts';
import { GroupDirectory, type KnownGroup } from './groups/group-directory.ts';
import { GroupListing } from './groups/group-listing.ts';
import { GroupMembers } from './groups/group-members.ts';
import { GroupRemoval } from './groups/group-removal.ts';
import { toDesiredGroup, toScimGroup } from './groups/scim-group.ts';
import { toCall } from './interactive-call.ts';
import type { Ownership } from './ownership.ts';
import { Turns } from './turns.ts';

export interface GroupsBackendOptions {
  readonly store: Store;
  readonly genesys: Genesys;
  readonly ownership: Ownership;
  readonly policy: GroupsPolicy;
  readonly now?: () => Date;
}

export class GroupsBackend implements ResourceBackend {
  readonly #directory: GroupDirectory;
  readonly #members: GroupMembers;
  readonly #listing: GroupListing;
  readonly #change: GroupChange;
  readonly #creation: GroupCreation;
  readonly #removal: GroupRemoval;
  readonly #trail: Trail;
  /** What a resource was read from, so that its update does not read Genesys again. */
  readonly #origins = new WeakMap<ScimResource, FilledGroup>();

  constructor({ store, genesys, ownership, policy, now = () => new Date() }: GroupsBackendOptions) {
    this.#trail = { db: store.db, now };
    this.#directory = new GroupDirectory(store, genesys);
    this.#members = new GroupMembers(store, genesys, ownership, now);
    this.#listing = new GroupListing(genesys, this.#directory);
    const dependencies = { store, genesys, directory: this.#directory, members: this.#members, now };
    this.#change = new GroupChange(dependencies);
    this.#creation = new GroupCreation({
      ...dependencies,
      change: this.#change,
      turns: new Turns(store),
      creations: new BegunCreations(store, now),
      policy,
    });
    this.#removal = new GroupRemoval(dependencies);
  }

  async get(id: string, wanted: Wanted, context: ScimContext): Promise<ScimResource> {
    const known = await this.#directory.get(id, context.client.authority, toCall(context));
    return await this.#toResource(known, wanted, context);
  }

  async list(query: ListQuery, context: ScimContext): Promise<ResourcePage> {
    const { filter, sort, wanted } = query;
    const { authority } = context.client;
    const call = toCall(context);
    if (filter === undefined && sort === undefined) {
      const { total, groups } = await this.#listing.readWindow(query, authority, call);
      return { totalResults: total, resources: await this.#toResources(groups, wanted, context) };
    }
    const matching: ScimResource[] = [];
    const add = async (groups: readonly KnownGroup[]): Promise<void> => {
      const resources = await this.#toResources(groups, wanted, context);
      matching.push(...resources.filter((resource) => filter === undefined || matches(filter, resource)));
    };
    const candidates =
      filter === undefined ? undefined : await this.#listing.findCandidates(filter, authority, call);
    if (candidates !== undefined) await add(candidates);
    else for await (const groups of this.#listing.scan(authority, call)) await add(groups);
    return takePage(matching, query);
  }

  async create(attributes: JsonObject, context: ScimContext): Promise<ScimResource> {
    const desired = toDesiredGroup(attributes);
    const failure = { action: 'group.creation-failed' } as const;
    const { known, members } = await auditHalfDone(this.#trail, context, failure, () =>
      this.#creation.create(desired, context),
    );
    return toScimGroup(known, members, context.baseUrl);
  }

  /** Members cost a call, and a change may neither speak of them nor show them. */
  async getForChange(id: string, change: Change, context: ScimContext): Promise<ScimResource> {
    const known = await this.#directory.get(id, context.client.authority, toCall(context));
    const withMembers = change.touches('members') || change.wanted.has('members');
    return await this.#toResource(known, { has: () => withMembers }, context);
  }

  async update(
    current: ScimResource,
    next: JsonObject,
    context: ScimContext,
    change: Change,
  ): Promise<ScimResource> {
    const origin = this.#origins.get(current) ?? (await this.#read(current.id, context));
    const desired = toDesiredGroup(next);
    // Who leaves members out of a PUT has nothing to say about them.
    const moved = change.touches('members') ? desired : { ...desired, memberIds: undefined };
    const failure = { action: 'group.update-failed', subject: current.id } as const;
    const changed = await auditHalfDone(this.#trail, context, failure, () =>
      this.#change.apply(origin, moved, context),
    );
    return changed === origin ? current : toScimGroup(changed.known, changed.members, context.baseUrl);
  }

  async remove(id: string, context: ScimContext): Promise<void> {
    await this.#removal.remove(id, context);
  }

  async #read(id: string, context: ScimContext): Promise<FilledGroup> {
    const call = toCall(context);
    const known = await this.#directory.get(id, context.client.authority, call);
    return { known, members: await this.#members.read(known.group, context) };
  }

  async #toResource(known: KnownGroup, wanted: Wanted, context: ScimContext): Promise<ScimResource> {
    const members = wanted.has('members') ? await this.#members.read(known.group, context) : undefined;
    const resource = toScimGroup(known, members, context.baseUrl);
    this.#origins.set(resource, { known, members });
    return resource;
  }

  async #toResources(
    groups: readonly KnownGroup[],
    wanted: Wanted,
    context: ScimContext,
  ): Promise<ScimResource[]> {
    const resources: ScimResource[] = [];
    for (const known of groups) resources.push(await this.#toResource(known, wanted, context));
    return resources;
  }
}
