/** SCIM Users as one client may see them (`clients.NAME.scope`): people of others answer 404 and are not listed. */

import { BridgeError } from '../errors.ts';
import { isUuid } from '../genesys/ids.ts';
import type {
  Change,
  CursorPage,
  CursorQuery,
  JsonObject,
  ListQuery,
  ResourceBackend,
  ResourcePage,
  ScimContext,
  ScimResource,
  Wanted,
} from '../scim/backend.ts';
import { invalidCursor } from '../scim/cursor.ts';
import { matches } from '../scim/filter/match.ts';
import { takeCursorPage, takePage } from '../scim/pages.ts';
import { countOwn, listOwn } from '../store/client-users.ts';
import type { Store } from '../store/open.ts';
import { type Ownership, seesOnlyOwn } from './ownership.ts';
import { refuseCostlyLook } from './user-details.ts';
import { userNotFound } from './user-directory.ts';
import { hasExactLookUp } from './user-listing.ts';

const PAGE_SIZE = 500;
/** People read for a filter or an order, before the answer is `tooMany`. */
const SCAN_LIMIT = 5_000;
/** More than an exact look-up finds. */
const ALL = { startIndex: 1, count: 200 };

export interface ReadableUsers extends Required<ResourceBackend> {
  /** Whoever is removed, deleted or unknown is left out. */
  readMany(ids: readonly string[], wanted: Wanted, context: ScimContext): Promise<ScimResource[]>;
}

export class ScopedUsersBackend implements ResourceBackend {
  readonly #users: ReadableUsers;
  readonly #store: Store;
  readonly #ownership: Ownership;

  constructor(users: ReadableUsers, store: Store, ownership: Ownership) {
    this.#users = users;
    this.#store = store;
    this.#ownership = ownership;
  }

  async get(id: string, wanted: Wanted, context: ScimContext): Promise<ScimResource> {
    await this.#requireVisible(id, context);
    return await this.#users.get(id, wanted, context);
  }

  async getForChange(id: string, change: Change, context: ScimContext): Promise<ScimResource> {
    await this.#requireVisible(id, context);
    return await this.#users.getForChange(id, change, context);
  }

  async create(attributes: JsonObject, context: ScimContext, wanted: Wanted): Promise<ScimResource> {
    const created = await this.#users.create(attributes, context, wanted);
    await this.#ownership.adopt(created.id, context);
    return created;
  }

  async update(
    current: ScimResource,
    next: JsonObject,
    context: ScimContext,
    change: Change,
  ): Promise<ScimResource> {
    const updated = await this.#users.update(current, next, context, change);
    await this.#ownership.adopt(current.id, context);
    return updated;
  }

  async remove(id: string, context: ScimContext): Promise<void> {
    await this.#requireVisible(id, context);
    await this.#users.remove(id, context);
    await this.#ownership.release(id);
  }

  async list(query: ListQuery, context: ScimContext): Promise<ResourcePage> {
    const { client } = context;
    if (!seesOnlyOwn(client)) return await this.#users.list(query, context);
    const { filter, sort, startIndex, count, wanted } = query;
    if (filter !== undefined && hasExactLookUp(filter)) {
      return takePage(await this.#findExactly(query, context), query);
    }
    refuseCostlyLook(filter, sort);
    const { db } = this.#store;
    const total = await countOwn(db, client.name);
    if (filter === undefined && sort === undefined) {
      const ids = await listOwn(db, client.name, { offset: startIndex - 1, limit: count });
      return { totalResults: total, resources: await this.#users.readMany(ids, wanted, context) };
    }
    if (total > SCAN_LIMIT) throw tooMany();
    const matching: ScimResource[] = [];
    for (let after = ''; ; ) {
      const ids = await listOwn(db, client.name, { after, limit: PAGE_SIZE });
      const people = await this.#users.readMany(ids, wanted, context);
      matching.push(...people.filter((person) => filter === undefined || matches(filter, person)));
      const last = ids.at(-1);
      if (last === undefined || ids.length < PAGE_SIZE) return takePage(matching, query);
      after = last;
    }
  }

  /** A cursor is the id that the page before ended with. */
  async listByCursor(query: CursorQuery, context: ScimContext): Promise<CursorPage> {
    const { client } = context;
    const { filter, position, count, wanted } = query;
    if (!seesOnlyOwn(client)) return await this.#users.listByCursor(query, context);
    if (filter !== undefined && hasExactLookUp(filter)) {
      return takeCursorPage(await this.#findExactly({ ...query, ...ALL }, context), position, count);
    }
    refuseCostlyLook(filter, undefined);
    if (position !== undefined && !isUuid(position)) throw invalidCursor();
    const ids = await listOwn(this.#store.db, client.name, { after: position ?? '', limit: count });
    const people = await this.#users.readMany(ids, wanted, context);
    const resources = people.filter((person) => filter === undefined || matches(filter, person));
    const last = ids.at(-1);
    return last === undefined || ids.length < count ? { resources } : { resources, next: last };
  }

  async #findExactly(query: ListQuery, context: ScimContext): Promise<ScimResource[]> {
    const { resources } = await this.#users.list({ ...query, ...ALL }, context);
    const ids = resources.map(({ id }) => id);
    const visible = await this.#ownership.findVisible(ids, context.client);
    return resources.filter(({ id }) => visible.has(id));
  }

  async #requireVisible(id: string, { client }: ScimContext): Promise<void> {
    if (!(await this.#ownership.isVisible(id, client))) throw userNotFound(id);
  }
}

function tooMany(): BridgeError {
  return new BridgeError(
    `The answer would need a look at more than ${SCAN_LIMIT} people: filter by userName, externalId, emails.value or id with 'eq'`,
    { code: 'list.too-many', status: 400, scimType: 'tooMany' },
  );
}
