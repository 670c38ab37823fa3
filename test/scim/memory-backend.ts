/** Backends that hold their resources in memory, and the 30 users and 2 groups that the probes are about. */

import { BridgeError } from '../../src/errors.ts';
import type {
  CursorPage,
  CursorQuery,
  JsonObject,
  ListQuery,
  ResourceBackend,
  ResourcePage,
  ScimContext,
  ScimResource,
  Wanted,
} from '../../src/scim/backend.ts';
import { matches } from '../../src/scim/filter/match.ts';
import { takePage } from '../../src/scim/pages.ts';

export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

export interface BackendCall {
  readonly name: 'get' | 'list' | 'listByCursor' | 'create' | 'update' | 'remove';
  readonly wanted?: Wanted;
  readonly context: ScimContext;
  readonly query?: ListQuery;
  readonly cursorQuery?: CursorQuery;
  readonly next?: JsonObject;
}

export class MemoryBackend implements ResourceBackend {
  readonly resources = new Map<string, ScimResource>();
  readonly calls: BackendCall[] = [];
  /** Thrown by every call while set; a function may also wait. */
  failure: (() => unknown) | undefined;
  readonly #uniqueName: string;
  #serial = 0;
  #ids: readonly string[] = [];

  constructor(uniqueName: 'userName' | 'displayName') {
    this.#uniqueName = uniqueName;
  }

  attributesOf(id: string): JsonObject {
    const resource = this.resources.get(id);
    if (resource === undefined) throw new Error(`The test expects ${id} to exist`);
    return resource.attributes;
  }

  async get(id: string, wanted: Wanted, context: ScimContext): Promise<ScimResource> {
    await this.#record({ name: 'get', wanted, context });
    const resource = this.resources.get(id);
    if (resource === undefined) throw notFound(id);
    return resource;
  }

  async list(query: ListQuery, context: ScimContext): Promise<ResourcePage> {
    await this.#record({ name: 'list', query, wanted: query.wanted, context });
    const { filter } = query;
    const matching = [...this.resources.values()].filter(
      (resource) => filter === undefined || matches(filter, resource),
    );
    return takePage(matching, query);
  }

  /** The position is the id of the last one seen: what is added or removed before it moves nothing. */
  async listByCursor(query: CursorQuery, context: ScimContext): Promise<CursorPage> {
    await this.#record({ name: 'listByCursor', cursorQuery: query, wanted: query.wanted, context });
    const { filter, position = '', count } = query;
    const ids = this.#sortedIds();
    const found: ScimResource[] = [];
    for (let at = firstAfter(ids, position); at < ids.length; at += 1) {
      const resource = this.resources.get(ids[at] ?? '');
      if (resource === undefined || (filter !== undefined && !matches(filter, resource))) continue;
      if (found.length === count) return { resources: found, next: found.at(-1)?.id ?? '' };
      found.push(resource);
    }
    return { resources: found };
  }

  #sortedIds(): readonly string[] {
    if (this.#ids.length !== this.resources.size) this.#ids = [...this.resources.keys()].sort();
    return this.#ids;
  }

  async create(attributes: JsonObject, context: ScimContext): Promise<ScimResource> {
    await this.#record({ name: 'create', next: attributes, context });
    const wanted = String(attributes[this.#uniqueName]).toLowerCase();
    for (const { attributes: other } of this.resources.values()) {
      if (String(other[this.#uniqueName]).toLowerCase() !== wanted) continue;
      throw new BridgeError(`${this.#uniqueName} is taken`, {
        code: 'user.conflict',
        status: 409,
        scimType: 'uniqueness',
      });
    }
    this.#serial += 1;
    return this.#save(`n${this.#serial}`, attributes, 1);
  }

  async update(current: ScimResource, next: JsonObject, context: ScimContext): Promise<ScimResource> {
    await this.#record({ name: 'update', next, context });
    return this.#save(current.id, next, Number(/\d+/.exec(current.meta.version ?? '')?.[0] ?? 0) + 1);
  }

  async remove(id: string, context: ScimContext): Promise<void> {
    await this.#record({ name: 'remove', context });
    if (!this.resources.delete(id)) throw notFound(id);
    this.#ids = [];
  }

  #save(id: string, attributes: JsonObject, version: number): ScimResource {
    const { password: _password, ...kept } = attributes;
    const saved = {
      id,
      attributes: kept,
      meta: { created: '2024-01-01T00:00:00Z', version: `W/"${version}"` },
    };
    this.resources.set(id, saved);
    this.#ids = [];
    return saved;
  }

  async #record(call: BackendCall): Promise<void> {
    this.calls.push(call);
    const thrown = await this.failure?.();
    if (thrown !== undefined) throw thrown;
  }
}

function firstAfter(ids: readonly string[], id: string): number {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] ?? '') > id) high = middle;
    else low = middle + 1;
  }
  return low;
}

function notFound(id: string): BridgeError {
  return new BridgeError(`No resource has the id ${id}`, { code: 'user.not-found', status: 404 });
}

export function seedUsers(backend: MemoryBackend, howMany = 30): void {
  backend.resources.clear();
  for (let number = 1; number <= howMany; number += 1) {
    const id = `u${String(number).padStart(4, '0')}`;
    backend.resources.set(id, {
      id,
      meta: {
        created: new Date(Date.UTC(2024, 0, number)).toISOString(),
        lastModified: new Date(Date.UTC(2024, 1, number)).toISOString(),
        version: `W/"${number}"`,
      },
      attributes: userAttributes(number),
    });
  }
}

function userAttributes(number: number): JsonObject {
  const displayNames: Record<number, string> = { 3: 'Research and Development', 4: 'Say "hi" (bob)' };
  return {
    externalId: `ext-${number}`,
    userName: `user${number}@example.com`,
    name: { givenName: `Given${number}`, familyName: `Family${number % 7}` },
    displayName: displayNames[number] ?? `User ${number}`,
    title: number % 2 === 1 ? 'Agent' : 'Manager',
    active: number % 5 !== 0,
    emails: [
      { value: `user${number}@example.com`, type: 'work', primary: true },
      ...(number % 3 === 0 ? [{ value: `u${number}@home.net`, type: 'home' }] : []),
    ],
    phoneNumbers: number % 4 === 0 ? [{ value: `tel:+1555000${number}`, type: 'work' }] : [],
    groups: [{ value: 'g1', display: 'Team A' }],
    [ENTERPRISE]: {
      department: number % 2 === 1 ? 'Sales' : 'Support',
      employeeNumber: String(1000 + number),
    },
    'urn:ietf:params:scim:schemas:extension:genesys:offboarding:2.0:User': { status: 'none' },
  };
}

export function seedGroups(backend: MemoryBackend): void {
  backend.resources.clear();
  const members = ['u0001', 'u0002', 'u0003'].map((value) => ({
    value,
    type: 'User',
    display: `Person ${value}`,
  }));
  const meta = { created: '2024-01-01T00:00:00Z', version: 'W/"1"' };
  backend.resources.set('g1', { id: 'g1', meta, attributes: { displayName: 'Team A', members } });
  backend.resources.set('g2', { id: 'g2', meta, attributes: { displayName: 'Team B', members: [] } });
}
