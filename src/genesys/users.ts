import type { UsersApi } from 'purecloud-platform-client-v2';
import { z } from 'zod';
import { about, cursorPageOf, pageOf, resultsOf, user } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { isNotFound } from './errors.ts';
import { assertUuid, assertUuids } from './ids.ts';
import type {
  GenesysUser,
  NewUser,
  StateChange,
  StateChangeReason,
  UserPage,
  UserState,
  UserUpdate,
} from './models.ts';
import type { Operation } from './operation.ts';
import { isSameName } from './same-name.ts';

export interface UserQuery {
  /** What to read beside the profile, for example `groups`, `skills`, `employerInfo`. */
  readonly expand?: readonly string[];
  /** A deleted user is found only when asked for; active and inactive ones only when not (FACTS section 1). */
  readonly state?: 'deleted';
}

export interface UserListQuery {
  readonly state: 'active' | 'inactive';
  /** At most 500. */
  readonly pageSize: number;
  /** From 1. */
  readonly pageNumber: number;
  readonly expand?: readonly string[];
}

export interface UserCursorQuery {
  /** `any` includes the deleted ones. */
  readonly state: 'active' | 'inactive' | 'any';
  /** At most 500. */
  readonly pageSize: number;
  /** Of the page before; the first page without it. */
  readonly cursor?: string | undefined;
  readonly expand?: readonly string[];
}

export interface UserCursorPage {
  readonly users: readonly GenesysUser[];
  /** Absent on the last page. */
  readonly cursor: string | undefined;
}

export interface Users {
  get(id: string, query: UserQuery, options: CallOptions): Promise<GenesysUser>;
  /** Undefined when Genesys does not know the user (in the asked state). */
  find(id: string, query: UserQuery, options: CallOptions): Promise<GenesysUser | undefined>;
  /** Pages that together go beyond 10,000 inactive users are refused by Genesys. */
  list(query: UserListQuery, options: CallOptions): Promise<UserPage>;
  /** Without the limit of `list` and without a total (FACTS section 1.3). */
  query(query: UserCursorQuery, options: CallOptions): Promise<UserCursorPage>;
  /** At most 100 ids; whoever is unknown is left out. */
  getMany(
    ids: readonly string[],
    query: { readonly expand?: readonly string[] },
    options: CallOptions,
  ): Promise<GenesysUser[]>;
  /** Users whose address is exactly that, in any case. The search lags behind by seconds to minutes. */
  searchByEmail(
    email: string,
    query: { readonly states: readonly UserState[]; readonly expand?: readonly string[] },
    options: CallOptions,
  ): Promise<GenesysUser[]>;
  /** Users with exactly that name, in any case; at most 25. The search lags behind by seconds to minutes. */
  searchByName(
    name: string,
    query: { readonly states: readonly UserState[] },
    options: CallOptions,
  ): Promise<GenesysUser[]>;
  /** Users whose name or e-mail address holds the text; at most 25. The search lags behind by seconds to minutes. */
  searchByPart(
    text: string,
    query: { readonly states: readonly UserState[] },
    options: CallOptions,
  ): Promise<{ readonly users: readonly GenesysUser[]; readonly cut: boolean }>;
  create(user: NewUser, options: CallOptions): Promise<GenesysUser>;
  update(id: string, update: UserUpdate, options: CallOptions): Promise<GenesysUser>;
  setState(
    id: string,
    change: StateChange & { readonly reason?: StateChangeReason },
    options: CallOptions,
  ): Promise<void>;
  /** The same through the user resource; also brings a deleted user back. */
  setStateByPatch(id: string, change: StateChange, options: CallOptions): Promise<void>;
  setPassword(id: string, password: string, options: CallOptions): Promise<void>;
}

const GET_USER: Operation = { method: 'GET', path: '/api/v2/users/{userId}' };
const LIST_USERS: Operation = { method: 'GET', path: '/api/v2/users' };
const QUERY_USERS: Operation = { method: 'GET', path: '/api/v2/users/query' };
const SEARCH_USERS: Operation = { method: 'POST', path: '/api/v2/users/search', repeatable: true };
const CREATE_USER: Operation = { method: 'POST', path: '/api/v2/users' };
const PATCH_USER: Operation = { method: 'PATCH', path: '/api/v2/users/{userId}' };
const PUT_STATE: Operation = { method: 'PUT', path: '/api/v2/users/{userId}/state' };
const SET_PASSWORD: Operation = { method: 'POST', path: '/api/v2/users/{userId}/password', repeatable: true };

const LARGEST_SEARCH_PAGE = 25;
const IDS_A_CALL = 100;

/** How a query travels as the key under which reads are combined. */
const userQuery: z.ZodType<UserQuery> = z.object({
  expand: z.array(z.string()).exactOptional(),
  state: z.literal('deleted').exactOptional(),
});

/** The SDK takes mutable arrays only. */
function expanding(expand: readonly string[] | undefined): { expand?: string[] } {
  return expand === undefined ? {} : { expand: [...expand] };
}

