/** SCIM Users on Genesys users: joiners, movers, leavers and those who return. */

import { isDeepStrictEqual } from 'node:util';
import type {
  Change,
  CursorPage,
  CursorQuery,
  JsonObject,
  ListQuery,
  ResourcePage,
  ScimContext,
  ScimResource,
  Wanted,
} from '../scim/backend.ts';
import type { Filter } from '../scim/filter/ast.ts';
import { matches } from '../scim/filter/match.ts';
import { takeCursorPage, takePage } from '../scim/pages.ts';
import type { AuditAction } from '../store/audit-actions.ts';
import type { Logger } from '../telemetry/logger.ts';
import { auditHalfDone, recordAction, type Trail } from './audited-action.ts';
import { BegunCreations } from './begun-creations.ts';
import { readIdentity } from './desired-user.ts';
import { EntitlementResolver } from './entitlements/resolver.ts';
import { EntitlementWriter } from './entitlements/writer.ts';
import { FOREIGN_IDS, ForeignIds } from './foreign-ids.ts';
import { UserGroups } from './groups/user-groups.ts';
import { toCall, toListCall } from './interactive-call.ts';
import { Ownership } from './ownership.ts';
import { identityOf, type KnownUser, type MappingRules } from './scim-user.ts';
import type { ReadableUsers } from './scoped-users-backend.ts';
import { Turns } from './turns.ts';
import { type Changed, isLockOutUnderWay, UserChange } from './user-change.ts';
import { UserCreation } from './user-creation.ts';
import {
  type DetailChoice,
  detailsNamedBy,
  detailsOf,
  refuseCostlyLook,
  UserDetails,
} from './user-details.ts';
import { type DirectoryDependencies, isRemoved, UserDirectory, userNotFound } from './user-directory.ts';
import { readActiveFilter, UserListing } from './user-listing.ts';
import { UserPlanner } from './user-plan.ts';
import { UserPresentation } from './user-presentation.ts';
import { UserWriter } from './user-writer.ts';

/** Pages of Genesys read for one page of a cursor when the filter matches nobody; the next page goes on. */
const PAGES_FOR_ONE = 20;

export interface UsersBackendOptions extends DirectoryDependencies, MappingRules {
  readonly emailDomain: string | undefined;
  /** Name of the division that new users are created in. */
  readonly division: string;
  readonly keep: readonly string[];
  readonly log: Logger;
  readonly now?: () => Date;
}

/** What the audit trail tells of a person in its erasable part. */
const IDENTIFYING: ReadonlySet<string> = new Set(['userName', 'displayName', 'name', 'emails']);

/** Names of the attributes that differ; values stay out of the audit trail. */
function listChanged(before: JsonObject, after: JsonObject): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
}

export class UsersBackend implements ReadableUsers {
  readonly #options: UsersBackendOptions;
  readonly #directory: UserDirectory;
  readonly #presentation: UserPresentation;
  readonly #listing: UserListing;
  readonly #change: UserChange;
  readonly #creation: UserCreation;
  readonly #trail: Trail;

