/** SCIM Groups on Genesys groups, read-only in this version: who wants to write is told so. */

import { BridgeError } from '../errors.ts';
import type { CallOptions } from '../genesys/call-options.ts';
import type { Genesys } from '../genesys/client.ts';
import { isUuid } from '../genesys/ids.ts';
import type { GenesysGroup } from '../genesys/models.ts';
import type {
  JsonObject,
  ListQuery,
  ResourceBackend,
  ResourcePage,
  ScimContext,
  ScimResource,
  Wanted,
} from '../scim/backend.ts';
import { conjunctEqualities } from '../scim/filter/equalities.ts';
import { matches } from '../scim/filter/match.ts';
import { takePage } from '../scim/pages.ts';
import { definedOnly } from './attribute-values.ts';
import { toCall } from './interactive-call.ts';

const PAGE_SIZE = 500;
/** Groups read for a filter that Genesys cannot answer, before the answer is `tooMany`. */
const SCAN_LIMIT = 5_000;

function readOnly(): BridgeError {
  return new BridgeError(
    'Groups are read-only in this version; manage them in Genesys Cloud and do not push groups',
    { code: 'groups.read-only', status: 501, expose: true },
  );
}

export class GroupsBackend implements ResourceBackend {
  readonly #genesys: Genesys;

  constructor(genesys: Genesys) {
    this.#genesys = genesys;
  }

  async get(id: string, wanted: Wanted, context: ScimContext): Promise<ScimResource> {
    const group = isUuid(id) ? await this.#genesys.groups.find(id, toCall(context)) : undefined;
    if (group === undefined) {
      throw new BridgeError(`Group ${id.slice(0, 64)} not found`, { code: 'group.not-found', status: 404 });
    }
    return await this.#toResource(group, wanted, context);
  }

  async list(query: ListQuery, context: ScimContext): Promise<ResourcePage> {
    const { filter, sort } = query;
    if (filter === undefined && sort === undefined) return await this.#readWindow(query, context);
    const matching: ScimResource[] = [];
    for await (const groups of this.#findCandidates(query, context)) {
      for (const group of groups) {
        const resource = await this.#toResource(group, query.wanted, context);
        if (filter === undefined || matches(filter, resource)) matching.push(resource);
      }
    }
    return takePage(matching, query);
  }

  create(_attributes: JsonObject, _context: ScimContext): Promise<ScimResource> {
    return Promise.reject(readOnly());
  }

  update(_current: ScimResource, _next: JsonObject, _context: ScimContext): Promise<ScimResource> {
    return Promise.reject(readOnly());
  }

  remove(_id: string, _context: ScimContext): Promise<void> {
    return Promise.reject(readOnly());
  }

  async #readWindow({ startIndex, count, wanted }: ListQuery, context: ScimContext): Promise<ResourcePage> {
    const offset = startIndex - 1;
    const groups: GenesysGroup[] = [];
    const firstPage = Math.floor(offset / PAGE_SIZE) + 1;
    const lastPage = Math.floor((offset + Math.max(count, 1) - 1) / PAGE_SIZE) + 1;
    let total = 0;
    for (let pageNumber = firstPage; pageNumber <= lastPage; pageNumber += 1) {
      const page = await this.#genesys.groups.list({ pageSize: PAGE_SIZE, pageNumber }, toCall(context));
      total = page.total;
      groups.push(...page.groups);
    }
    const skip = offset - (firstPage - 1) * PAGE_SIZE;
    const resources: ScimResource[] = [];
    for (const group of groups.slice(skip, skip + count)) {
      resources.push(await this.#toResource(group, wanted, context));
    }
    return { totalResults: total, resources };
  }

  /** One look-up by id or displayName where the filter allows, every group otherwise. */
  async *#findCandidates({ filter }: ListQuery, context: ScimContext): AsyncGenerator<GenesysGroup[]> {
    const call = toCall(context);
    const equalities = filter === undefined ? [] : conjunctEqualities(filter);
    const textOf = (name: string): string | undefined => {
      const value = equalities.find(({ attribute, sub }) => attribute === name && sub === undefined)?.value;
      return typeof value === 'string' ? value : undefined;
    };
    const id = textOf('id');
    const name = textOf('displayName');
    if (id !== undefined) {
      const group = isUuid(id) ? await this.#genesys.groups.find(id, call) : undefined;
      yield group === undefined ? [] : [group];
    } else if (name !== undefined) yield await this.#genesys.groups.searchByName(name, call);
    else yield* this.#scan(call);
  }

  async *#scan(call: CallOptions): AsyncGenerator<GenesysGroup[]> {
    for (let pageNumber = 1; ; pageNumber += 1) {
      const page = await this.#genesys.groups.list({ pageSize: PAGE_SIZE, pageNumber }, call);
      if (page.total > SCAN_LIMIT) {
        throw new BridgeError(
          `The answer would need a look at more than ${SCAN_LIMIT} groups: filter by displayName with 'eq', without 'sortBy'`,
          {
            code: 'list.too-many',
            status: 400,
            scimType: 'tooMany',
          },
        );
      }
      yield [...page.groups];
      if (pageNumber * PAGE_SIZE >= page.total) return;
    }
  }

  async #toResource(group: GenesysGroup, wanted: Wanted, context: ScimContext): Promise<ScimResource> {
    const members = wanted.has('members')
      ? await this.#genesys.groups.memberIds(group.id, toCall(context))
      : [];
    return {
      id: group.id,
      meta: {
        version: `W/"${group.version}"`,
        ...(group.dateModified === undefined ? {} : { lastModified: group.dateModified }),
      },
      attributes: definedOnly({
        displayName: group.name,
        members:
          members.length === 0
            ? undefined
            : members.map((value) => ({ value, $ref: `${context.baseUrl}/Users/${value}`, type: 'User' })),
      }),
    };
  }
}