export function createUsers(api: UsersApi, caller: Caller): Users {
  const getMany = async (ids: readonly string[], { expand }: UserQuery, options: CallOptions) => {
    const query = { id: [...ids], pageSize: IDS_A_CALL, state: 'any', ...expanding(expand) };
    return (await caller.read(pageOf(user), LIST_USERS, options, () => api.getUsers(query))).items;
  };
  const getOne = (id: string, { expand, state }: UserQuery, options: CallOptions) => {
    const query = { ...expanding(expand), ...(state === undefined ? {} : { state }) };
    return caller.read(about(id, user), GET_USER, options, () => api.getUser(id, query));
  };
  const readers = caller.combine<GenesysUser>(GET_USER, {
    most: IDS_A_CALL,
    async send(key, ids, options) {
      const query = userQuery.parse(JSON.parse(key));
      const [first = '', ...others] = ids;
      if (others.length === 0) {
        const found = await getOne(first, query, options);
        return () => found;
      }
      const found = new Map((await getMany(ids, query, options)).map((each) => [each.id, each]));
      return (id, ownOptions) => {
        const user = found.get(id);
        const isAsked = user !== undefined && (user.state === 'deleted') === (query.state === 'deleted');
        // The list is no proof of absence.
        return isAsked ? user : getOne(id, query, ownOptions);
      };
    },
  });
  const get = async (id: string, query: UserQuery, options: CallOptions) => {
    assertUuid(id);
    return readers.ask(JSON.stringify(query), id, options);
  };
  return {
    get,

    async find(id, query, options) {
      try {
        return await get(id, query, options);
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },

    async list({ expand, ...query }, options) {
      const page = await caller.read(pageOf(user), LIST_USERS, options, () =>
        api.getUsers({ ...query, ...expanding(expand) }),
      );
      return { users: page.items, total: page.total ?? page.items.length };
    },

    async query({ expand, cursor, ...query }, options) {
      const asked = { ...query, ...expanding(expand), ...(cursor === undefined ? {} : { cursor }) };
      const page = await caller.read(cursorPageOf(user), QUERY_USERS, options, () =>
        api.getUsersQuery(asked),
      );
      return { users: page.items, cursor: page.cursor };
    },

    async getMany(ids, query, options) {
      assertUuids(ids);
      return ids.length === 0 ? [] : await getMany(ids, query, options);
    },

    async searchByEmail(email, { states, expand }, options) {
      const query = [
        { fields: ['email'], value: email, type: 'EXACT' },
        { fields: ['state'], values: [...states], type: 'EXACT' },
      ];
      const body = { query, pageSize: LARGEST_SEARCH_PAGE, pageNumber: 1, ...expanding(expand) };
      const page = await caller.read(resultsOf(user), SEARCH_USERS, options, () => api.postUsersSearch(body));
      return page.items.filter((found) => found.email.toLowerCase() === email.toLowerCase());
    },

    async searchByName(name, { states }, options) {
      const query = [
        { fields: ['name'], value: name, type: 'EXACT' },
        { fields: ['state'], values: [...states], type: 'EXACT' },
      ];
      const body = { query, pageSize: LARGEST_SEARCH_PAGE, pageNumber: 1 };
      const page = await caller.read(resultsOf(user), SEARCH_USERS, options, () => api.postUsersSearch(body));
      return page.items.filter((found) => isSameName(found.name, name));
    },

    async searchByPart(text, { states }, options) {
      const query = [
        { fields: ['name', 'email'], value: text, type: 'CONTAINS' },
        { fields: ['state'], values: [...states], type: 'EXACT' },
      ];
      const body = { query, pageSize: LARGEST_SEARCH_PAGE, pageNumber: 1 };
      const { items } = await caller.read(resultsOf(user), SEARCH_USERS, options, () =>
        api.postUsersSearch(body),
      );
      return { users: items, cut: items.length >= LARGEST_SEARCH_PAGE };
    },

    async create({ addresses, ...newUser }, options) {
      const body = { ...newUser, ...(addresses === undefined ? {} : { addresses: [...addresses] }) };
      return caller.read(user, CREATE_USER, options, () => api.postUsers(body));
    },

    async update(id, { addresses, ...update }, options) {
      assertUuid(id);
      const body = { ...update, ...(addresses === undefined ? {} : { addresses: [...addresses] }) };
      return caller.read(about(id, user), PATCH_USER, options, () => api.patchUser(id, body));
    },

    async setState(id, { state, version, reason }, options) {
      assertUuid(id);
      const body = { state, version, ...(reason === undefined ? {} : { stateChangeReason: reason }) };
      await caller.run(PUT_STATE, options, () => api.putUserState(id, body));
    },

    async setStateByPatch(id, { state, version }, options) {
      assertUuid(id);
      await caller.run(PATCH_USER, options, () => api.patchUser(id, { state, version }));
    },

    async setPassword(id, password, options) {
      assertUuid(id);
      const call = { ...options, secret: password };
      await caller.run(SET_PASSWORD, call, () => api.postUserPassword(id, { newPassword: password }));
    },
  };
}