  constructor(options: UsersBackendOptions) {
    this.#options = options;
    const { store, now = () => new Date() } = options;
    this.#trail = { db: store.db, now };
    const shared = { ...options, now, rules: options };
    const directory = new UserDirectory(options);
    const foreignIds = new ForeignIds(options);
    const resolver = new EntitlementResolver(shared);
    const dependencies = {
      ...shared,
      directory,
      foreignIds,
      writer: new UserWriter(shared),
      entitlementWriter: new EntitlementWriter(shared),
      planner: new UserPlanner({ ...shared, resolver, foreignIds }),
    };
    this.#directory = directory;
    this.#presentation = new UserPresentation({
      rules: options,
      groups: new UserGroups(store, options.genesys, now),
      details: new UserDetails({ ...options, foreignIds }),
      offboardings: options.offboardings,
    });
    this.#listing = new UserListing({ ...shared, directory });
    this.#change = new UserChange(dependencies);
    this.#creation = new UserCreation({
      ...dependencies,
      change: this.#change,
      turns: new Turns(store),
      creations: new BegunCreations(store, now),
      ownership: new Ownership(store),
    });
  }

  async get(id: string, wanted: Wanted, context: ScimContext): Promise<ScimResource> {
    const known = await this.#directory.get(id, context.client.authority, toCall(context));
    return await this.#presentation.presentOne(known, wanted, detailsOf(wanted), context);
  }

  /** Roles and foreign ids are calls of their own, so that only a change of theirs reads them. */
  async getForChange(id: string, { touches, wanted }: Change, context: ScimContext): Promise<ScimResource> {
    const known = await this.#directory.get(id, context.client.authority, toCall(context));
    const touched = { roles: touches('roles'), foreignIds: touches(FOREIGN_IDS) };
    return await this.#presentation.presentOne(known, wanted, touched, context);
  }

  async readMany(ids: readonly string[], wanted: Wanted, context: ScimContext): Promise<ScimResource[]> {
    const people = await this.#directory.findMany(ids, context.client.authority, toListCall(context));
    return await this.#presentation.presentPage(people, wanted, context);
  }

  async list(query: ListQuery, context: ScimContext): Promise<ResourcePage> {
    const { filter, sort } = query;
    const { authority } = context.client;
    const listCall = toListCall(context);
    if (filter === undefined && sort === undefined) {
      const { total, people } = await this.#listing.readWindow(query, authority, listCall);
      return {
        totalResults: total,
        resources: await this.#presentation.presentPage(people, query.wanted, context),
      };
    }
    const active = filter === undefined ? undefined : readActiveFilter(filter);
    if (filter !== undefined && active !== undefined && sort === undefined) {
      const { total, people } = await this.#listing.readStateWindow(active, query, authority, listCall);
      const shown = await this.#presentation.presentPage(people, query.wanted, context);
      const resources = shown.filter((resource) => matches(filter, resource));
      return { totalResults: total - (shown.length - resources.length), resources };
    }
    const matching: ScimResource[] = [];
    const add = async (people: readonly KnownUser[], choice: DetailChoice): Promise<void> => {
      const resources = await this.#presentation.present(people, query.wanted, choice, context);
      matching.push(...resources.filter((resource) => filter === undefined || matches(filter, resource)));
    };
    const candidates = await this.#findCandidates(filter, context);
    const choice = detailsNamedBy(query.wanted);
    if (candidates !== undefined) await add(candidates, choice);
    else {
      refuseCostlyLook(filter, sort);
      for await (const people of this.#listing.scan(authority, listCall)) await add(people, choice);
    }
    return takePage(matching, query);
  }

  async #findCandidates(
    filter: Filter | undefined,
    context: ScimContext,
  ): Promise<readonly KnownUser[] | undefined> {
    if (filter === undefined) return undefined;
    return await this.#listing.findCandidates(filter, context.client.authority, toCall(context));
  }

  async listByCursor(query: CursorQuery, context: ScimContext): Promise<CursorPage> {
    const { filter, count, position, wanted } = query;
    const candidates = await this.#findCandidates(filter, context);
    if (candidates === undefined) refuseCostlyLook(filter, undefined);
    const choice = detailsNamedBy(wanted);
    const toMatching = async (people: readonly KnownUser[]): Promise<ScimResource[]> => {
      const resources = await this.#presentation.present(people, wanted, choice, context);
      return resources.filter((resource) => filter === undefined || matches(filter, resource));
    };
    if (candidates !== undefined) return takeCursorPage(await toMatching(candidates), position, count);
    // A short page in time is worth more than a full one too late.
    const turnBackAt = (Date.now() + context.deadline) / 2;
    let cursor = position;
    for (let read = 1; ; read += 1) {
      const { people, next } = await this.#listing.readCursorPage(
        cursor,
        count,
        context.client.authority,
        toListCall(context),
      );
      const resources = await toMatching(people);
      if (next === undefined) return { resources };
      const isEnough = resources.length > 0 || read === PAGES_FOR_ONE || Date.now() > turnBackAt;
      if (isEnough) return { resources, next };
      cursor = next;
    }
  }

  async create(attributes: JsonObject, context: ScimContext, wanted: Wanted): Promise<ScimResource> {
    const created = await auditHalfDone(this.#trail, context, { action: 'user.creation-failed' }, () =>
      this.#creation.create(attributes, context),
    );
    const { userId, revived, passwordProblem } = created;
    this.#listing.forget(userId);
    const action = revived ? 'user.revived' : 'user.created';
    const personal = readIdentity(attributes, this.#options.emailDomain);
    await this.#audit(action, userId, context, { attributes: Object.keys(attributes) }, personal);
    if (passwordProblem !== undefined) {
      await this.#audit('user.password-not-set', userId, context, { reason: passwordProblem });
    }
    return await this.#answer(userId, created, wanted, context);
  }

  async update(
    current: ScimResource,
    next: JsonObject,
    context: ScimContext,
    change: Change,
  ): Promise<ScimResource> {
    const { authority } = context.client;
    const known =
      this.#presentation.originOf(current) ??
      (await this.#directory.get(current.id, authority, toCall(context)));
    const failure = { action: 'user.update-failed', subject: current.id } as const;
    const changed = await auditHalfDone(this.#trail, context, failure, () =>
      this.#change.apply(known, next, context, change),
    ).finally(() => this.#listing.forget(current.id));
    const names = listChanged(current.attributes, next);
    if (names.length > 0) {
      const isRenamed = names.some((name) => IDENTIFYING.has(name));
      const personal = isRenamed ? readIdentity(next, this.#options.emailDomain) : undefined;
      await this.#audit('user.updated', current.id, context, { attributes: names }, personal);
    }
    const { user, grants = known.grants, foreignIds } = changed;
    return await this.#answer(current.id, { user, grants, foreignIds }, change.wanted, context);
  }

  async remove(id: string, context: ScimContext): Promise<void> {
    const { offboardings } = this.#options;
    const { client, requestId } = context;
    const standing = (await offboardings.findStandings([id])).get(id);
    const intent = { userId: id, kind: 'delete', clientName: client.name, requestId } as const;
    this.#listing.forget(id);
    if (isLockOutUnderWay(standing)) return await offboardings.carryOut(intent, context);
    const known = await this.#directory.findRemovedToo(id, client.authority, toCall(context));
    // Another request may have removed the person since: this one waits for the same lock-out then.
    const gone = known === undefined || (isRemoved(known) && !isLockOutUnderWay(known.standing));
    if (gone) throw userNotFound(id);
    await offboardings.carryOut({ ...intent, seen: known.user.state, personal: identityOf(known) }, context);
  }

  async #audit(
    action: AuditAction,
    userId: string,
    context: ScimContext,
    detail: Readonly<Record<string, unknown>>,
    personal?: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { db, now } = this.#trail;
    await recordAction(db, context, {
      at: now(),
      action,
      subject: userId,
      detail,
      ...(personal === undefined ? {} : { personal }),
    });
  }

  /** The person after a write, read again only where the write did not say. */
  async #answer(
    id: string,
    { user, grants, foreignIds }: Changed,
    wanted: Wanted,
    context: ScimContext,
  ): Promise<ScimResource> {
    const { authority } = context.client;
    const [known] =
      user === undefined
        ? [await this.#directory.get(id, authority, toCall(context))]
        : await this.#directory.recognise([user], authority);
    if (known === undefined) throw userNotFound(id);
    return await this.#presentation.presentOne(
      { ...known, grants, foreignIds },
      wanted,
      detailsOf(wanted),
      context,
    );
  }
}
